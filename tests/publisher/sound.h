/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sounds to test with: 48 kHz, interleaved float, to be freed. The noise is
 * the same in every run.
 */
#ifndef ROOMCAST_TESTS_PUBLISHER_SOUND_H
#define ROOMCAST_TESTS_PUBLISHER_SOUND_H

#include <stddef.h>

struct sound {
    float *pcm;
    size_t frames;
    int channels;
};

struct sound sound_of_silence(int channels, size_t frames);
struct sound sound_of_sine(
    int channels, size_t frames, double hz, double amplitude);

/* Low-passed, so that every coder keeps its shape. */
struct sound sound_of_noise(int channels, size_t frames, double amplitude);

/* espeak-ng: several talkers of different loudness, each in another place
 * between left and right. */
struct sound sound_of_speech(int channels, size_t frames);

void sound_amplify(struct sound *sound, double gain_db);
void sound_clear(struct sound *sound);

#endif
