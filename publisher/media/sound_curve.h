/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How an episode sounds from its start to its end, for the picture on its
 * page: peak and short-term loudness in a few hundred equal steps. Steps
 * become longer as the sound does, in constant memory. Pure.
 *
 *     struct sound_curve curve = {0};
 *     sound_curve_push(&curve, pcm, samples, short_term_lufs);    and so on
 *     sound_curve_append(&curve, &lines);
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_SOUND_CURVE_H
#define ROOMCAST_PUBLISHER_MEDIA_SOUND_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/text.h"

#define SOUND_CURVE_MOST 400

/* A zeroed record is empty. */
struct sound_curve {
    float peaks[SOUND_CURVE_MOST];         /* of full scale */
    float loudness_lufs[SOUND_CURVE_MOST]; /* the highest of each step */
    size_t count;
    size_t pieces;        /* in the last step */
    size_t pieces_a_step; /* 0: nothing was pushed */
};

/* The next piece of the sound, all pieces being of one length, and the
 * short-term loudness (EBU Tech 3341) behind it; -HUGE_VAL is silence. */
void sound_curve_push(struct sound_curve *curve, const float *pcm,
    size_t samples, double short_term_lufs);

/* A line "PEAK LUFS" for each step, and such lines read back into an empty
 * curve: false, and it stays empty, when they are something else. */
void sound_curve_append(const struct sound_curve *curve, struct text *lines);
bool sound_curve_parse(struct sound_curve *curve, const char *lines);

#endif
