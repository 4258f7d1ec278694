/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MP3 on several cores: what comes is cut into segments of 25 s, each encoded
 * by a LAME of its own that heard the end of the one before, and their frames
 * are joined to one stream without a seam (mp3_run.h). It is used as an
 * mp3_encoder is.
 *
 * Where segments begin does not depend on how many cores there are: the same
 * samples give the same bytes everywhere. They are not the bytes of one
 * encoder over all of it, which carries its bit reservoir along for ever, but
 * as good: the sound of both differs from what was pushed by equally much,
 * and what is shorter than a segment is the same to the byte. A second of
 * each segment is encoded twice: it costs 5 % more than one encoder.
 *
 * Takes 10 MB for each thread and two more. One thread may use it at a time.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_SEGMENT_ENCODER_H
#define ROOMCAST_PUBLISHER_MEDIA_SEGMENT_ENCODER_H

#include "publisher/media/mp3_encoder.h"

#define SEGMENT_ENCODER_MOST_THREADS 64

struct segment_encoder;

/* With `threads` below 2 everything happens in the caller's. */
struct segment_encoder *segment_encoder_new(
    const struct mp3_format *format, int threads, struct err *err);

/* As with an mp3_encoder. */
bool segment_encoder_push(struct segment_encoder *encoder, const float *pcm,
    size_t frames, struct text *bytes, struct err *err);
bool segment_encoder_finish(
    struct segment_encoder *encoder, struct text *bytes, struct err *err);
bool segment_encoder_info(
    struct segment_encoder *encoder, struct text *bytes, struct err *err);

/* How many joints there were, and how many of them took a segment that had to
 * be encoded once more, without a bit reservoir. */
struct segment_joints {
    int all;
    int closed;
};
struct segment_joints segment_encoder_joints(
    const struct segment_encoder *encoder);

/* NULL is fine. */
void segment_encoder_free(struct segment_encoder *encoder);
OWNED(segment_encoder)

#endif
