/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A podcast as plain records: what the feed, the pages and the checker are
 * made from.
 *
 * All strings are borrowed, UTF-8, and NULL where optional and absent. URLs
 * are absolute and already percent-encoded. Times are UTC seconds since 1970.
 * Nothing here reads a clock, a file or the network: the same records give
 * the same bytes.
 */
#ifndef ROOMCAST_FEEDS_PODCAST_H
#define ROOMCAST_FEEDS_PODCAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One media file of an episode. */
struct podcast_media {
    const char *url;
    const char *type;      /* "audio/mpeg", "audio/ogg" */
    const char *codecs;    /* RFC 6381, "opus"; NULL: none stated */
    const char *title;     /* of an alternate, "Opus"; optional */
    const char *integrity; /* Subresource Integrity, "sha384-…"; optional */
    int64_t length_bytes;
    int bitrate; /* bits a second, 0: unknown */
};

struct podcast_episode {
    const char *guid; /* permanent, never a URL */
    const char *slug; /* its folder's name on the site */
    const char *title;
    const char *description; /* plain text, paragraphs parted by \n\n */
    const char *link;        /* its page */
    int64_t published;       /* UTC seconds */
    int64_t duration_ms;
    int episode; /* 0: unnumbered */
    int season;  /* 0: none */
    bool is_explicit;
    struct podcast_media enclosure;         /* MP3 */
    const struct podcast_media *alternates; /* the Opus original, … */
    size_t alternate_count;
};

struct podcast_show {
    const char *guid; /* podcast:guid, a UUID */
    const char *title;
    const char *description;
    const char *language; /* RFC 5646, "en-GB" */
    const char *author;
    const char *email;       /* optional */
    const char *category;    /* Apple's, "News" */
    const char *subcategory; /* optional, "Politics" */
    const char *copyright;   /* optional */
    const char *type;        /* "episodic" or "serial" */
    const char *link;        /* its page */
    const char *feed_url;    /* atom:link rel="self" */
    const char *image_url;   /* optional */
    bool is_explicit;
    bool is_locked;
    int64_t changed; /* when its content last changed; UTC seconds */
    const struct podcast_episode *episodes; /* newest first */
    size_t episode_count;
};

#endif
