/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/bench/room_noise.h"

#include <math.h>

#define RATE_HZ 48000
#define HARMONICS 8
#define KEYS_A_SECOND 6
#define CLAPS_A_SECOND 120
#define PEOPLE 5
#define RINGS_LUFS (-30) /* whatever the caller makes of it */

/* Mono, then the same in all channels but for the hiss. */
struct stretch {
    struct sound *sound;
    float *pcm;
    size_t frames;
};

static void add_to(struct stretch *stretch, size_t frame, double value)
{
    size_t channels = stretch->sound->channels;

    for (size_t c = 0; c < channels; c++)
        stretch->pcm[frame * channels + c] += (float)value;
}

static double noise(struct stretch *stretch)
{
    return seeded_random_between(&stretch->sound->random, -1, 1);
}

static void add_hiss(struct stretch *stretch, double factor)
{
    for (size_t i = 0; i < stretch->frames * stretch->sound->channels; i++)
        stretch->pcm[i] += (float)(factor * noise(stretch));
}

static void add_air(struct stretch *stretch)
{
    double value = 0;

    for (size_t i = 0; i < stretch->frames; i++) {
        value += 0.02 * (noise(stretch) - value);
        add_to(stretch, i, value);
    }
}

static void add_hum(struct stretch *stretch)
{
    add_hiss(stretch, 0.02);
    for (size_t i = 0; i < stretch->frames; i++)
        for (int n = 1; n <= HARMONICS; n++)
            add_to(stretch, i,
                sin(2 * M_PI * 50 * n * (double)i / RATE_HZ) / (n * n) / 4);
}

/* Short strokes of noise at chance times. */
static void add_strokes(
    struct stretch *stretch, double a_second, double fade_seconds)
{
    struct seeded_random *random = &stretch->sound->random;
    size_t count = (size_t)(a_second * (double)stretch->frames / RATE_HZ);
    size_t length = (size_t)(8 * fade_seconds * RATE_HZ);

    for (size_t k = 0; k < count; k++) {
        size_t from = (size_t)seeded_random_below(random, stretch->frames);
        double factor = seeded_random_between(random, 0.2, 1);
        for (size_t i = 0; i < length && from + i < stretch->frames; i++)
            add_to(stretch, from + i,
                factor * noise(stretch) *
                    exp(-(double)i / RATE_HZ / fade_seconds));
    }
}

/* One who laughs: four or five bursts of breath and voice a second. */
static void add_laughing(struct stretch *stretch)
{
    struct seeded_random *random = &stretch->sound->random;
    double pitch_hz = seeded_random_between(random, 150, 420);
    double bursts_a_second = seeded_random_between(random, 4, 5.5);
    double begins = seeded_random_between(random, 0, 0.6);
    double turns = 0;

    for (size_t i = (size_t)(begins * RATE_HZ); i < stretch->frames; i++) {
        double seconds = (double)i / RATE_HZ;
        double within = fmod(seconds * bursts_a_second, 1);
        double envelope = within < 0.5 ? sin(2 * M_PI * within) : 0;
        double voice = 0;
        turns += pitch_hz * (1.2 - 0.3 * within) / RATE_HZ;
        for (int n = 1; n <= HARMONICS; n++)
            voice += sin(2 * M_PI * n * turns) / n;
        add_to(stretch, i, envelope * (0.6 * voice + 0.3 * noise(stretch)));
    }
}

static void add_stretch(
    struct sound *sound, enum room_noise kind, double seconds)
{
    size_t frames = (size_t)lround(seconds * RATE_HZ);
    struct stretch stretch = {sound, sound_add_frames(sound, frames), frames};

    switch (kind) {
    case ROOM_NOISE_HISS:
        add_hiss(&stretch, 0.03);
        break;
    case ROOM_NOISE_AIR:
        add_air(&stretch);
        break;
    case ROOM_NOISE_HUM:
        add_hum(&stretch);
        break;
    case ROOM_NOISE_KEYS:
        add_hiss(&stretch, 0.002);
        add_strokes(&stretch, KEYS_A_SECOND, 0.004);
        break;
    case ROOM_NOISE_LAUGHTER:
        for (int i = 0; i < PEOPLE; i++)
            add_laughing(&stretch);
        break;
    default:
        add_strokes(&stretch, CLAPS_A_SECOND, 0.006);
    }
}

void room_noise_add(struct sound *sound, enum room_noise kind, double seconds)
{
    static const struct rings keys = {300, 1000, 12, 0.01};
    static const struct rings steps = {80, 180, 2.5, 0.05};
    static const struct rings birds = {2200, 4500, 4, 0.08};

    switch (kind) {
    case ROOM_NOISE_RINGING_KEYS:
        sound_add_rings(sound, &keys, RINGS_LUFS, seconds);
        break;
    case ROOM_NOISE_STEPS:
        sound_add_rings(sound, &steps, RINGS_LUFS, seconds);
        break;
    case ROOM_NOISE_BIRDS:
        sound_add_rings(sound, &birds, RINGS_LUFS, seconds);
        break;
    default:
        add_stretch(sound, kind, seconds);
    }
}
