/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The media type of a published file, and how long a client may keep it
 * without asking again (RFC 9111, max-age).
 *
 * By the file's name alone: "feed.xml" and "feed-….xml" are RSS feeds,
 * "….chapters.json" is chapters, everything else goes by its extension,
 * whatever its case.
 */
#ifndef ROOMCAST_FEEDS_SERVER_MEDIA_TYPE_H
#define ROOMCAST_FEEDS_SERVER_MEDIA_TYPE_H

struct media_type {
    const char *name; /* for Content-Type */
    int max_age_s;
    enum media_kind {
        MEDIA_BINARY, /* packed already, as sound and pictures are */
        MEDIA_TEXT,
        MEDIA_PAGE,
        MEDIA_FEED
    } kind;
};

/* Never NULL: application/octet-stream for what is not known. */
const struct media_type *media_type_of(const char *path);

#endif
