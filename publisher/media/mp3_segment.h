/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stretch of sound and the MP3 frames that an encoder makes of it, as one of
 * several that follow each other (segment_encoder.h):
 *
 *       warm-up    kept                              joints    ahead
 *     |---------|----------------------------------|---------|-------|
 *
 * The next one's warm-up begins so much earlier that both have the frames
 * among which they are joined.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_MP3_SEGMENT_H
#define ROOMCAST_PUBLISHER_MEDIA_MP3_SEGMENT_H

#include "publisher/media/mp3_encoder.h"
#include "publisher/media/mp3_run.h"

/* In frames of MP3. */
#define MP3_SEGMENT_KEPT 1024
/* After so many an encoder chooses as one that heard all of it, but lends less
 * from frame to frame: of 391 joints of speech at 128k all were found, most at
 * the first frame that was tried; with 24 it may have lent more. */
#define MP3_SEGMENT_WARM_UP 12
#define MP3_SEGMENT_JOINTS 32
/* What an encoder holds back until it hears more. */
#define MP3_SEGMENT_AHEAD 4
#define MP3_SEGMENT_OVERLAP                                                    \
    (MP3_SEGMENT_WARM_UP + MP3_SEGMENT_JOINTS + MP3_SEGMENT_AHEAD)
#define MP3_SEGMENT_MOST (MP3_SEGMENT_KEPT + MP3_SEGMENT_OVERLAP)
#define MP3_SEGMENT_MOST_48K ((size_t)MP3_SEGMENT_MOST * MP3_FRAME_48K)

struct mp3_segment {
    int64_t number; /* 0 is the first of all, without a warm-up */
    bool is_last;
    float *pcm; /* interleaved, room for MP3_SEGMENT_MOST_48K */
    size_t frames_48k;
    struct mp3_run run;
    struct text info; /* the info frame, of the first of all */
    int padding;      /* behind the last of all */
};

/* The stream's number of the first frame that may be its own. */
int64_t mp3_segment_begin(int64_t number);

/* Gets its buffer, for that many channels. */
bool mp3_segment_init(
    struct mp3_segment *segment, int channels, struct err *err);

/* Begins with the end of the one before, which is full; NULL: the first. */
void mp3_segment_start(struct mp3_segment *segment,
    const struct mp3_segment *before, int channels);

/* Takes some of it, and gives how much; 0 when it is full. */
size_t mp3_segment_push(
    struct mp3_segment *segment, const float *pcm, size_t frames, int channels);
bool mp3_segment_is_full(const struct mp3_segment *segment);

/* Makes its frames. */
bool mp3_segment_encode(struct mp3_segment *segment,
    const struct mp3_format *format, bool is_closed, struct err *err);

void mp3_segment_clear(struct mp3_segment *segment);

#endif
