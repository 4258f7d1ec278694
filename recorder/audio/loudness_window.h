/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sliding windows of EBU Tech 3341: momentary (400 ms) and short-term
 * (3 s), moved on by slices of 10 ms, so that no maximum is missed.
 *
 * A plain record; zeroed, it is full of silence.
 */
#ifndef ROOMCAST_AUDIO_LOUDNESS_WINDOW_H
#define ROOMCAST_AUDIO_LOUDNESS_WINDOW_H

#include <stddef.h>

#define LOUDNESS_SLICES_PER_STEP 10 /* of 100 ms */
#define LOUDNESS_MOMENTARY_SLICES 40
#define LOUDNESS_SHORT_TERM_SLICES 300

struct loudness_window {
    double slices[LOUDNESS_SHORT_TERM_SLICES];
    size_t next; /* the oldest slice, which the next one replaces */
    /* Mean squares: of the latest windows, and of the loudest. */
    double momentary;
    double short_term;
    double highest_momentary;
    double highest_short_term;
};

/* The mean square of the next 10 ms after the K filter, weighted and added
 * over the channels, of which k_weighting_lufs() makes loudness. */
void loudness_window_push(struct loudness_window *window, double mean_square);

#endif
