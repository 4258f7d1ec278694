/* SPDX-License-Identifier: BSD-2-Clause */
/* The files of imported episodes, fetched into our store. */
#ifndef ROOMCAST_PUBLISHER_CHECK_FEED_IMPORT_MEDIA_H
#define ROOMCAST_PUBLISHER_CHECK_FEED_IMPORT_MEDIA_H

#include "feeds/podcast.h"
#include "feeds/reader/feed_storage.h"
#include "publisher/check/http_client.h"
#include "publisher/store/store.h"
#include "recorder/base/config.h"
#include "recorder/base/identifier.h"

struct import_media {
    const struct config *config;
    const char *show;
    struct store *store;
    struct http_client *client;
    struct feed_storage *storage; /* of the new addresses */
};

enum import_media_outcome {
    IMPORT_MEDIA_OURS,      /* it is in the store, and the episode says so */
    IMPORT_MEDIA_ELSEWHERE, /* it could not be fetched: *err says why */
    IMPORT_MEDIA_FAILED     /* our disk or the store failed */
};

/* SITE/SHOW/imported/NAME.mp3 by a name made of the guid, so that it is found
 * again. A file that is no whole sound is not taken. */
enum import_media_outcome import_media_fetch(const struct import_media *media,
    struct podcast_episode *episode, struct err *err);

/* NAME, of that guid. */
void import_media_name(
    const struct podcast_episode *episode, char name[IDENTIFIER_BYTES]);

/* The usual type of a file by its name; NULL when it is not known. */
const char *media_type_of(const char *address);

#endif
