/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/ramped_delay.h"

#include "recorder/audio/lanes.h"

struct ramped_delay {
    size_t channels;
    size_t frames;
    float *waiting;
    size_t at; /* the frame that comes out next */
    float gain;
    float slope;
};

struct ramped_delay *ramped_delay_new(
    int channels, size_t frames, struct err *err)
{
    own(ramped_delay) delay = calloc(1, sizeof *delay);

    if (!delay)
        return err_no_memory(err), NULL;
    delay->channels = (size_t)channels;
    delay->frames = frames;
    delay->gain = 1;
    delay->waiting = calloc(frames * delay->channels, sizeof(float));
    if (!delay->waiting)
        return err_no_memory(err), NULL;
    return take(delay);
}

double ramped_delay_gain_in(const struct ramped_delay *delay, double frames)
{
    return (double)delay->gain + frames * (double)delay->slope;
}

void ramped_delay_set_gain(struct ramped_delay *delay, float gain)
{
    delay->gain = gain;
    delay->slope = 0;
}

void ramped_delay_head_for(
    struct ramped_delay *delay, float gain, size_t frames)
{
    delay->slope = (gain - delay->gain) / (float)frames;
}

/* Two loops are made of it, one for mono and one for stereo. */
LANES_INLINE float exchange(struct ramped_delay *delay, float *restrict pcm,
    size_t frames, size_t channels)
{
    float *restrict waiting = delay->waiting + delay->at * channels;
    float gain = delay->gain;
    float slope = delay->slope;

    for (size_t i = 0; i < frames; i++) {
        gain += slope;
        for (size_t c = 0; c < channels; c++, pcm++, waiting++) {
            float sample = *waiting * gain;
            *waiting = *pcm;
            *pcm = sample;
        }
    }
    return gain;
}

void ramped_delay_process(struct ramped_delay *delay, float *pcm, size_t frames)
{
    while (frames > 0) {
        size_t now = delay->frames - delay->at;
        now = now < frames ? now : frames;
        delay->gain = delay->channels == 2 ? exchange(delay, pcm, now, 2)
                                           : exchange(delay, pcm, now, 1);
        delay->at = (delay->at + now) % delay->frames;
        pcm += now * delay->channels;
        frames -= now;
    }
}

void ramped_delay_free(struct ramped_delay *delay)
{
    if (!delay)
        return;
    free(delay->waiting);
    free(delay);
}
