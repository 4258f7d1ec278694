/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/voicing.h"

#include <math.h>
#include <string.h>

#define DECIMATION 8 /* to 6 kHz: voices have their pitch well below 3 kHz */
#define HOP_SAMPLES VOICING_HOP_6K
#define WINDOW 180
#define LEAST_LAG 15
#define MOST_LAG (VOICING_SAMPLES - WINDOW)
#define HIGH_PASS 0.93F /* 70 Hz, against hum and rumble */

/* Of 17 voices a half to nine tenths of what is not silent is above it, of
 * noise nothing. */
#define LEAST_CORRELATION 0.6F
#define LEAST_ENERGY 1e-9F
#define LEAST_SHARE_OF_HOP 0.03F

/* A voice is rich, and has most of itself below 1 kHz. Of what repeats itself
 * in 12 voices, one part in fifty is so much like a single tone above 460 Hz,
 * at most a quarter, of soft voices, like one below 190 Hz, and nothing is as
 * bright; of telephones, birds, glasses and steps it is nine parts in ten. */
#define TONE_CORRELATION 0.7F
#define TONE_DIP 0.3F /* before it, a lag is too short for any period */
#define LEAST_TONE_LAG 2
#define LOW_TONE_CORRELATION 0.98F
#define BRIGHT_CORRELATION 0.3F

/* Four lanes, so that compilers may add in any order that vectors have. */
#define LANES 4

static float product(const float *a, const float *b, int count)
{
    float sums[LANES] = {0};

    for (int i = 0; i < count; i += LANES)
        for (int lane = 0; lane < LANES; lane++)
            sums[lane] += a[i + lane] * b[i + lane];
    return sums[0] + sums[1] + sums[2] + sums[3];
}

void voicing_push(struct voicing *voicing, const float *pcm, size_t channels)
{
    float *next = voicing->sample + VOICING_SAMPLES - HOP_SAMPLES;

    memmove(voicing->sample, voicing->sample + HOP_SAMPLES,
        (VOICING_SAMPLES - HOP_SAMPLES) * sizeof *next);
    for (size_t i = 0; i < HOP_SAMPLES; i++) {
        float sum = 0;
        for (size_t k = 0; k < DECIMATION * channels; k++)
            sum += *pcm++;
        float in = sum + voicing->tail;
        voicing->tail = sum;
        voicing->out = HIGH_PASS * (voicing->out + in - voicing->in);
        voicing->in = in;
        next[i] = voicing->out;
    }
    if (fabsf(voicing->out) < 1e-20F) /* it would fade into denormals */
        voicing->out = 0;
}

const float *voicing_latest(const struct voicing *voicing)
{
    return voicing->sample + VOICING_SAMPLES - HOP_SAMPLES;
}

/* A click is over after a few milliseconds, and repeats itself by chance. */
static bool is_lasting(const float *latest, float energy)
{
    for (int i = 0; i < WINDOW; i += HOP_SAMPLES)
        if (product(latest + i, latest + i, HOP_SAMPLES) <
            LEAST_SHARE_OF_HOP * energy)
            return false;
    return true;
}

bool voicing_is_periodic(const struct voicing *voicing)
{
    const float *latest = voicing->sample + VOICING_SAMPLES - WINDOW;
    float energy = product(latest, latest, WINDOW);
    float before = product(latest - LEAST_LAG, latest - LEAST_LAG, WINDOW);

    if (energy < LEAST_ENERGY || !is_lasting(latest, energy))
        return false;
    for (int lag = LEAST_LAG; lag <= MOST_LAG; lag++) {
        const float *at = latest - lag;
        float least = LEAST_CORRELATION * sqrtf(energy * fmaxf(before, 0));
        if (before > LEAST_ENERGY && product(latest, at, WINDOW) > least)
            return true;
        if (lag < MOST_LAG)
            before += at[-1] * at[-1] - at[WINDOW - 1] * at[WINDOW - 1];
    }
    return false;
}

/* Of the latest window with what was so many samples before it. */
static float correlation(const float *latest, float energy, int lag)
{
    const float *at = latest - lag;
    float before = fmaxf(product(at, at, WINDOW), LEAST_ENERGY);

    return product(latest, at, WINDOW) / sqrtf(energy * before);
}

bool voicing_is_tone(const struct voicing *voicing)
{
    const float *latest = voicing->sample + VOICING_SAMPLES - WINDOW;
    float energy = fmaxf(product(latest, latest, WINDOW), LEAST_ENERGY);
    float least = correlation(latest, energy, 1);

    if (least >= LOW_TONE_CORRELATION || least < BRIGHT_CORRELATION)
        return true;
    for (int lag = LEAST_TONE_LAG; lag < LEAST_LAG - 1; lag++) {
        float found = correlation(latest, energy, lag);
        if (least < TONE_DIP && found >= TONE_CORRELATION)
            return true;
        least = fminf(least, found);
    }
    return false;
}
