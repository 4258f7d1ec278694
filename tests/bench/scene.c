/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/bench/scene.h"

#include <math.h>

#define RATE_HZ 48000
#define MOST_PERFORMERS 64
#define FADE_FRAMES 240
#define CHORD_FRAMES (RATE_HZ / 2)
#define BANG_SECONDS 0.15
#define BANG_FADE_SECONDS 0.02

struct performance {
    const struct scene *scene;
    const struct cast *cast;
    struct sound *sound;
    size_t voice_at[MOST_PERFORMERS];
    size_t music_at;
};

static double amplitude(double db)
{
    return pow(10, db / 20);
}

static size_t frames_of(double seconds)
{
    return (size_t)lround(seconds * RATE_HZ);
}

/* Constant power, from left to right. */
static float pan(const struct performance *play, int number, size_t channel)
{
    double share = (number % 5 + 0.5) / 5 * M_PI / 2;

    if (play->sound->channels == 1)
        return 1;
    return (float)(channel ? sin(share) : cos(share));
}

static float fade(size_t at, size_t frames)
{
    size_t edge = at < frames - at ? at : frames - at;

    return edge < FADE_FRAMES ? (float)edge / FADE_FRAMES : 1;
}

static void scale_to(struct sound *sound, size_t from, double lufs)
{
    double gain = amplitude(lufs - sound_lufs(sound, from, sound->frames));

    for (size_t i = from * sound->channels; i < sound->frames * sound->channels;
         i++)
        sound->pcm[i] *= (float)gain;
}

static void add_wave(struct performance *play, const struct part *part,
    const struct wave *wave, size_t *at)
{
    size_t from = play->sound->frames;
    size_t frames = frames_of(part->seconds);
    float *pcm = sound_add_frames(play->sound, frames);

    for (size_t i = 0; i < frames; i++) {
        float sample = wave->samples[*at] * fade(i, frames);
        *at = (*at + 1) % wave->frames;
        for (size_t c = 0; c < play->sound->channels; c++)
            *pcm++ = sample * pan(play, part->number, c);
    }
    scale_to(play->sound, from, part->lufs);
}

/* Struck twice a second, a third higher each time, and then anew. */
static void add_chords(struct performance *play, const struct part *part)
{
    static const double hz[4] = {220, 277.2, 329.6, 440};
    size_t from = play->sound->frames;
    size_t frames = frames_of(part->seconds);
    float *pcm = sound_add_frames(play->sound, frames);

    for (size_t i = 0; i < frames; i++) {
        double seconds = (double)(i % CHORD_FRAMES) / RATE_HZ;
        double pitch = 1 + 0.25 * (double)(i / CHORD_FRAMES % 3);
        double sum = 0;
        for (size_t tone = 0; tone < 4; tone++)
            sum += sin(2 * M_PI * hz[tone] * pitch * seconds);
        sum *= fmin(1, seconds * 50) * exp(-2 * seconds);
        for (size_t c = 0; c < play->sound->channels; c++)
            *pcm++ = (float)(0.1 * sum);
    }
    scale_to(play->sound, from, part->lufs);
}

static void add_bang(struct performance *play, const struct part *part)
{
    size_t frames = frames_of(BANG_SECONDS);
    float *pcm = sound_add_frames(play->sound, frames_of(part->seconds));

    for (size_t i = 0; i < frames; i++) {
        double seconds = (double)i / RATE_HZ;
        double envelope =
            seconds < 0.008 ? 1 : exp(-(seconds - 0.008) / BANG_FADE_SECONDS);
        double wave = sin(2 * M_PI * 180 * seconds) +
                      0.5 * sin(2 * M_PI * 1370 * seconds);
        for (size_t c = 0; c < play->sound->channels; c++)
            *pcm++ = (float)fmax(-1, fmin(1, 1.2 * envelope * wave));
    }
}

/* The next voice, as loud, over the latest frames. */
static void add_voice_over(
    struct performance *play, const struct part *part, size_t from)
{
    size_t number = (size_t)(part->number + 1) % play->cast->voice_count;
    struct part other = {PART_TALK, (int)number, part->lufs, part->seconds};
    size_t first = play->sound->frames;
    size_t channels = play->sound->channels;

    add_wave(
        play, &other, &play->cast->voices[number], &play->voice_at[number]);
    const float *over = play->sound->pcm + first * channels;
    float *under = play->sound->pcm + from * channels;
    for (size_t i = 0; i < (first - from) * channels; i++)
        under[i] += over[i];
    play->sound->frames = first;
}

static void add_noise(struct performance *play, const struct part *part)
{
    size_t from = play->sound->frames;

    room_noise_add(play->sound, (enum room_noise)part->number, part->seconds);
    scale_to(play->sound, from, part->lufs);
}

static void add_part(struct performance *play, const struct part *part)
{
    const struct cast *cast = play->cast;
    size_t number = (size_t)part->number;
    size_t from = play->sound->frames;

    switch (part->kind) {
    case PART_TALK:
    case PART_CROSSTALK:
        number %= cast->voice_count;
        add_wave(play, part, &cast->voices[number], &play->voice_at[number]);
        if (part->kind == PART_CROSSTALK)
            add_voice_over(play, part, from);
        break;
    case PART_MUSIC:
        if (cast->music)
            add_wave(play, part, cast->music, &play->music_at);
        else
            add_chords(play, part);
        break;
    case PART_NOISE:
        add_noise(play, part);
        break;
    case PART_BANG:
        add_bang(play, part);
        break;
    case PART_PAUSE:
        sound_add_silence(play->sound, part->seconds);
    }
}

/* Mixes the noise of the room over everything, then the gain. */
static void finish(struct performance *play, size_t from)
{
    struct sound *sound = play->sound;
    own_value(sound) noise = {.channels = sound->channels};
    size_t count = (sound->frames - from) * sound->channels;
    float *pcm = sound->pcm + from * sound->channels;
    float gain = (float)amplitude(play->scene->gain_db);

    if (play->scene->noise_lufs < 0) {
        room_noise_add(&noise, play->scene->noise,
            (double)(sound->frames - from) / RATE_HZ);
        scale_to(&noise, 0, play->scene->noise_lufs);
    }
    for (size_t i = 0; i < count; i++) {
        float sample = pcm[i] + (noise.frames > 0 ? noise.pcm[i] : 0);
        pcm[i] = fmaxf(-1, fminf(1, sample * gain));
    }
}

void scene_play(
    const struct scene *scene, const struct cast *cast, struct sound *sound)
{
    struct performance play = {.scene = scene, .cast = cast, .sound = sound};
    size_t from = sound->frames;

    for (const struct part *part = scene->parts; part->kind; part++)
        add_part(&play, part);
    finish(&play, from);
}
