/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A montage of finished recordings becomes the media files of an episode.
 *
 * EPISODE.opus is the recording remuxed: its packets byte for byte, a new
 * header with tags for listeners. The gain is kept, unless what is heard was
 * changed: then it is found anew. EPISODE.mp3 is encoded by LAME from the
 * very sound of that file, at its rate (48 kHz) with ID3v2 tags, limited so
 * that its decoded true peak is at most -1 dBTP, and brought to the target by
 * measuring what a decoder gives and encoding again where it is off. So what
 * is cut or silenced is so in both.
 *
 * Both are written durably into the folder. The same recording and settings
 * give the same bytes, whenever and however often.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_EPISODE_RENDER_H
#define ROOMCAST_PUBLISHER_MEDIA_EPISODE_RENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/podcast_parts.h"
#include "publisher/media/montage.h"
#include "publisher/media/render_progress.h"
#include "recorder/audio/loudness_meter.h"
#include "recorder/base/err.h"

struct episode_settings {
    const char *title;
    const char *show;    /* album */
    const char *author;  /* artist */
    const char *date;    /* "2026-11-22" */
    const char *comment; /* description, or NULL */
    const char *link;    /* the episode's page, or NULL */
    const char *cover;   /* path of a JPEG or PNG, or NULL */
    double target_lufs;
    bool is_vbr;                            /* the MP3's bitrate varies */
    int number;                             /* of the episode, 0: none */
    const struct podcast_chapter *chapters; /* of a chapter_list */
    size_t chapter_count;
    int threads;                            /* that the MP3 may take */
    const struct render_progress *progress; /* or NULL */
    struct sound_curve *curve; /* filled by the rendering; NULL: not wanted */
};

/* One file as it was made. */
struct episode_media {
    int64_t length_bytes;
    int bitrate;              /* bits a second, on average */
    struct loudness loudness; /* as decoded */
    char integrity[80];       /* "sha384-" and base64 (W3C SRI) */
};

struct episode_files {
    struct episode_media opus;
    struct episode_media mp3;
    int64_t duration_ms;
    char trouble[768]; /* what could not be had and stops nothing, one line;
                          "" without. Not filled by episode_render(). */
};

/* Writes `opus_path` and `mp3_path` (mode 0644), replacing what is there. */
bool episode_render(const struct montage *montage, const char *opus_path,
    const char *mp3_path, const struct episode_settings *settings,
    struct episode_files *files, struct err *err);

#endif
