/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A delay line whose gain moves in slopes, never in steps: what is known of
 * the frames that went in decides how loud they come out.
 *
 *     own(ramped_delay) delay = ramped_delay_new(2, 22560, err);
 *     ramped_delay_process(delay, pcm, 480);                in place
 *     ramped_delay_head_for(delay, 0.5F, 480);              for the next
 */
#ifndef ROOMCAST_AUDIO_RAMPED_DELAY_H
#define ROOMCAST_AUDIO_RAMPED_DELAY_H

#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct ramped_delay;

/* Holds so many frames, silence at first, at any rate. Gains are factors, 1 at
 * first. Fails for want of memory alone. */
struct ramped_delay *ramped_delay_new(
    int channels, size_t frames, struct err *err);

/* Its gain so many frames from now, should it go on as it does. */
double ramped_delay_gain_in(const struct ramped_delay *delay, double frames);

/* Has that gain at once; only before the first frame is that not heard. */
void ramped_delay_set_gain(struct ramped_delay *delay, float gain);

/* Has that gain after so many frames, and goes on in that direction after them.
 */
void ramped_delay_head_for(
    struct ramped_delay *delay, float gain, size_t frames);

/* Swaps interleaved frames with those that waited. */
void ramped_delay_process(
    struct ramped_delay *delay, float *pcm, size_t frames);

/* NULL is fine. */
void ramped_delay_free(struct ramped_delay *delay);
OWNED(ramped_delay)

#endif
