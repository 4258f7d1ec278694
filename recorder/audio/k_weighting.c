/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/k_weighting.h"

#include <math.h>

#define OFFSET_LU 0.691

struct biquad {
    double b0, b1, b2, a1, a2;
};

/* BS.1770-4, tables 1 and 2: the head as a high shelf, then a high-pass. */
static const struct biquad stages[2] = {
    {1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241,
        0.73248077421585},
    {1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621},
};

/* Both channels at once; a single one leaves the second lane empty. */
typedef double lanes __attribute__((vector_size(16)));

static lanes filter(const struct biquad *biquad, lanes state[2], lanes in)
{
    lanes out = biquad->b0 * in + state[0];

    state[0] = biquad->b1 * in - biquad->a1 * out + state[1];
    state[1] = biquad->b2 * in - biquad->a2 * out;
    return out;
}

/* In silence the filter would fade into denormal numbers, which are a hundred
 * times slower. */
static double without_trace(double state)
{
    return fabs(state) < 1e-20 ? 0 : state;
}

static void load(const struct k_weighting *weighting, lanes state[2][2])
{
    for (int stage = 0; stage < 2; stage++)
        for (int i = 0; i < 2; i++)
            state[stage][i] = (lanes){
                weighting->state[0][stage][i], weighting->state[1][stage][i]};
}

static void store(struct k_weighting *weighting, lanes state[2][2])
{
    for (int stage = 0; stage < 2; stage++)
        for (int i = 0; i < 2; i++)
            for (int c = 0; c < 2; c++)
                weighting->state[c][stage][i] =
                    without_trace(state[stage][i][c]);
}

double k_weighting_energy(
    struct k_weighting *weighting, const float *pcm, size_t frames)
{
    size_t channels = weighting->channels;
    lanes state[2][2];
    lanes sum = {0, 0};

    load(weighting, state);
    for (size_t i = 0; i < frames; i++) {
        const float *frame = pcm + i * channels;
        lanes sample = {frame[0], channels == 2 ? frame[1] : 0};
        sample = filter(&stages[0], state[0], sample);
        sample = filter(&stages[1], state[1], sample);
        sum += sample * sample;
    }
    store(weighting, state);
    return frames > 0 ? (sum[0] + sum[1]) / (double)frames : 0;
}

double k_weighting_lufs(double energy)
{
    return energy > 0 ? 10 * log10(energy) - OFFSET_LU : -HUGE_VAL;
}

double k_weighting_energy_of(double lufs)
{
    return pow(10, (lufs + OFFSET_LU) / 10);
}
