/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/running_parts.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/base/clock.h"
#include "recorder/base/text.h"

static int64_t written_ns(const char *path)
{
    struct stat status;

    if (!path || stat(path, &status) != 0)
        return INT64_MIN;
    return status.st_mtim.tv_sec * CLOCK_SECOND_NS + status.st_mtim.tv_nsec;
}

/* In a pause only the ledger grows. A clock that was set back makes all look
 * as if written in future. */
static bool is_written(const struct running_parts *parts, const char *path)
{
    own_heap(char) stem = recording_stem(path);
    own_heap(char) ledger =
        stem ? recording_path(stem, RECORDING_LEDGER_SUFFIX) : NULL;
    int64_t sound_ns = written_ns(path);
    int64_t line_ns = written_ns(ledger);

    return (sound_ns > line_ns ? sound_ns : line_ns) >
           parts->utc_ns - parts->dead_ns;
}

static bool is_of_session(
    const struct recording_facts *facts, const struct recording_facts *other)
{
    return strcmp(facts->session, other->session) == 0;
}

static bool is_behind(
    const struct running_parts *parts, const struct recording_facts *facts)
{
    const struct recording_facts *after = parts->after;

    if (!after)
        return true;
    if (is_of_session(facts, after))
        return facts->part > after->part;
    return !parts->is_running || facts->start_utc_ns > after->start_utc_ns;
}

/* Is `facts` a better choice than the `best` one until now? */
static bool is_better(const struct recording_facts *facts,
    const struct recording_facts *best, const struct recording_facts *after)
{
    if (after && is_of_session(best, after))
        return is_of_session(facts, after) && facts->part < best->part;
    if (after && is_of_session(facts, after))
        return true;
    return facts->start_utc_ns > best->start_utc_ns ||
           (is_of_session(facts, best) && facts->part > best->part);
}

static void consider(const struct running_parts *parts, const char *path,
    struct part_file **best)
{
    struct err ignored;

    if (!is_written(parts, path))
        return;
    own(part_file) part = part_file_open(path, &ignored);
    if (!part || !is_behind(parts, part_file_facts(part)))
        return;
    if (*best &&
        !is_better(part_file_facts(part), part_file_facts(*best), parts->after))
        return;
    part_file_free(*best);
    *best = take(part);
}

static void look_in(const struct running_parts *parts, const char *folder,
    struct part_file **best)
{
    DIR *dir = opendir(folder);
    own_value(text) path = {0};
    const struct dirent *entry;

    while (dir && (entry = readdir(dir))) {
        if (!text_has_suffix(entry->d_name, RECORDING_PART_SUFFIX))
            continue;
        text_reset(&path);
        text_appendf(&path, "%s/%s", folder, entry->d_name);
        consider(parts, text_string(&path), best);
    }
    if (dir)
        closedir(dir);
}

struct part_file *running_parts_find(const struct running_parts *parts)
{
    struct part_file *best = NULL;

    for (size_t i = 0; i < parts->folder_count; i++) {
        if (parts->folders[i])
            look_in(parts, parts->folders[i], &best);
    }
    return best;
}
