/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The packets of one clip of a montage, copied into an episode byte for byte:
 * whole pages where nothing of them is silenced, packets otherwise, and
 * silence in place of what is silenced or lost.
 *
 *     own_value(clip_copy) copy = {0};
 *     clip_copy_open(&copy, montage, clip, err)
 *     clip_copy_skip_to(&copy, copy.from, err)
 *     clip_copy_run(&copy, stream, is_last, err)
 *
 * Positions are those of clip_reader.h.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_CLIP_COPY_H
#define ROOMCAST_PUBLISHER_MEDIA_CLIP_COPY_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/media/clip_reader.h"
#include "publisher/media/episode_stream.h"
#include "publisher/media/montage.h"
#include "recorder/base/err.h"

struct clip_copy {
    const struct montage *montage; /* borrowed, as the clip is */
    const struct montage_clip *clip;
    struct clip_reader *reader;
    struct clip_packet packet; /* the one in hand */
    enum clip_step step;       /* CLIP_PACKET: there is one */
    int64_t preskip_48k;
    int64_t from; /* positions of the clip in its recording */
    int64_t to;
    int64_t heard_to;     /* behind what is heard of the copied packets */
    int64_t copied_to;    /* behind the copied packets */
    int64_t packet_bytes; /* that were copied */
};

/* Opens the clip's recording and takes its first packet in hand. */
bool clip_copy_open(struct clip_copy *copy, const struct montage *montage,
    const struct montage_clip *clip, struct err *err);

/* On to the first packet that begins at a position or behind it. */
bool clip_copy_skip_to(
    struct clip_copy *copy, int64_t position, struct err *err);

/* On to the first packet that ends behind a position. */
bool clip_copy_skip_ended(
    struct clip_copy *copy, int64_t position, struct err *err);

/* Copies from the packet in hand on those that end before the clip does; with
 * `is_last`, for the last clip of all, the one in which it ends too, or all
 * there are: the end is trimmed. */
bool clip_copy_run(struct clip_copy *copy, struct episode_stream *stream,
    bool is_last, struct err *err);

void clip_copy_clear(struct clip_copy *copy);

#endif
