/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/conversation.h"

#include <math.h>

#include "tests/support/seeded_random.h"

#define RATE_HZ 48000
#define MS (RATE_HZ / 1000)
#define FADE_FRAMES (10 * MS)
/* A place to stop: 30 ms below -50 dBFS. */
#define QUIET_FRAMES (30 * MS)
#define QUIET_LEVEL 0.003f
#define KNEE 0.7f

/* One talker's speech from `from` on, at `start` of the mix. */
struct turn {
    int talker;
    size_t from;
    size_t frames;
    size_t start;
};

/* The first quiet place at or after `from`, or the end. */
static size_t find_quiet(const struct wave *wave, size_t from)
{
    size_t run = 0;

    for (size_t at = from; at < wave->frames; at++) {
        run = fabsf(wave->samples[at]) < QUIET_LEVEL ? run + 1 : 0;
        if (run == QUIET_FRAMES)
            return at;
    }
    return wave->frames;
}

static float fade(const struct turn *turn, size_t at)
{
    size_t edge = at < turn->frames - at ? at : turn->frames - at;

    return edge < FADE_FRAMES ? (float)edge / FADE_FRAMES : 1;
}

/* Constant power, from left to right. */
static float pan(
    const struct conversation *conversation, int talker, int channel)
{
    double place = (talker + 0.5) / conversation->talker_count * M_PI / 2;

    if (conversation->channels == 1)
        return 1;
    return (float)(channel ? sin(place) : cos(place));
}

static void add_turn(const struct conversation *conversation,
    const struct turn *turn, struct wave *mix)
{
    const float *speech =
        conversation->talkers[turn->talker].samples + turn->from;

    for (int channel = 0; channel < mix->channels; channel++) {
        float gain = pan(conversation, turn->talker, channel);
        for (size_t i = 0; i < turn->frames; i++) {
            size_t at = turn->start + i;
            if (at >= mix->frames)
                break;
            mix->samples[at * (size_t)mix->channels + (size_t)channel] +=
                gain * fade(turn, i) * speech[i];
        }
    }
}

static size_t random_ms(struct seeded_random *random, double least, double most)
{
    return (size_t)(seeded_random_between(random, least, most) * MS);
}

/* Talks on where the talker stopped the last time. */
static void plan_turn(const struct conversation *conversation,
    struct seeded_random *random, size_t *place, struct turn *turn)
{
    const struct wave *speech = &conversation->talkers[turn->talker];

    if (*place + 1000 * MS >= speech->frames)
        *place = 0;
    turn->from = *place;
    *place = find_quiet(speech, turn->from + random_ms(random, 1500, 4500));
    turn->frames = *place - turn->from;
}

static void mix_turns(
    const struct conversation *conversation, size_t *places, struct wave *mix)
{
    struct seeded_random random = {conversation->seed};
    struct turn turn = {0};

    for (int count = 0; turn.start < mix->frames; count++) {
        /* Everybody in turn at first, so that a short room hears them all. */
        if (count < conversation->talker_count)
            turn.talker = count;
        else
            turn.talker = (int)seeded_random_below(
                &random, (uint64_t)conversation->talker_count);
        plan_turn(conversation, &random, &places[turn.talker], &turn);
        add_turn(conversation, &turn, mix);
        turn.start += turn.frames;
        if (seeded_random_below(&random, 4) == 0)
            turn.start -= turn.frames / 4;
        else
            turn.start += random_ms(&random, 200, 900);
    }
}

/* Bends what would reach full scale. */
static float limit(float sample)
{
    float over = fabsf(sample) - KNEE;

    if (over <= 0)
        return sample;
    return copysignf(KNEE + (1 - KNEE) * tanhf(over / (1 - KNEE)), sample);
}

bool conversation_mix(const struct conversation *conversation, size_t frames,
    struct wave *mix, struct err *err)
{
    size_t count = frames * (size_t)conversation->channels;
    own_heap(size_t) places =
        calloc((size_t)conversation->talker_count, sizeof *places);
    own_heap(float) samples = calloc(count + 1, sizeof *samples);

    if (!places || !samples)
        return err_no_memory(err);
    *mix = (struct wave){RATE_HZ, conversation->channels, frames, samples};
    mix_turns(conversation, places, mix);
    for (size_t i = 0; i < count; i++)
        samples[i] = limit(samples[i]);
    take(samples);
    return true;
}
