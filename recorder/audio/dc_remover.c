/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/dc_remover.h"

#include <math.h>

#define PIECE_FRAMES 480
#define MOST_PIECES 25 /* a quarter of a second; the first ones count more */

/* Without a jump where it begins to count. */
static double beyond_least(double mean)
{
    return copysign(fmax(fabs(mean) - DC_REMOVER_LEAST, 0), mean);
}

/* What the piece that ended tells is taken from the next, by a ramp. */
static void end_piece(struct dc_remover *remover, size_t channels)
{
    remover->frames = 0;
    if (remover->pieces < MOST_PIECES)
        remover->pieces++;
    for (size_t c = 0; c < channels; c++) {
        double now = remover->sum[c] / PIECE_FRAMES;

        remover->sum[c] = 0;
        remover->taken[c] = beyond_least(remover->mean[c]);
        remover->mean[c] += (now - remover->mean[c]) / (double)remover->pieces;
        remover->step[c] =
            (beyond_least(remover->mean[c]) - remover->taken[c]) / PIECE_FRAMES;
    }
}

static void process_channel(struct dc_remover *remover, size_t channel,
    float *pcm, size_t channels, size_t frames)
{
    double sum = remover->sum[channel];
    double taken = remover->taken[channel];
    double step = remover->step[channel];

    for (size_t i = channel; i < frames * channels; i += channels) {
        sum += (double)pcm[i];
        taken += step;
        pcm[i] = (float)((double)pcm[i] - taken);
    }
    remover->sum[channel] = sum;
    remover->taken[channel] = taken;
}

void dc_remover_process(
    struct dc_remover *remover, float *pcm, size_t channels, size_t frames)
{
    for (size_t now; frames > 0; frames -= now, pcm += now * channels) {
        now = PIECE_FRAMES - remover->frames;
        now = now < frames ? now : frames;
        for (size_t c = 0; c < channels; c++)
            process_channel(remover, c, pcm, channels, now);
        remover->frames += now;
        if (remover->frames == PIECE_FRAMES)
            end_piece(remover, channels);
    }
}
