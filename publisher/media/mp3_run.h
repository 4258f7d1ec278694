/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Consecutive frames of an MP3 stream that one encoder made, and how those of
 * another are joined to them:
 *
 *     struct mp3_run before = {.first = 0}, behind = {.first = 1000};
 *     mp3_run_read(&before, err) && mp3_run_read(&behind, err)
 *     if (mp3_run_find_joint(&before, &behind, 1024, &joint))
 *         mp3_run_join(&before, &behind, joint);
 *     … all of `before` up to the joint, then all of `behind` from there on
 *
 * Both encoders have heard the same around the joint, so each frame there is
 * in both runs. A decoder hears no seam where
 *
 * - the blocks before and behind overlap as they would in either run, so that
 *   the aliasing of one cancels that of the other; and
 * - the sound of the frame behind begins no farther back than in the run
 *   before (ISO 11172-3, 2.4.3.4: the bit reservoir): then there is room for
 *   it, which the joined stream fills with what was there in its own run.
 *   Where the bitrate varies, room is made by a larger frame before it.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_MP3_RUN_H
#define ROOMCAST_PUBLISHER_MEDIA_MP3_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "publisher/media/mp3_frame.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* One frame among the bytes of its run. */
struct mp3_run_frame {
    size_t at;
    size_t head_length;
    size_t length;
    struct mp3_side side;
};

struct mp3_run {
    int64_t first;     /* the number of its first frame in the stream */
    bool is_vbr;       /* frames may become larger */
    struct text bytes; /* whole frames */
    struct mp3_run_frame *frames;
    size_t count;
};

/* Finds the frames in the bytes. ERR_FORMAT if something else is in them. */
bool mp3_run_read(struct mp3_run *run, struct err *err);

/* The first frame from number `from` on, of those that both have, that the
 * runs can be joined at. False if there is none. */
bool mp3_run_find_joint(const struct mp3_run *before,
    const struct mp3_run *behind, int64_t from, int64_t *joint);

/* The same whatever the blocks are: for the worst case, one frame's worth of
 * aliasing is heard. */
bool mp3_run_find_rough_joint(const struct mp3_run *before,
    const struct mp3_run *behind, int64_t from, int64_t *joint);

/* Ends the run before at the joint, so that the one behind fits to it. Fails
 * only for memory. */
bool mp3_run_join(struct mp3_run *before, const struct mp3_run *behind,
    int64_t joint, struct err *err);

/* Appends the frames from number `from` on. */
void mp3_run_append(
    const struct mp3_run *run, int64_t from, struct text *bytes);

/* The number behind its last frame. */
int64_t mp3_run_end(const struct mp3_run *run);

/* Empties it, and keeps its room. */
void mp3_run_reset(struct mp3_run *run);
void mp3_run_clear(struct mp3_run *run);

#endif
