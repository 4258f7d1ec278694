/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the tones of the last seconds are like: how long they stay where they
 * are, and how many lie below any voice. The pitch of a voice glides, and its
 * vowels change, so that after 120 ms hardly a line of its spectrum is as it
 * was; the notes of instruments stay. And no voice has a bass or a drum.
 *
 *     tones_push(tones, samples, counts);    every 10 ms
 *
 * A plain record; zeroed, it is ready.
 */
#ifndef ROOMCAST_AUDIO_TONES_H
#define ROOMCAST_AUDIO_TONES_H

#include "recorder/audio/line_spectrum.h"

#define TONES_HOP 60    /* samples at 6 kHz */
#define TONES_SPECTRA 2 /* 60 ms apart */

struct tones_mean {
    double sum;
    double weight;
};

struct tones {
    struct line_spectrum spectrum;
    float sample[LINE_SPECTRUM_SAMPLES];
    int hops; /* since the latest spectrum */
    float lines[TONES_SPECTRA][LINE_SPECTRUM_LINES];
    float energy[TONES_SPECTRA];
    int oldest;
    float loudest; /* of late */
    struct tones_mean stay;
    struct tones_mean stay_lately;
    struct tones_mean bass;
};

/* Only what counts is judged. */
void tones_push(
    struct tones *tones, const float samples[TONES_HOP], bool counts);

/* How alike spectra 120 ms apart are, 0 to 1, over some three seconds. Of 18
 * voices, alone and in noise, 0.30 to 0.60, of the flattest 0.76; of restless
 * music 0.57 to 0.90; of noise 0.8. */
double tones_stay(const struct tones *tones);

/* The same over a second and a half. */
double tones_stay_lately(const struct tones *tones);

/* The share of the energy that is below 75 Hz: of voices a hundredth at most,
 * of music with bass and drums a tenth and more. */
double tones_bass(const struct tones *tones);

#endif
