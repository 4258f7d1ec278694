/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A recording as an MP3 at its target loudness: decoded, limited, encoded,
 * and measured as a listener decodes it; where that is off, encoded again
 * with another gain or ceiling. Memory does not grow with its length. Each
 * encoding runs on as many threads as are given (segment_encoder.h); how many
 * does not change a byte.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_MP3_RENDER_H
#define ROOMCAST_PUBLISHER_MEDIA_MP3_RENDER_H

#include "publisher/media/mp3_meter.h"
#include "publisher/media/render_progress.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/text.h"

/* How often it is encoded at most. */
#define MP3_RENDER_MOST_PASSES 6

struct mp3_order {
    const char *recording_path;
    const char *mp3_path;
    const struct text *tag;    /* what comes before the sound (ID3v2) */
    struct loudness recording; /* as it is heard, with its header gain */
    double header_gain_db;
    double target_lufs;
    bool is_vbr; /* of variable bitrate */
    int threads; /* to encode with; below 2: the caller's */
    /* Told how far each encoding is; NULL: nobody waits. */
    const struct render_progress *progress;
    int64_t frames_48k; /* how long the recording is, for that */
};

struct mp3_rendered {
    struct mp3_measured measured;
    int bitrate; /* bits a second; 0: variable */
    int passes;
};

/* Gives the whole file, to be committed by the caller.
 *
 * It is within 0.1 LU of the target and its true peak at most
 * LOUDNESS_PEAK_LIMIT_DBTP; where both cannot be had the peak comes first.
 * Silence stays as it is, and no recording is raised by more than 40 dB. */
struct durable_file *mp3_render(const struct mp3_order *order,
    struct mp3_rendered *rendered, struct err *err);

#endif
