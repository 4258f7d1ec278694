/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration as every program has it: what one file says of rooms,
 * shows and the server. config_file.h reads it:
 *
 *     own(config) config = config_load("roomcast.conf", err);
 *     const struct config_room *room = config_find_room(config, name, err);
 *
 * All strings belong to the config and live as long as it does; they are
 * never NULL where a default exists, and NULL where a key may be absent.
 * Relative paths have been made relative to the file's folder.
 */
#ifndef ROOMCAST_BASE_CONFIG_H
#define ROOMCAST_BASE_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* How a recording reaches its loudness. */
enum normalize {
    NORMALIZE_LEVEL, /* decode, even out talkers, limit, encode; header gain */
    NORMALIZE_GAIN,  /* the room's own packets untouched; header gain */
    NORMALIZE_OFF    /* untouched, no gain */
};

/* What begins a recording. */
enum config_start {
    CONFIG_START_PACKET, /* the first that comes */
    CONFIG_START_VOICE,
    CONFIG_START_COMMAND
};

/* pre-roll and post-roll: as long as the other keys make sensible. */
#define CONFIG_ROLL_AUTO INT64_C(-1)

struct config_room {
    char *name;        /* of the section: letters, digits, '-', '_', 1 to 64 */
    char *source;      /* as `roomcast record --source` takes it */
    char *source_user; /* whom an HTTP server knows us as; NULL: nobody */
    char *source_password; /* at most one of these three; see secret.h */
    char *source_password_file;
    char *source_password_env;
    char *format;   /* of raw PCM, "s16le,48000,2"; NULL for other sources */
    char *show;     /* the show its recordings become; NULL: none */
    char *title;    /* of its recordings; NULL: the room's name */
    char *srtp_key; /* of an encrypted source, base64; or where it is: */
    char *srtp_key_file;
    char *srtp_key_env;
    char *relay; /* where it goes live, for the relay to parse; NULL */
    char *relay_password_file; /* of those that name none themselves */
    char *relay_password_env;
    char *relay_ca;          /* PEM file; NULL: the system's */
    char *relay_name;        /* what servers tell of it; NULL: by the show */
    char *relay_description; /* the same */
    char *relay_genre;       /* the same */
    char *relay_url;         /* the same */
    bool is_relay_public;    /* in directories; default false */
    int relay_bitrate;       /* of MP3, bits a second, default 128000 */
    int normalize;           /* enum normalize */
    double target_lufs;      /* -36 to -8, default -16 */
    int bitrate; /* of our own encoding, bits a second, default 64000 */
    int line;    /* where the section begins */
    /* When it is recorded; times of 0: never. */
    int start;             /* enum config_start */
    char *schedule;        /* for schedule_parse(); NULL: at any time */
    int64_t duration_ns;   /* at most */
    int64_t idle_ns;       /* ends it when nothing came for so long */
    int64_t silence_ns;    /* ends it when nothing was heard for so long */
    double silence_lufs;   /* what counts as heard; -70 to -20, default -50 */
    int64_t pre_roll_ns;   /* or CONFIG_ROLL_AUTO */
    int64_t post_roll_ns;  /* or CONFIG_ROLL_AUTO */
    int64_t least_ns;      /* min-duration: what is shorter is not kept */
    bool is_sender_split;  /* back-to-back = split */
    char *split;           /* for split_rule_parse(); NULL: one file */
    int64_t resume_ns;     /* an outage no longer ago ended no session */
    bool is_pause_silence; /* pause = silence: it is left in as silence */
    /* What is run when something happens, for command_words_parse(); NULL:
     * nothing. A program in a relative path is relative to the file. */
    char *hook_start;
    char *hook_segment;
    char *hook_finish;
    char *hook_alarm;
    int64_t hook_limit_ns; /* how long each may take, default 60 s */
    /* When to raise an alarm; 0: never. */
    int64_t alarm_no_input_ns; /* default 60 s */
    int64_t alarm_silence_ns;  /* default 0 */
    int64_t alarm_clipping_ns; /* default 10 s */
    double alarm_loss_percent; /* of a minute's packets, default 5 */
    int64_t alarm_disk_bytes;  /* free ones, default 1e9 */
};

#define CONFIG_SHOW_KEYS 44

struct config_show {
    char *name;         /* of the section: it is a folder of the site */
    char *title;        /* needed */
    char *description;  /* needed */
    char *language;     /* RFC 5646, default "en" */
    char *author;       /* default: the title */
    char *email;        /* NULL: none is published */
    char *category;     /* Apple's, in any case: "News > Politics"; needed */
    char *cover;        /* path of a JPEG or PNG; needed to publish */
    char *copyright;    /* NULL: none */
    char *link;         /* the show's web page; NULL: the one we make */
    char *type;         /* "episodic" (default) or "serial" */
    char *guid;         /* podcast:guid brought from elsewhere; NULL: by rule */
    bool is_explicit;   /* default false */
    bool is_locked;     /* podcast:locked, default true */
    char *license;      /* "cc-by-4.0", or a name and an address; NULL: none */
    char *funding;      /* an address and a text; NULL: none */
    char *location;     /* a place in words; NULL: none */
    char *updates;      /* "every Saturday"; NULL: not said */
    char *apple_verify; /* the token of Apple Podcasts; NULL: none */
    char *verify;       /* a token of others; NULL: none */
    bool is_machine_made; /* ai-content: transcripts or words by a machine */
    char *updates_rule;   /* RFC 5545, "FREQ=WEEKLY"; NULL: not said */
    char *medium;         /* of the podcast namespace; NULL: "podcast" */
    /* Its company, as show_circle.h takes it; NULL: none. */
    char *podroll;
    char *publisher;
    char *social;
    char *chat;
    char *block;
    /* How its episodes are made. */
    char *intro;         /* path of WAV or Ogg/Opus; NULL: none */
    char *outro;         /* the same, behind the recording */
    bool trims_silence;  /* at both ends; default false */
    bool is_vbr;         /* of the MP3s; default false: constant */
    bool joins_parts;    /* those of a session are one episode; default true */
    bool cuts_outages;   /* not silence while nothing ran; default false */
    char *episode_title; /* "{room} {date} {number}"; NULL: room and date */
    char *persons;       /* "NAME (ROLE) URL; …"; NULL: none */
    char *transcribe;    /* a command that writes WebVTT; NULL: none */
    int64_t transcribe_limit_ns; /* default 2 h */
    /* When its episodes come and go; 0: off. See retention.h. */
    bool is_review;            /* publish = review: kept until told to */
    int season;                /* of the next episodes; default 0: none */
    int64_t keep_age_s;        /* what is older leaves the feed */
    int keep_count;            /* so many stay */
    int64_t keep_free_bytes;   /* of the site's disk */
    int64_t keep_recordings_s; /* how long they stay in the spool */
    int64_t grace_s;           /* between feed and media, default a week */
    int line;                  /* where the section begins */
    int key_lines[CONFIG_SHOW_KEYS]; /* see config_file.h */
};

/* How the site is served. */
struct config_serve {
    char *listen;                /* addresses, default "127.0.0.1:8080" */
    int connections;             /* at once, default 100 */
    int connections_per_address; /* default 10 */
    int rate;                    /* requests a second of one client; 0: any */
    int64_t patience_ns;         /* for a request to arrive, default 15 s */
    int64_t slowest_bytes_s;     /* a reader has to take, default 1000 */
    int64_t drain_ns;            /* for what is being sent at the end, 10 s */
    char *proxies;               /* addresses to be believed; NULL: none */
    char *access_log;            /* a path or "-"; NULL: none */
    char *page_policy;           /* Content-Security-Policy of pages */
    char *user;                  /* whom root becomes; NULL: nobody else */
    int line;                    /* of [serve], 0 without it */
};

struct config {
    char *path; /* as given */
    /* Of the file when it was read, to know it from another state of it: inode,
     * bytes, time of its last change in nanoseconds. */
    int64_t file_state[3];
    char *spool;        /* SPOOL/ROOM/… the recordings; default "spool" */
    char *second_spool; /* where recordings go on when SPOOL fails; or NULL */
    int64_t disk_least_bytes; /* none begins where less is free; 0: anywhere */
    char *state;              /* catalogue, locks; default "state" */
    char *site; /* SITE/SHOW/… what is published; default "site" */
    char *url;  /* where SITE is served: http(s), without a slash at its end */
    /* Who is told when a feed has become another; NULL: nobody. */
    char *hub;           /* WebSub */
    char *podping;       /* default: https://podping.cloud/ */
    char *podping_token; /* at most one of these three; see secret.h */
    char *podping_token_file;
    char *podping_token_env;
    char *tell;            /* a command, for command_words_parse() */
    int64_t tell_limit_ns; /* how long that may take, default 10 s */
    char *templates;       /* folder with the site's own pages; NULL: none */
    struct config_room *rooms;
    size_t room_count;
    struct config_show *shows;
    size_t show_count;
    struct config_serve serve;
    int line;                /* of [roomcast], 0 without it */
    const char *exposed_key; /* a key with a secret in it, in a file that
                                others can read: to be warned of; or NULL */
};

/* By name; NULL with ERR_CONFIG that lists the names there are. */
const struct config_room *config_find_room(
    const struct config *config, const char *name, struct err *err);
const struct config_show *config_find_show(
    const struct config *config, const char *name, struct err *err);

/* "level", "gain" or "off". */
bool config_parse_normalize(const char *text, int *normalize, struct err *err);
const char *config_normalize_name(int normalize);

#define CONFIG_TARGET_LEAST (-36.0)
#define CONFIG_TARGET_MOST (-8.0)
#define CONFIG_TARGET_DEFAULT (-16.0)
#define CONFIG_BITRATE_LEAST 6000
#define CONFIG_BITRATE_MOST 510000
#define CONFIG_BITRATE_DEFAULT 64000

#endif
