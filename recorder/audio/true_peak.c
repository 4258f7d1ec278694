/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/true_peak.h"

#include <math.h>
#include <string.h>

#include "recorder/base/unfilled.h"

#define TAPS INTERPOLATOR_TAPS
#define MOST_CHANNELS 2
#define BLOCK_FRAMES INTERPOLATOR_BLOCK

struct channel {
    float tail[TAPS]; /* the latest samples */
    float between;    /* the peak after the last frame given */
};

struct true_peak {
    size_t channels;
    enum lanes lanes;
    struct channel channel[MOST_CHANNELS];
};

struct true_peak *true_peak_new(int channels, struct err *err)
{
    struct true_peak *peak = calloc(1, sizeof *peak);

    if (!peak)
        return err_no_memory(err), NULL;
    peak->channels = (size_t)channels;
    peak->lanes = lanes_best();
    return peak;
}

static void raise(float *peak, float to)
{
    if (to > *peak)
        *peak = to;
}

/* window: the TAPS samples before the block, then the block. */
static void find_peaks(struct channel *channel, const float *window,
    size_t frames, enum lanes lanes, float *peaks)
{
    UNFILLED float between[BLOCK_FRAMES];

    interpolator_between(window + 1, between, lanes);
    for (size_t i = 0; i < frames; i++) {
        raise(&peaks[i], fabsf(window[i + TAPS - TRUE_PEAK_DELAY_48K]));
        raise(&peaks[i], channel->between);
        raise(&peaks[i], between[i]);
        channel->between = between[i];
    }
}

/* Nothing here exceeds the floor. */
static void pass_over(
    struct channel *channel, float bound, size_t frames, float *peaks)
{
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
        float bound =
            interpolator_bound(window, TAPS + frames, floor, peak->lanes);
        if (bound > floor)
            find_peaks(channel, window, frames, peak->lanes, peaks);
        else
            pass_over(channel, bound, frames, peaks);
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
