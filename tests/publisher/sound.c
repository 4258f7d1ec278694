/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/publisher/sound.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/tool.h"

struct sound sound_of_silence(int channels, size_t frames)
{
    struct sound sound = {
        .pcm = calloc(frames * (size_t)channels + 1, sizeof(float)),
        .frames = frames,
        .channels = channels};

    assert_non_null(sound.pcm);
    return sound;
}

struct sound sound_of_sine(
    int channels, size_t frames, double hz, double amplitude)
{
    struct sound sound = sound_of_silence(channels, frames);

    for (size_t i = 0; i < frames; i++)
        for (int c = 0; c < channels; c++)
            sound.pcm[i * (size_t)channels + (size_t)c] =
                (float)(amplitude * sin(2 * M_PI * hz * (double)i / 48000));
    return sound;
}

struct sound sound_of_noise(int channels, size_t frames, double amplitude)
{
    struct sound sound = sound_of_silence(channels, frames);
    uint32_t random = 1;
    double low[2] = {0};

    for (size_t i = 0; i < frames * (size_t)channels; i++) {
        double *state = &low[i % (size_t)channels];
        random = random * 1664525 + 1013904223;
        *state += 0.05 * ((double)random / UINT32_MAX * 2 - 1 - *state);
        sound.pcm[i] = (float)(*state * amplitude / 0.16);
    }
    return sound;
}

static const struct talker {
    const char *voice;
    int words_a_minute;
    double left;
    double right;
    const char *text;
} talkers[] = {
    {"en-us", 150, 0.9, 0.6,
        "Good evening and welcome to the town hall. Tonight we talk about the "
        "bridge, the school and the budget of the coming year."},
    {"en-gb+f3", 165, 0.15, 0.3,
        "Thank you. I live beside the river and I would like to know who has "
        "decided that the old bridge must go before the new one stands."},
    {"en-us+m3", 140, 0.8, 0.8,
        "That is a fair question. The engineers found the foundations too "
        "weak to carry the traffic of both, and we could not wait."},
};

/* One talker in mono, 48 kHz. */
static float *spoken(const struct talker *talker, size_t *samples)
{
    tool_do("espeak-ng -v %s -s %d -w spoken.wav '%s'", talker->voice,
        talker->words_a_minute, talker->text);
    float *pcm = (float *)(void *)tool(samples,
        "ffmpeg -v error -i spoken.wav -ar 48000 -f f32le - && rm spoken.wav");
    *samples /= sizeof *pcm;
    return pcm;
}

/* The talkers in turn, over and over. */
struct sound sound_of_speech(int channels, size_t frames)
{
    enum { COUNT = sizeof talkers / sizeof talkers[0] };
    struct sound sound = sound_of_silence(channels, frames);
    float *words[COUNT];
    size_t lengths[COUNT];
    size_t turn = 0;
    size_t at = 0;

    for (size_t i = 0; i < COUNT; i++)
        words[i] = spoken(&talkers[i], &lengths[i]);
    for (size_t i = 0; i < frames; i++, at++) {
        if (at == lengths[turn]) {
            turn = (turn + 1) % COUNT;
            at = 0;
        }
        double sample = words[turn][at];
        sound.pcm[i * (size_t)channels] = (float)(sample * talkers[turn].left);
        if (channels == 2)
            sound.pcm[2 * i + 1] = (float)(sample * talkers[turn].right);
    }
    for (size_t i = 0; i < COUNT; i++)
        free(words[i]);
    return sound;
}

void sound_amplify(struct sound *sound, double gain_db)
{
    for (size_t i = 0; i < sound->frames * (size_t)sound->channels; i++)
        sound->pcm[i] *= (float)pow(10, gain_db / 20);
}

void sound_clear(struct sound *sound)
{
    free(sound->pcm);
    *sound = (struct sound){0};
}
