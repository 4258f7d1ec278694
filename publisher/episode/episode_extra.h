/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The small files that go with an episode's media: SLUG.chapters.json,
 * SLUG.vtt, SLUG.srt, SLUG.json, SLUG.jpg or SLUG.png, SLUG.curve.txt. They
 * are made with the media, in the workshop, and go into the store before them.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_EXTRA_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_EXTRA_H

#include "publisher/catalogue/catalogue_episode.h"
#include "publisher/store/store.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

enum episode_extra {
    EXTRA_CHAPTERS, /* JSON chapters */
    EXTRA_VTT,
    EXTRA_SRT,
    EXTRA_JSON, /* the transcript */
    EXTRA_JPEG,
    EXTRA_PNG,
    EXTRA_CURVE,         /* sound_curve.h */
    EXTRA_CHAPTER_LINES, /* for the catalogue only: never stored */
    EXTRA_SOUNDBITES,    /* as these */
    EXTRA_COUNT
};

/* ".vtt" and so on. */
const char *episode_extra_suffix(enum episode_extra extra);

/* Into the workshop. */
bool episode_extra_write(const char *state,
    const struct catalogue_episode *episode, enum episode_extra extra,
    const struct text *bytes, struct err *err);

/* What the workshop holds goes into the store, and what the store holds from
 * before and the workshop does not is removed; the record's chapters,
 * transcripts, soundbites and cover say what there is then. */
bool episode_extra_store_all(const char *state, struct store *store,
    struct catalogue_episode *episode, struct err *err);

#endif
