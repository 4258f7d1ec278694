/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A gain and a true-peak limiter behind it (limiter.h), without the limiter's
 * delay: what comes out is as long as what went in, and at the same place.
 *
 *     ready = gain_limiter_process(limiter, pcm, frames);     …
 *     while ((ready = gain_limiter_drain(limiter, pcm, room)) > 0)
 *         …
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_GAIN_LIMITER_H
#define ROOMCAST_PUBLISHER_MEDIA_GAIN_LIMITER_H

#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct gain_limiter;

struct gain_limiter *gain_limiter_new(
    int channels, double gain_db, double ceiling_dbtp, struct err *err);

/* In place: how many frames are ready, at the front. */
size_t gain_limiter_process(
    struct gain_limiter *limiter, float *pcm, size_t frames);

/* At the end: the same for what it still holds, at most `room` frames at a
 * time; 0 when that was all. */
size_t gain_limiter_drain(
    struct gain_limiter *limiter, float *pcm, size_t room);

/* NULL is fine. */
void gain_limiter_free(struct gain_limiter *limiter);
OWNED(gain_limiter)

#endif
