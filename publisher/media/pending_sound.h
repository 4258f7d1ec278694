/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sound that gathers between packets that are copied, to be encoded as one
 * seam (seam.h) when the next packet is to be copied, or at the end.
 *
 * A zeroed record but for its channels is empty.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_PENDING_SOUND_H
#define ROOMCAST_PUBLISHER_MEDIA_PENDING_SOUND_H

#include "publisher/media/seam.h"

struct pending_sound {
    int channels;
    /* SEAM_BEFORE_48K frames that are out already, then these, then silence. */
    float *pcm;
    size_t frames;
    size_t capacity;   /* frames, those before and behind included */
    size_t old_frames; /* of the pending ones, what is left of a clip */
};

/* Room for `frames` more, which count as pending from now on; behind it there
 * is room for SEAM_BEHIND_48K. Silent at first. NULL when out of memory. */
float *pending_sound_room(
    struct pending_sound *pending, size_t frames, struct err *err);

/* Encodes all of it, and is empty then. */
bool pending_sound_push(struct pending_sound *pending,
    struct episode_stream *stream, struct err *err);

void pending_sound_clear(struct pending_sound *pending);

#endif
