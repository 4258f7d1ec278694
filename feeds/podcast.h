/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A podcast as plain records: what the feed, the pages and the checker are
 * made from, and what a feed is read into.
 *
 * All strings are borrowed, UTF-8, and NULL where optional and absent. URLs
 * are absolute and already percent-encoded. Times are UTC seconds since 1970.
 * A zeroed field is one that is not there, a list without items too. Nothing
 * here reads a clock, a file or the network: the same records give the same
 * bytes.
 */
#ifndef ROOMCAST_FEEDS_PODCAST_H
#define ROOMCAST_FEEDS_PODCAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feeds/podcast_parts.h"

/* How a description is written. */
enum podcast_markup {
    PODCAST_PLAIN,      /* paragraphs parted by blank lines */
    PODCAST_COMMONMARK, /* CommonMark 0.30; HTML in it is sanitised */
    PODCAST_HTML        /* of other feeds; sanitised */
};

/* Where the bytes of a file are besides its URL (source.md). */
struct podcast_source {
    const char *url;  /* any scheme: "ipfs:…", "https:…" */
    const char *type; /* where it is not that of the file */
};

/* One media file of an episode. */
struct podcast_media {
    const char *url;
    const char *type;      /* "audio/mpeg", "audio/ogg" */
    const char *codecs;    /* RFC 6381, "opus"; NULL: none stated */
    const char *title;     /* of an alternate, "Opus"; optional */
    const char *integrity; /* Subresource Integrity, "sha384-…"; optional */
    const char *signature; /* PGP, where there is no integrity; optional */
    const char *language;  /* optional */
    const char *relation;  /* rel of alternate-enclosure.md; optional */
    const struct podcast_source *sources; /* besides the URL */
    size_t source_count;
    int64_t length_bytes;
    int bitrate;     /* bits a second, 0: unknown */
    int height;      /* of a picture, pixels */
    bool is_default; /* an alternate that is the enclosure once more */
};

struct podcast_episode {
    const char *guid; /* permanent, never a URL */
    const char *slug; /* its folder's name on the site */
    const char *title;
    const char *description; /* the show notes */
    enum podcast_markup description_markup;
    const char *link;      /* its page */
    const char *image_url; /* optional: the show's */
    const char *type;      /* "full" (when NULL), "trailer", "bonus" */
    int64_t published;     /* UTC seconds */
    int64_t duration_ms;
    int episode;                 /* 0: unnumbered */
    int season;                  /* 0: none */
    const char *episode_display; /* "Ch. 3", at most 32 characters; optional */
    const char *season_name;     /* optional */
    bool is_explicit;
    bool is_blocked;                        /* itunes:block */
    struct podcast_media enclosure;         /* MP3 */
    const struct podcast_media *alternates; /* the Opus original, … */
    size_t alternate_count;

    const char *chapters_url; /* their JSON file */
    const struct podcast_chapter *chapters;
    size_t chapter_count;
    const struct podcast_transcript *transcripts; /* the best first: VTT */
    size_t transcript_count;
    const struct podcast_cue *cues; /* for the page */
    size_t cue_count;
    const struct podcast_waveform *waveform; /* for the page */
    const struct podcast_soundbite *soundbites;
    size_t soundbite_count;
    const struct podcast_person *persons; /* instead of the show's */
    size_t person_count;
    const struct podcast_location *locations;
    size_t location_count;
    const struct podcast_link *fundings;
    size_t funding_count;
    const struct podcast_link *content_links; /* players elsewhere */
    size_t content_link_count;
    const struct podcast_txt *txts;
    size_t txt_count;
    const struct podcast_social *socials;
    size_t social_count;
    const struct podcast_image *images;
    size_t image_count;
    struct podcast_license license;
    struct podcast_chat chat;
};

/* A room that is on the air, or will be (live-item.md). */
struct podcast_live {
    const char *guid;   /* of the stream, never that of its episode */
    const char *status; /* "pending", "live", "ended" */
    const char *title;
    int64_t start;                  /* UTC seconds */
    int64_t end;                    /* 0: open */
    struct podcast_media enclosure; /* MP3; its length is that of a stream: 0 */
    const struct podcast_media *alternates;
    size_t alternate_count;
    const struct podcast_link *content_links; /* a page with a player; needed */
    size_t content_link_count;
    const struct podcast_person *persons;
    size_t person_count;
};

struct podcast_show {
    const char *guid; /* podcast:guid, a UUID */
    const char *title;
    const char *description;
    enum podcast_markup description_markup;
    const char *language; /* RFC 5646, "en-GB" */
    const char *author;
    const char *email;        /* optional */
    const char *category;     /* Apple's, "News" */
    const char *subcategory;  /* optional, "Politics" */
    const char *copyright;    /* optional */
    const char *type;         /* "episodic" or "serial" */
    const char *link;         /* its page */
    const char *feed_url;     /* atom:link rel="self" */
    const char *image_url;    /* optional */
    const char *medium;       /* NULL: "podcast" */
    const char *new_feed_url; /* it has moved there; optional */
    const char *hub_url;      /* WebSub; optional */
    bool is_explicit;
    bool is_locked;
    bool is_blocked;   /* itunes:block */
    bool is_complete;  /* itunes:complete: no more will come */
    bool uses_podping; /* apps need not ask again and again */
    int64_t changed;   /* when its content last changed; UTC seconds */
    const struct podcast_episode *episodes; /* newest first */
    size_t episode_count;

    const struct podcast_format *formats; /* other feeds of it */
    size_t format_count;
    const struct podcast_live *lives;
    size_t live_count;
    const struct podcast_trailer *trailers;
    size_t trailer_count;
    const struct podcast_person *persons;
    size_t person_count;
    const struct podcast_location *locations;
    size_t location_count;
    const struct podcast_link *fundings;
    size_t funding_count;
    const struct podcast_remote *podroll; /* shows that this one likes */
    size_t podroll_count;
    const struct podcast_txt *txts;
    size_t txt_count;
    const struct podcast_block *blocks;
    size_t block_count;
    const struct podcast_social *socials;
    size_t social_count;
    const struct podcast_image *images;
    size_t image_count;
    struct podcast_remote publisher;
    struct podcast_license license;
    struct podcast_frequency frequency;
    struct podcast_chat chat;
};

#endif
