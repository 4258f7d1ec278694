/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/k_weighting.h"

#include <math.h>

struct biquad {
    double b0, b1, b2, a1, a2;
};

/* BS.1770-4, tables 1 and 2: the head as a high shelf, then a high-pass. */
static const struct biquad stages[2] = {
    {1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241,
        0.73248077421585},
    {1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621},
};

static double filter(const struct biquad *biquad, double state[2], double in)
{
    double out = biquad->b0 * in + state[0];

    state[0] = biquad->b1 * in - biquad->a1 * out + state[1];
    state[1] = biquad->b2 * in - biquad->a2 * out;
    return out;
}

/* In silence the filter would fade into denormal numbers, which are a hundred
 * times slower. */
static void forget_traces(double state[2][2])
{
    for (int stage = 0; stage < 2; stage++)
        for (int i = 0; i < 2; i++)
            if (fabs(state[stage][i]) < 1e-20)
                state[stage][i] = 0;
}

double k_weighting_energy(
    struct k_weighting *weighting, const float *pcm, size_t frames)
{
    double sum = 0;

    for (size_t c = 0; c < weighting->channels; c++) {
        double(*state)[2] = weighting->state[c];
        for (size_t i = 0; i < frames; i++) {
            double sample = pcm[i * weighting->channels + c];
            sample = filter(&stages[0], state[0], sample);
            sample = filter(&stages[1], state[1], sample);
            sum += sample * sample;
        }
        forget_traces(state);
    }
    return frames > 0 ? sum / (double)frames : 0;
}

double k_weighting_lufs(double energy)
{
    return energy > 0 ? 10 * log10(energy) - 0.691 : -HUGE_VAL;
}
