/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines of voices and instruments: magnitudes of 85 ms of sound from
 * 47 Hz to 2 kHz, 11.7 Hz apart, under a Hann window.
 *
 *     line_spectrum_take(spectrum, samples, lines);
 *
 * A plain record; zeroed, it is ready. The scale of the lines is of no account.
 */
#ifndef ROOMCAST_AUDIO_LINE_SPECTRUM_H
#define ROOMCAST_AUDIO_LINE_SPECTRUM_H

#include <stdbool.h>

#define LINE_SPECTRUM_SAMPLES 512 /* at 6 kHz */
#define LINE_SPECTRUM_LINES 168

struct line_spectrum {
    bool is_designed;
    float window[LINE_SPECTRUM_SAMPLES];
    float cosine[LINE_SPECTRUM_SAMPLES / 2]; /* of all turns up to a half */
    float sine[LINE_SPECTRUM_SAMPLES / 2];
};

void line_spectrum_take(struct line_spectrum *spectrum,
    const float samples[LINE_SPECTRUM_SAMPLES],
    float lines[LINE_SPECTRUM_LINES]);

#endif
