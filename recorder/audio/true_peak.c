/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/true_peak.h"

#include <math.h>
#include <string.h>

#define TAPS 12
#define POINTS 3
#define MOST_CHANNELS 2
#define BLOCK_FRAMES 48 /* short, so that a peak costs little around it */

struct channel {
    float tail[TAPS]; /* the latest samples */
    float between;    /* the peak after the last frame given */
};

struct true_peak {
    size_t channels;
    struct channel channel[MOST_CHANNELS];
};

/* sin(pi t) / (pi t) under a Hann window of 12 samples, at t = 0.25, 0.5 and
 * 0.75. The table printed in Annex 2 was tried: its points lie at 1/8 and
 * 3/8, so the middle between two samples is missed, and its outer phases read
 * 0.24 dB low at low frequencies. */
static const float phases[POINTS][TAPS] = {
    {-0.00163173f, 0.01035995f, -0.03010775f, 0.06915847f, -0.16145853f,
        0.89646515f, 0.28868336f, -0.10345673f, 0.04626505f, -0.01852601f,
        0.00489598f, -0.00016744f},
    {-0.00098601f, 0.01035898f, -0.03370360f, 0.08013891f, -0.18112966f,
        0.62577363f, 0.62577363f, -0.18112966f, 0.08013891f, -0.03370360f,
        0.01035898f, -0.00098601f},
    {-0.00016744f, 0.00489598f, -0.01852601f, 0.04626505f, -0.10345673f,
        0.28868336f, 0.89646515f, -0.16145853f, 0.06915847f, -0.03010775f,
        0.01035995f, -0.00163173f},
};

struct true_peak *true_peak_new(int channels, struct err *err)
{
    struct true_peak *peak = calloc(1, sizeof *peak);

    if (!peak)
        return err_no_memory(err), NULL;
    peak->channels = (size_t)channels;
    return peak;
}

static float highest_magnitude(const float *samples, size_t count)
{
    float highest = 0;

    for (size_t i = 0; i < count; i++)
        highest = fabsf(samples[i]) > highest ? fabsf(samples[i]) : highest;
    return highest;
}

/* The highest point between window[5] and window[6], for each of the windows
 * that begin at the first BLOCK_FRAMES samples. The inner loops have a fixed
 * length so that compilers turn them into vector instructions. */
static void interpolate(const float *window, float between[BLOCK_FRAMES])
{
    memset(between, 0, BLOCK_FRAMES * sizeof *between);
    for (int p = 0; p < POINTS; p++) {
        float points[BLOCK_FRAMES] = {0};
        for (int k = 0; k < TAPS; k++)
            for (int i = 0; i < BLOCK_FRAMES; i++)
                points[i] += phases[p][k] * window[i + k];
        for (int i = 0; i < BLOCK_FRAMES; i++) {
            float magnitude = fabsf(points[i]);
            between[i] = magnitude > between[i] ? magnitude : between[i];
        }
    }
}

static void raise(float *peak, float to)
{
    if (to > *peak)
        *peak = to;
}

/* window: the TAPS samples before the block, then the block. */
static void find_peaks(
    float *between_before, const float *window, size_t frames, float *peaks)
{
    float between[BLOCK_FRAMES];

    interpolate(window + 1, between);
    for (size_t i = 0; i < frames; i++) {
        raise(&peaks[i], fabsf(window[i + TAPS - TRUE_PEAK_DELAY_48K]));
        raise(&peaks[i], *between_before);
        raise(&peaks[i], between[i]);
        *between_before = between[i];
    }
}

/* Raises the peaks to those of one channel. */
static void push_samples(struct channel *channel, const float *window,
    size_t frames, float floor, float *peaks)
{
    float bound =
        highest_magnitude(window, TAPS + frames) * TRUE_PEAK_MOST_RISE;

    if (bound > floor) {
        find_peaks(&channel->between, window, frames, peaks);
        return;
    }
    channel->between = bound;
    for (size_t i = 0; i < frames; i++)
        raise(&peaks[i], bound);
}

static void push_block(struct true_peak *peak, const float *pcm, size_t frames,
    float floor, float *peaks)
{
    memset(peaks, 0, frames * sizeof *peaks);
    for (size_t c = 0; c < peak->channels; c++) {
        struct channel *channel = &peak->channel[c];
        float window[TAPS + BLOCK_FRAMES] = {0};

        memcpy(window, channel->tail, sizeof channel->tail);
        for (size_t i = 0; i < frames; i++)
            window[TAPS + i] = pcm[i * peak->channels + c];
        push_samples(channel, window, frames, floor, peaks);
        memcpy(channel->tail, window + frames, sizeof channel->tail);
    }
}

void true_peak_push(struct true_peak *peak, const float *pcm, size_t frames,
    float floor, float *peaks)
{
    while (frames > 0) {
        size_t now = frames < BLOCK_FRAMES ? frames : BLOCK_FRAMES;
        push_block(peak, pcm, now, floor, peaks);
        pcm += now * peak->channels;
        peaks += now;
        frames -= now;
    }
}

void true_peak_free(struct true_peak *peak)
{
    free(peak);
}
