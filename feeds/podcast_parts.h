/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The small records that shows, episodes and live items of podcast.h are made
 * of; each stands for one element of the podcast namespace 1.0 (podcasting
 * 2.0, docs/tags/NAME.md).
 *
 * As there: strings are borrowed, UTF-8, and NULL where optional and absent;
 * times are UTC seconds since 1970, or milliseconds from the start of an
 * episode's sound; 0 stands for a number that is not known.
 */
#ifndef ROOMCAST_FEEDS_PODCAST_PARTS_H
#define ROOMCAST_FEEDS_PODCAST_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Somewhere that is spoken of, or spoken from (location.md). */
struct podcast_location {
    const char *name;     /* at most 128 characters */
    const char *relation; /* "subject", "creator"; optional */
    const char *geo;      /* "geo:51.5,-0.1" (RFC 5870); optional */
    const char *osm;      /* OpenStreetMap, "R113314"; optional */
    const char *country;  /* ISO 3166-1, "GB"; optional */
};

/* A chapter. Those of an episode rise (chapter_list.h makes them so). */
struct podcast_chapter {
    int64_t start_ms;
    int64_t end_ms; /* 0: where the next begins */
    const char *title;
    const char *url;                  /* a page about it; optional */
    const char *image_url;            /* optional */
    bool is_hidden;                   /* not in lists ("toc": false) */
    struct podcast_location location; /* without a name: none */
};

/* A file with the words (transcript.md). */
struct podcast_transcript {
    const char *url;
    const char *type; /* "text/vtt", "application/x-subrip", "text/html", … */
    const char *language; /* optional: the show's */
    bool is_captions;     /* made for reading along: rel="captions" */
};

/* What was said from one moment to another: the words as the pages show them,
 * and the feed never. Times rise. */
struct podcast_cue {
    int64_t start_ms;
    int64_t end_ms;
    const char *speaker; /* optional */
    const char *words;
};

/* Somebody to be heard or thanked (person.md). */
struct podcast_person {
    const char *name;  /* at most 128 characters */
    const char *role;  /* of podcast-taxonomy, "host" (default), "guest" */
    const char *group; /* "cast" (default), "writing", … */
    const char *image_url;
    const char *link;
};

/* A short part that makes one curious (soundbite.md); 15 to 120 s. */
struct podcast_soundbite {
    int64_t start_ms;
    int64_t duration_ms;
    const char *title; /* optional: the episode's */
};

/* An address with a text: funding.md, content-link.md. */
struct podcast_link {
    const char *url;
    const char *text; /* at most 128 characters */
};

/* license.md */
struct podcast_license {
    const char *name; /* "cc-by-4.0"; NULL: none */
    const char *url;  /* optional for those on the SPDX list */
};

/* txt.md */
struct podcast_txt {
    const char *purpose; /* "verify", "ai-content"; optional */
    const char *text;    /* at most 4000 characters */
};

/* Where people talk about it (social-interact.md). */
struct podcast_social {
    const char *protocol; /* "activitypub", "disabled" */
    const char *url;
    const char *account;
    const char *account_url;
    int priority; /* 0: none */
};

/* chat.md */
struct podcast_chat {
    const char *server; /* NULL: there is none */
    const char *protocol;
    const char *account;
    const char *space;
};

/* One picture of several (image.md). */
struct podcast_image {
    const char *url;
    const char *alt;
    const char *aspect_ratio; /* "16/9" */
    const char *type;         /* "image/jpeg" */
    const char *purpose;      /* "artwork social" */
    int width;                /* pixels */
    int height;
};

/* Another show, or one of its episodes (remote-item.md). */
struct podcast_remote {
    const char *feed_guid; /* NULL: none */
    const char *feed_url;
    const char *item_guid;
    const char *medium;
    const char *title;
};

/* update-frequency.md */
struct podcast_frequency {
    const char *text;  /* "every Saturday"; NULL: none */
    const char *rrule; /* RFC 5545, "FREQ=WEEKLY" */
    int64_t first;     /* dtstart; 0: none */
    bool is_complete;  /* no more will come */
};

/* Who may carry the show (block.md). */
struct podcast_block {
    const char *service; /* NULL: everybody */
    bool is_blocked;
};

/* trailer.md */
struct podcast_trailer {
    const char *title;
    const char *url;
    const char *type;
    int64_t length_bytes;
    int64_t published; /* UTC seconds */
    int season;        /* 0: of the show */
};

/* The show's feed in another format, with the same episodes. */
struct podcast_format {
    const char *name;       /* "Opus" */
    const char *media_type; /* which files it has: "audio/ogg" */
    const char *feed_url;
};

/* How an episode sounds, in equal steps from its start to its end. */
struct podcast_waveform {
    const float *peaks;         /* 0 to 1, full scale */
    const float *loudness_lufs; /* short-term (EBU Tech 3341); NULL: unknown */
    size_t count;
};

#endif
