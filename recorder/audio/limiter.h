/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A look-ahead true-peak limiter (BS.1770-4 Annex 2, 4x oversampling).
 *
 * 48 kHz, interleaved float, any number of frames at a time, in place; what
 * comes out is `limiter_lookahead_48k()` frames late. Gain falls before a
 * peak and rises after it without a step; below the ceiling it is 1.
 */
#ifndef ROOMCAST_AUDIO_LIMITER_H
#define ROOMCAST_AUDIO_LIMITER_H

#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct limiter;

struct limiter *limiter_new(int channels, double ceiling_dbtp, struct err *err);

/* For peaks from now on; it may fall and rise while sound goes through. */
void limiter_set_ceiling(struct limiter *limiter, double ceiling_dbtp);

/* How long the gain takes to rise again after a peak: 0.04 s unless told. A
 * shorter time lets more loudness through below the same ceiling, and distorts
 * low voices a little. */
void limiter_set_release(struct limiter *limiter, double seconds);

void limiter_process(struct limiter *limiter, float *pcm, size_t frames);

/* Which share of the energy of all that came out, since asked last, it let
 * through; 1 for silence. */
double limiter_passed(struct limiter *limiter);

int limiter_lookahead_48k(const struct limiter *limiter);

void limiter_free(struct limiter *limiter);
OWNED(limiter)

#endif
