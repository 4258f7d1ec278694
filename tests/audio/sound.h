/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sound made for tests, a piece after the other, and measured by calling
 * libebur128 directly, so that no code under test judges itself.
 *
 *     own_value(sound) sound = {.channels = 2};
 *     sound_add_sine(&sound, 1000, -23, 20);
 *     sound_add_silence(&sound, 1.5);
 */
#ifndef ROOMCAST_TESTS_AUDIO_SOUND_H
#define ROOMCAST_TESTS_AUDIO_SOUND_H

#include <stddef.h>

#include "recorder/base/own.h"
#include "tests/support/seeded_random.h"

struct sound {
    size_t channels;
    size_t frames;
    float *pcm;                  /* interleaved, 48 kHz */
    size_t capacity;             /* in samples */
    struct seeded_random random; /* zeroed, all have the same noise */
};

void sound_clear(struct sound *sound);

/* Room for so many frames of silence; gives where they begin. */
float *sound_add_frames(struct sound *sound, size_t frames);

void sound_add_silence(struct sound *sound, double seconds);

/* The same in all channels; `dbfs` is the amplitude, 0 the full scale. */
void sound_add_sine(
    struct sound *sound, double hz, double dbfs, double seconds);
void sound_add_square(
    struct sound *sound, double hz, double dbfs, double seconds);

/* Even noise, different in each channel; `dbfs` is its highest amplitude. */
void sound_add_noise(struct sound *sound, double dbfs, double seconds);

/* One of the talkers of tests/support, who speaks for at most 15 seconds,
 * scaled to that integrated loudness. */
void sound_add_speech(
    struct sound *sound, int talker, double lufs, double seconds);

/* Plucked notes over a bass and a drum, an eighth each, with as much silence
 * between them as there is between syllables, scaled to that integrated
 * loudness. */
void sound_add_dance(
    struct sound *sound, double beats_a_minute, double lufs, double seconds);

/* A hundred hands a second, one like the other, in mono alone; scaled to that
 * integrated loudness. */
void sound_add_applause(struct sound *sound, double lufs, double seconds);

/* Single tones at chance times, which fade by 1/e in so many seconds: of keys
 * when they are let go, glasses, birds, steps. */
struct rings {
    double least_hz;
    double most_hz;
    double a_second;
    double fade_seconds;
};

/* The same in all channels; scaled to that integrated loudness. */
void sound_add_rings(struct sound *sound, const struct rings *rings,
    double lufs, double seconds);

/* By libebur128; from and to in frames. */
double sound_lufs(const struct sound *sound, size_t from, size_t to);
double sound_peak_dbtp(const struct sound *sound);

#endif
