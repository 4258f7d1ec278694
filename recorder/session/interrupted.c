/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/interrupted.h"

#include <dirent.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/recording/ledger.h"
#include "recorder/recording/recording_reader.h"
#include "recorder/session/track.h"

/* The stem of the ledger whose name is the last: they are times. */
static char *newest_stem(const char *folder)
{
    own_value(text) newest = {0};
    own_value(text) stem = {0};
    struct dirent *entry;
    struct err ignored;
    DIR *list = opendir(folder);

    while (list && (entry = readdir(list))) {
        if (entry->d_name[0] == '.' ||
            !text_has_suffix(entry->d_name, RECORDING_LEDGER_SUFFIX) ||
            (newest.length && strcmp(entry->d_name, text_string(&newest)) < 0))
            continue;
        text_reset(&newest);
        text_append(&newest, entry->d_name);
    }
    if (list)
        closedir(list);
    if (!newest.length || !text_finish(&newest, &ignored))
        return NULL;
    text_appendf(&stem, "%s/%.*s", folder,
        (int)(newest.length - strlen(RECORDING_LEDGER_SUFFIX)),
        text_string(&newest));
    return text_take(&stem);
}

struct story {
    struct recording_facts facts;
    bool has_begin;
    bool has_end;
};

/* A full disk ends a part, and not its session. */
static bool is_end(const struct jdoc *line)
{
    const char *cause = jdoc_string(line, "cause");

    return ledger_is_event(line, "end") &&
           !(cause && strcmp(cause, TRACK_CAUSE_FULL) == 0);
}

static bool take_line(void *user, const struct jdoc *line)
{
    struct story *story = user;
    uint32_t serial;
    struct err ignored;

    if (ledger_is_event(line, "begin"))
        story->has_begin =
            ledger_parse_begin(line, &story->facts, &serial, &ignored);
    story->has_end |= is_end(line);
    return true;
}

static bool read_story(const char *stem, struct story *story)
{
    own_heap(char) path = recording_path(stem, RECORDING_LEDGER_SUFFIX);
    struct err ignored;

    return path && ledger_read(path, take_line, story, NULL, &ignored);
}

/* Repaired by now, or still to be. */
static bool read_length(const char *stem, int64_t *frames_48k)
{
    own_heap(char) done = recording_path(stem, RECORDING_SUFFIX);
    own_heap(char) part = recording_path(stem, RECORDING_PART_SUFFIX);
    struct err ignored;

    return done && part &&
           (recording_duration_48k(part, frames_48k, &ignored) ||
               recording_duration_48k(done, frames_48k, &ignored));
}

bool interrupted_find(const char *folder, int64_t utc_ns, int64_t within_ns,
    struct recording_facts *facts)
{
    own_heap(char) stem = newest_stem(folder);
    struct story story = {0};
    int64_t frames_48k;

    if (!stem || !read_story(stem, &story) || !story.has_begin || story.has_end)
        return false;
    if (!read_length(stem, &frames_48k)) {
        /* Killed before it had sound, it still says what it went on with. */
        if (story.facts.part == 1)
            return false;
        frames_48k = 0;
    }
    int64_t ago_ns = utc_ns - story.facts.start_utc_ns -
                     clock_ns_from_frames_48k(frames_48k);
    if (ago_ns < 0 || ago_ns > within_ns)
        return false;
    *facts = story.facts;
    return true;
}

void interrupted_go_on(
    const struct recording_facts *before, struct recording_facts *facts)
{
    int64_t since_ns = facts->start_utc_ns - before->start_utc_ns;

    memcpy(facts->session, before->session, sizeof facts->session);
    facts->part = before->part + 1;
    facts->offset_48k = before->offset_48k + clock_frames_48k_from_ns(since_ns);
    facts->continues = recording_first_part(before);
}
