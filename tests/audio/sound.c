/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/audio/sound.h"

#include <ebur128.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/talker.h"

#define RATE_HZ 48000

static _Noreturn void give_up(const char *why)
{
    fprintf(stderr, "sound for tests: %s\n", why);
    abort();
}

static double amplitude(double dbfs)
{
    return pow(10, dbfs / 20);
}

void sound_clear(struct sound *sound)
{
    free(sound->pcm);
    *sound = (struct sound){.channels = sound->channels};
}

static void make_room(struct sound *sound, size_t samples)
{
    if (samples < sound->capacity)
        return;
    sound->capacity = 2 * samples + 1;
    sound->pcm = realloc(sound->pcm, sound->capacity * sizeof *sound->pcm);
    if (!sound->pcm)
        give_up("out of memory");
}

float *sound_add_frames(struct sound *sound, size_t frames)
{
    size_t used = sound->frames * sound->channels;
    size_t more = frames * sound->channels;

    make_room(sound, used + more);
    memset(sound->pcm + used, 0, more * sizeof *sound->pcm);
    sound->frames += frames;
    return sound->pcm + used;
}

void sound_add_silence(struct sound *sound, double seconds)
{
    sound_add_frames(sound, (size_t)lround(seconds * RATE_HZ));
}

static void add_wave(struct sound *sound, double hz, double seconds,
    double (*value)(double turns), double factor)
{
    size_t frames = (size_t)lround(seconds * RATE_HZ);
    float *pcm = sound_add_frames(sound, frames);

    for (size_t i = 0; i < frames; i++) {
        float sample = (float)(factor * value(hz * (double)i / RATE_HZ));
        for (size_t c = 0; c < sound->channels; c++)
            *pcm++ = sample;
    }
}

static double sine(double turns)
{
    return sin(2 * M_PI * turns);
}

static double square(double turns)
{
    return turns - floor(turns) < 0.5 ? 1 : -1;
}

void sound_add_sine(struct sound *sound, double hz, double dbfs, double seconds)
{
    add_wave(sound, hz, seconds, sine, amplitude(dbfs));
}

void sound_add_square(
    struct sound *sound, double hz, double dbfs, double seconds)
{
    add_wave(sound, hz, seconds, square, amplitude(dbfs));
}

void sound_add_noise(struct sound *sound, double dbfs, double seconds)
{
    size_t frames = (size_t)lround(seconds * RATE_HZ);
    float *pcm = sound_add_frames(sound, frames);

    for (size_t i = 0; i < frames * sound->channels; i++) {
        double value = seeded_random_between(&sound->random, -1, 1);
        pcm[i] = (float)(amplitude(dbfs) * value);
    }
}

static void scale_from(struct sound *sound, size_t from, double factor)
{
    for (size_t i = from * sound->channels; i < sound->frames * sound->channels;
         i++)
        sound->pcm[i] *= (float)factor;
}

void sound_add_speech(
    struct sound *sound, int talker, double lufs, double seconds)
{
    struct err err;
    own_value(wave) wave = {0};
    size_t from = sound->frames;

    if (!talker_speak(talker, &wave, &err))
        give_up(err.text);

    size_t frames = (size_t)lround(seconds * RATE_HZ);
    frames = frames < wave.frames ? frames : wave.frames;
    float *pcm = sound_add_frames(sound, frames);
    for (size_t i = 0; i < frames; i++)
        for (size_t c = 0; c < sound->channels; c++)
            *pcm++ = wave.samples[i];
    scale_from(
        sound, from, amplitude(lufs - sound_lufs(sound, from, sound->frames)));
}

static double danced(double seconds, double eighth, double noise)
{
    static const double hz[8] = {220, 330, 440, 554.4, 440, 659.3, 554.4, 330};
    int number = (int)(seconds / eighth);
    double since = seconds - number * eighth;
    double note = exp(-14 * since) * sin(2 * M_PI * hz[number % 8] * since);
    double bass = exp(-10 * since) * sin(2 * M_PI * 55 * since);
    double drum = exp(-60 * since) * noise * (number % 2);

    return note + 1.5 * bass + 0.5 * drum;
}

void sound_add_dance(
    struct sound *sound, double beats_a_minute, double lufs, double seconds)
{
    size_t from = sound->frames;
    size_t frames = (size_t)lround(seconds * RATE_HZ);
    float *pcm = sound_add_frames(sound, frames);
    size_t channels = sound->channels;

    for (size_t i = 0; i < frames; i++) {
        double noise = seeded_random_between(&sound->random, -1, 1);
        double sample = danced((double)i / RATE_HZ, 30 / beats_a_minute, noise);
        for (size_t c = 0; c < channels; c++)
            pcm[i * channels + c] = (float)(0.1 * sample);
    }
    scale_from(
        sound, from, amplitude(lufs - sound_lufs(sound, from, sound->frames)));
}

void sound_add_applause(struct sound *sound, double lufs, double seconds)
{
    size_t from = sound->frames;
    size_t frames = (size_t)lround(seconds * RATE_HZ);

    sound_add_silence(sound, seconds);
    size_t to = sound->frames;
    for (double count = 100 * seconds; count > 0; count--) {
        size_t at = from + (size_t)seeded_random_below(&sound->random, frames);
        double loud = seeded_random_between(&sound->random, 0.2, 1);
        for (size_t i = at; i < to && i < at + 2000; i++)
            sound->pcm[i] +=
                (float)(loud * exp(-(double)(i - at) / 300) *
                        seeded_random_between(&sound->random, -1, 1));
    }
    scale_from(sound, from, amplitude(lufs - sound_lufs(sound, from, to)));
}

void sound_add_rings(
    struct sound *sound, const struct rings *rings, double lufs, double seconds)
{
    size_t from = sound->frames;
    size_t frames = (size_t)lround(seconds * RATE_HZ);

    sound_add_silence(sound, seconds);
    size_t to = sound->frames;
    for (double count = rings->a_second * seconds; count > 0; count--) {
        size_t at = from + (size_t)seeded_random_below(&sound->random, frames);
        double hz = seeded_random_between(
            &sound->random, rings->least_hz, rings->most_hz);
        double loud = seeded_random_between(&sound->random, 0.2, 1);
        for (size_t i = at; i < to; i++) {
            double since = (double)(i - at) / RATE_HZ;
            double sample = loud * exp(-since / rings->fade_seconds) *
                            sin(2 * M_PI * hz * since);
            for (size_t c = 0; c < sound->channels; c++)
                sound->pcm[i * sound->channels + c] += (float)sample;
        }
    }
    scale_from(sound, from, amplitude(lufs - sound_lufs(sound, from, to)));
}

double sound_lufs(const struct sound *sound, size_t from, size_t to)
{
    ebur128_state *state =
        ebur128_init((unsigned)sound->channels, RATE_HZ, EBUR128_MODE_I);
    double lufs = 0;

    ebur128_add_frames_float(
        state, sound->pcm + from * sound->channels, to - from);
    ebur128_loudness_global(state, &lufs);
    ebur128_destroy(&state);
    return lufs;
}

double sound_peak_dbtp(const struct sound *sound)
{
    ebur128_state *state = ebur128_init(
        (unsigned)sound->channels, RATE_HZ, EBUR128_MODE_TRUE_PEAK);
    double highest = 0;

    ebur128_add_frames_float(state, sound->pcm, sound->frames);
    for (unsigned channel = 0; channel < sound->channels; channel++) {
        double peak = 0;
        ebur128_true_peak(state, channel, &peak);
        highest = fmax(highest, peak);
    }
    ebur128_destroy(&state);
    return 20 * log10(highest);
}
