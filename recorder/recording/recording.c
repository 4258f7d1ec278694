/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* A recorder makes a name a second at most; more is a runaway. */
#define MOST_SAME_NAMES 1000

int recording_first_part(const struct recording_facts *facts)
{
    if (facts->continues > 0)
        return facts->continues;
    return facts->part > 0 ? facts->part : 1;
}

char *recording_stem(const char *path)
{
    static const char *const suffixes[] = {RECORDING_PART_SUFFIX,
        RECORDING_NEW_SUFFIX, RECORDING_SUFFIX, RECORDING_LEDGER_SUFFIX};
    size_t length = strlen(path);

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        if (text_has_suffix(path, suffixes[i]))
            return strndup(path, length - strlen(suffixes[i]));
    }
    return strdup(path);
}

char *recording_path(const char *stem, const char *suffix)
{
    struct text path = {0};

    text_append(&path, stem);
    text_append(&path, suffix);
    char *joined = text_take(&path);
    text_clear(&path);
    return joined;
}

char *recording_path_beside(const char *path, const char *suffix)
{
    own_heap(char) stem = recording_stem(path);

    return stem ? recording_path(stem, suffix) : NULL;
}

enum presence { PRESENT, ABSENT, UNKNOWN };

static enum presence look_for(
    const char *stem, const char *suffix, struct err *err)
{
    struct stat status;
    own_heap(char) path = recording_path(stem, suffix);

    if (!path)
        return err_no_memory(err), UNKNOWN;
    if (lstat(path, &status) == 0)
        return PRESENT;
    if (errno == ENOENT)
        return ABSENT;
    return err_set_errno(err, ERR_IO, "look at %s", path), UNKNOWN;
}

static enum presence look_for_stem(const char *stem, struct err *err)
{
    static const char *const suffixes[] = {RECORDING_PART_SUFFIX,
        RECORDING_NEW_SUFFIX, RECORDING_SUFFIX, RECORDING_LEDGER_SUFFIX};

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        enum presence presence = look_for(stem, suffixes[i], err);
        if (presence != ABSENT)
            return presence;
    }
    return ABSENT;
}

char *recording_numbered_stem(const char *stem, int number, struct err *err)
{
    own_value(text) numbered = {0};

    text_append(&numbered, stem);
    if (number > 1)
        text_appendf(&numbered, "-%d", number);
    char *taken = text_take(&numbered);
    if (!taken)
        err_no_memory(err);
    return taken;
}

/* `suffix` NULL: all those that make a name taken. */
static char *next_stem(const char *stem, const char *suffix, struct err *err)
{
    for (int number = 1; number <= MOST_SAME_NAMES; number++) {
        own_heap(char) next = recording_numbered_stem(stem, number, err);
        if (!next)
            return NULL;
        enum presence presence =
            suffix ? look_for(next, suffix, err) : look_for_stem(next, err);
        if (presence == UNKNOWN)
            return NULL;
        if (presence == ABSENT)
            return take(next);
    }
    err_set(err, ERR_LIMIT, "%s: more than %d recordings of that name", stem,
        MOST_SAME_NAMES);
    return NULL;
}

char *recording_next_stem(const char *stem, struct err *err)
{
    return next_stem(stem, NULL, err);
}

char *recording_free_path(const char *stem, const char *suffix, struct err *err)
{
    own_heap(char) next = next_stem(stem, suffix, err);
    char *path = next ? recording_path(next, suffix) : NULL;

    if (next && !path)
        err_no_memory(err);
    return path;
}

char *recording_free_stem(
    const char *folder, int64_t start_utc_ns, struct err *err)
{
    own_value(text) stem = {0};
    char name[CLOCK_NAME_BYTES];

    clock_format_name(start_utc_ns, name);
    text_appendf(&stem, "%s/%s", folder, name);
    return text_finish(&stem, err)
               ? recording_next_stem(text_string(&stem), err)
               : NULL;
}
