/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_extra.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "publisher/episode/media_key.h"
#include "publisher/episode/workshop.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/fingerprint.h"
#include "recorder/base/own.h"
#include "recorder/base/whole_file.h"

#define MOST_BYTES (64 << 20)

static const char *const suffixes[EXTRA_COUNT] = {
    [EXTRA_CHAPTERS] = ".chapters.json",
    [EXTRA_VTT] = ".vtt",
    [EXTRA_SRT] = ".srt",
    [EXTRA_JSON] = ".json",
    [EXTRA_JPEG] = ".jpg",
    [EXTRA_PNG] = ".png",
    [EXTRA_CURVE] = ".curve.txt",
    [EXTRA_CHAPTER_LINES] = ".chapters",
    [EXTRA_SOUNDBITES] = ".soundbites",
};

const char *episode_extra_suffix(enum episode_extra extra)
{
    return suffixes[extra];
}

bool episode_extra_write(const char *state,
    const struct catalogue_episode *episode, enum episode_extra extra,
    const struct text *bytes, struct err *err)
{
    own_heap(char) path = workshop_path(state, episode, suffixes[extra]);

    if (!path)
        return err_no_memory(err);
    return text_finish(bytes, err) &&
           durable_replace(path, 0644, bytes->bytes, bytes->length, err);
}

static bool read_extra(const char *state,
    const struct catalogue_episode *episode, enum episode_extra extra,
    struct text *bytes, struct err *err)
{
    own_heap(char) path = workshop_path(state, episode, suffixes[extra]);

    if (!path)
        return err_no_memory(err);
    return access(path, F_OK) != 0 ||
           whole_file_read(path, MOST_BYTES, bytes, err) ||
           err_prefix(err, "%s", path);
}

/* Bytes that are there already are not touched. */
static bool store_one(const char *state, struct store *store,
    const struct catalogue_episode *episode, enum episode_extra extra,
    bool *is_there, struct err *err)
{
    own_heap(char) key = media_key(episode, suffixes[extra]);
    own_value(text) bytes = {0};

    if (!key)
        return err_no_memory(err);
    if (!read_extra(state, episode, extra, &bytes, err))
        return false;
    *is_there = bytes.length > 0;
    return *is_there
               ? store_put_bytes(store, key, bytes.bytes, bytes.length, err)
               : store_remove(store, key, err);
}

static bool replace(char **field, struct text *with, struct err *err)
{
    char *bytes = text_take(with);

    if (!bytes)
        return err_no_memory(err);
    free(*field);
    *field = bytes;
    return true;
}

bool episode_extra_store_all(const char *state, struct store *store,
    struct catalogue_episode *episode, struct err *err)
{
    own_value(text) transcripts = {0};
    own_value(text) cover = {0};
    own_value(text) chapters = {0};
    own_value(text) soundbites = {0};
    bool is_there;

    for (int extra = 0; extra < EXTRA_CHAPTER_LINES; extra++) {
        if (!store_one(state, store, episode, extra, &is_there, err))
            return false;
        if (is_there && (extra == EXTRA_JPEG || extra == EXTRA_PNG))
            text_append(&cover, suffixes[extra]);
        else if (is_there && extra >= EXTRA_VTT && extra <= EXTRA_JSON)
            text_appendf(&transcripts, "%s\n", suffixes[extra]);
    }
    return read_extra(state, episode, EXTRA_CHAPTER_LINES, &chapters, err) &&
           read_extra(state, episode, EXTRA_SOUNDBITES, &soundbites, err) &&
           replace(&episode->chapters, &chapters, err) &&
           replace(&episode->soundbites, &soundbites, err) &&
           replace(&episode->transcripts, &transcripts, err) &&
           replace(&episode->cover, &cover, err);
}
