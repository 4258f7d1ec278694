/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/extra_prints.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "publisher/episode/episode_extra.h"
#include "publisher/episode/media_key.h"
#include "publisher/episode/workshop.h"
#include "publisher/store/integrity.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* Lines of "SUFFIX HASH"; an episode that has no such file has this one. */
#define NOTHING "-\n"

/* What the catalogue remembers them by. */
static bool name_of(
    const struct catalogue_episode *episode, struct text *name, struct err *err)
{
    text_appendf(name, "extras of %s", episode->recording);
    return text_finish(name, err);
}

static bool remember(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct text *lines,
    struct err *err)
{
    own_value(text) name = {0};

    if (!lines->length)
        text_append(lines, NOTHING);
    return text_finish(lines, err) && name_of(episode, &name, err) &&
           catalogue_remember(
               catalogue, text_string(&name), text_string(lines), err);
}

static char *recall(struct catalogue *catalogue,
    const struct catalogue_episode *episode, struct err *err)
{
    own_value(text) name = {0};

    return name_of(episode, &name, err)
               ? catalogue_recall(catalogue, text_string(&name), err)
               : NULL;
}

bool extra_prints_keep(struct catalogue *catalogue, const char *state,
    const struct catalogue_episode *episode, struct err *err)
{
    own_value(text) lines = {0};
    char integrity[INTEGRITY_BYTES];

    for (int extra = 0; extra < EXTRA_CHAPTER_LINES; extra++) {
        const char *suffix = episode_extra_suffix(extra);
        own_heap(char) path = workshop_path(state, episode, suffix);
        if (!path)
            return err_no_memory(err);
        if (access(path, F_OK) != 0)
            continue;
        if (!integrity_of_file(path, integrity, err))
            return false;
        text_appendf(&lines, "%s %s\n", suffix, integrity);
    }
    return remember(catalogue, episode, &lines, err);
}

static bool append_stored(struct store *store,
    const struct catalogue_episode *episode, const char *suffix,
    struct text *lines, struct err *err)
{
    own_heap(char) key = media_key(episode, suffix);
    own_value(text) bytes = {0};
    char integrity[INTEGRITY_BYTES];

    if (!key)
        return err_no_memory(err);
    if (!store_get_bytes(store, key, &bytes, err))
        return false;
    if (!bytes.length)
        return true;
    if (!integrity_of_bytes(bytes.bytes, bytes.length, integrity, err))
        return false;
    text_appendf(lines, "%s %s\n", suffix, integrity);
    return true;
}

static bool adopt(struct catalogue *catalogue, struct store *store,
    const struct catalogue_episode *episode, struct err *err)
{
    own_value(text) lines = {0};

    for (int extra = 0; extra < EXTRA_CHAPTER_LINES; extra++)
        if (!append_stored(
                store, episode, episode_extra_suffix(extra), &lines, err))
            return false;
    return remember(catalogue, episode, &lines, err);
}

bool extra_prints_read(struct catalogue *catalogue, struct store *store,
    const struct catalogue_episode *episode, extra_print_taker *taker,
    void *user, struct err *err)
{
    own_heap(char) lines = recall(catalogue, episode, err);
    char suffix[32];
    char integrity[INTEGRITY_BYTES];
    int length;

    if (!lines)
        return false;
    if (!*lines)
        return adopt(catalogue, store, episode, err);
    for (const char *line = lines;
         sscanf(line, "%31s %79s\n%n", suffix, integrity, &length) == 2;
         line += length)
        if (!taker(user, suffix, integrity, err))
            return false;
    return true;
}
