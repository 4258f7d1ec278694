/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chapters and transcripts of imported episodes, fetched into our store as
 * they are. A file that is not what the feed says, larger than the checker
 * reads, or not to be had, stays where it is.
 */
#ifndef ROOMCAST_PUBLISHER_CHECK_FEED_IMPORT_TEXTS_H
#define ROOMCAST_PUBLISHER_CHECK_FEED_IMPORT_TEXTS_H

#include "publisher/check/feed_import_media.h"

/* Told of each file that stays where it is: which, and why. */
typedef void import_text_listener(
    void *user, const char *what, const char *reason);

struct import_texts {
    const struct import_media *place; /* where files go and come from */
    import_text_listener *told;
    void *user;
};

/* SITE/SHOW/imported/NAME.chapters.json, NAME.vtt and so on, by the name of
 * the episode's own file; the episode names them there then. False only when
 * our store fails. */
bool import_texts_fetch(const struct import_texts *texts,
    struct podcast_episode *episode, struct err *err);

#endif
