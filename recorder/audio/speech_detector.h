/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether somebody speaks, judged by level alone, every 10 ms.
 *
 * Speech comes and goes several times a second; noise of rooms and fans does
 * not. So what stands out from the quiet tenth of the last second and a half is
 * speech, and what stays even is not, however loud: a hum, a steady tone and
 * the hiss of a microphone just opened never count.
 *
 * A plain record; zeroed, it is ready.
 */
#ifndef ROOMCAST_AUDIO_SPEECH_DETECTOR_H
#define ROOMCAST_AUDIO_SPEECH_DETECTOR_H

#include <stdbool.h>
#include <stdint.h>

#define SPEECH_DETECTOR_SMOOTHED 5 /* of 10 ms each */
#define SPEECH_DETECTOR_STEPS 150  /* of 10 ms each */
#define SPEECH_DETECTOR_BINS 80    /* of 1 LU */

struct speech_detector {
    double energy[SPEECH_DETECTOR_SMOOTHED];
    int energy_at;
    uint8_t level[SPEECH_DETECTOR_STEPS];
    int level_at;
    int count[SPEECH_DETECTOR_BINS]; /* of those levels, below 0: nothing */
    int counted;
};

/* `energy`: K-weighted mean square of the next 10 ms. */
bool speech_detector_push(struct speech_detector *detector, double energy);

#endif
