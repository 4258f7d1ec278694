/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/loudness_meter.h"

#include <math.h>
#include <string.h>

#include "recorder/audio/interpolator.h"
#include "recorder/audio/k_filter.h"
#include "recorder/audio/k_weighting.h"
#include "recorder/audio/loudness_histogram.h"
#include "recorder/audio/loudness_window.h"
#include "recorder/audio/pcm.h"
#include "recorder/base/unfilled.h"

#define RATE_HZ 48000
#define STEPS_PER_SECOND 10 /* blocks of 400 ms overlap by 75 % */
#define STEPS_BEFORE_INTEGRATED 4
#define STEPS_BEFORE_RANGE 30
#define STEPS_PER_RANGE 10 /* Tech 3342 asks for two thirds of overlap */

#define TAIL INTERPOLATOR_TAPS
#define MOST_FRAMES 480 /* 10 ms at 48 kHz */

/* Below it hardly a point of a block can be passed over, nor of the next. */
#define SPARSE_SHARE 0.975F
#define DENSE_BLOCKS 4

struct channel {
    double weight;
    struct k_filter_state state;
    float highest; /* of what waits */
    /* What came before, and what came; the rest is read, but of no account. */
    float window[TAIL + MOST_FRAMES + INTERPOLATOR_BLOCK];
};

struct loudness_meter {
    struct k_filter filter;
    enum lanes lanes;
    size_t frames_per_step;
    size_t waiting; /* frames in the channels' windows, not looked at yet */
    size_t frames_in_slice;
    int slice; /* of this step */
    double energy_in_slice;
    struct loudness_window window;
    int steps; /* until the first short-term loudness, then per range */
    float highest_sample;
    float highest_peak;
    struct loudness_histogram *momentary;
    struct loudness_histogram *short_term;
    size_t channels;
    struct channel channel[];
};

static void set_weights(
    struct loudness_meter *meter, const struct loudness_format *format)
{
    for (size_t c = 0; c < meter->channels; c++)
        meter->channel[c].weight = format->weights ? format->weights[c] : 1;
    if (format->channels == 1 && format->dual_mono)
        meter->channel[0].weight *= 2;
}

struct loudness_meter *loudness_meter_new_of(
    const struct loudness_format *format, struct err *err)
{
    size_t channels = (size_t)format->channels;
    own(loudness_meter) meter =
        calloc(1, sizeof *meter + channels * sizeof meter->channel[0]);

    if (!meter)
        return err_no_memory(err), NULL;
    meter->channels = channels;
    meter->lanes = lanes_best();
    meter->frames_per_step = (size_t)format->rate_hz / STEPS_PER_SECOND;
    k_filter_design(&meter->filter, format->rate_hz);
    set_weights(meter, format);
    meter->momentary = loudness_histogram_new(err);
    meter->short_term = loudness_histogram_new(err);
    if (!meter->momentary || !meter->short_term)
        return NULL;
    return take(meter);
}

struct loudness_meter *loudness_meter_new(int channels, struct err *err)
{
    struct loudness_format format = {.channels = channels, .rate_hz = RATE_HZ};

    return loudness_meter_new_of(&format, err);
}

/* How long this slice is: at rates that a hundred does not divide, slices of
 * a step differ by a frame. */
static size_t slice_frames(const struct loudness_meter *meter)
{
    size_t slice = (size_t)meter->slice;
    size_t begin = meter->frames_per_step * slice / LOUDNESS_SLICES_PER_STEP;

    return meter->frames_per_step * (slice + 1) / LOUDNESS_SLICES_PER_STEP -
           begin;
}

static void finish_step(struct loudness_meter *meter)
{
    meter->slice = 0;
    meter->steps++;
    if (meter->steps >= STEPS_BEFORE_INTEGRATED)
        loudness_histogram_push(
            meter->momentary, loudness_meter_momentary(meter));
    if (meter->steps == STEPS_BEFORE_RANGE) {
        loudness_histogram_push(
            meter->short_term, loudness_meter_short_term(meter));
        meter->steps -= STEPS_PER_RANGE;
    }
}

static void finish_slice(struct loudness_meter *meter)
{
    loudness_window_push(
        &meter->window, meter->energy_in_slice / (double)slice_frames(meter));
    meter->energy_in_slice = 0;
    meter->frames_in_slice = 0;
    if (++meter->slice == LOUDNESS_SLICES_PER_STEP)
        finish_step(meter);
}

/* The highest point between the samples of a window, or `floor` if that is
 * higher. `frames` of them come behind the tail. */
static float highest_between(
    const float *window, size_t frames, float floor, enum lanes lanes)
{
    int dense = 0; /* so many blocks more are not worth asking about */

    for (size_t at = 0; at < frames; at += INTERPOLATOR_BLOCK) {
        size_t now = frames - at;
        now = now < INTERPOLATOR_BLOCK ? now : INTERPOLATOR_BLOCK;
        UNFILLED float between[INTERPOLATOR_BLOCK];
        float least = 0;
        if (dense == 0)
            least = interpolator_least(window + at, TAIL + now, floor, lanes);
        if (least == HUGE_VALF)
            continue;
        if (dense == 0 && least < SPARSE_SHARE * floor)
            dense = DENSE_BLOCKS;
        if (dense > 0) {
            dense--;
            interpolator_between(window + at + 1, between, lanes);
        } else {
            interpolator_between_above(window + at + 1, least, between, lanes);
        }
        floor = fmaxf(floor, interpolator_magnitude(between, now, lanes));
    }
    return floor;
}

struct peaks {
    float sample;
    float point;
};

/* Raises the peaks to those of what waits in a channel. */
static void raise_peaks(struct peaks *peaks, const struct channel *channel,
    size_t frames, enum lanes lanes)
{
    float before = interpolator_magnitude(channel->window, TAIL, lanes);
    float bound = fmaxf(before, channel->highest) * INTERPOLATOR_MOST_RISE;

    peaks->sample = fmaxf(peaks->sample, channel->highest);
    peaks->point = fmaxf(peaks->point, channel->highest);
    if (bound > peaks->point)
        peaks->point =
            highest_between(channel->window, frames, peaks->point, lanes);
}

static void look_at(struct loudness_meter *meter)
{
    struct peaks peaks = {meter->highest_sample, meter->highest_peak};
    size_t frames = meter->waiting;

    for (size_t c = 0; c < meter->channels; c++) {
        struct channel *channel = &meter->channel[c];
        raise_peaks(&peaks, channel, frames, meter->lanes);
        meter->energy_in_slice +=
            channel->weight * k_filter_energy(&meter->filter, &channel->state,
                                  channel->window + TAIL, frames, meter->lanes);
        memmove(channel->window, channel->window + frames,
            TAIL * sizeof channel->window[0]);
        channel->highest = 0;
    }
    meter->highest_sample = peaks.sample;
    meter->highest_peak = peaks.point;
    meter->waiting = 0;
    meter->frames_in_slice += frames;
    if (meter->frames_in_slice == slice_frames(meter))
        finish_slice(meter);
}

/* Four frames of two channels at a time. */
static void split_stereo(
    const float *pcm, size_t frames, float *left, float *right)
{
    size_t i = 0;

    for (; i + 4 <= frames; i += 4) {
        float4 pairs[2];
        lanes_copy(pairs, pcm + 2 * i, sizeof pairs);
        float4 even = __builtin_shufflevector(pairs[0], pairs[1], 0, 2, 4, 6);
        float4 odd = __builtin_shufflevector(pairs[0], pairs[1], 1, 3, 5, 7);
        lanes_copy(left + i, &even, sizeof even);
        lanes_copy(right + i, &odd, sizeof odd);
    }
    for (; i < frames; i++) {
        left[i] = pcm[2 * i];
        right[i] = pcm[2 * i + 1];
    }
}

static void split(const struct loudness_meter *meter, const float *pcm,
    size_t frames, float *to[LOUDNESS_METER_MOST_CHANNELS])
{
    if (meter->channels == 2) {
        split_stereo(pcm, frames, to[0], to[1]);
        return;
    }
    for (size_t i = 0; i < frames; i++)
        for (size_t c = 0; c < meter->channels; c++)
            to[c][i] = *pcm++;
}

static void clean(
    struct channel *channel, float *samples, size_t count, enum lanes lanes)
{
    float highest = interpolator_magnitude(samples, count, lanes);

    if (!(highest <= PCM_LOUDEST)) {
        pcm_copy_finite(samples, samples, count);
        highest = interpolator_magnitude(samples, count, lanes);
    }
    channel->highest = fmaxf(channel->highest, highest);
}

/* Puts frames behind those that wait. */
static void take_in(
    struct loudness_meter *meter, const float *pcm, size_t frames)
{
    float *to[LOUDNESS_METER_MOST_CHANNELS];

    for (size_t c = 0; c < meter->channels; c++)
        to[c] = meter->channel[c].window + TAIL + meter->waiting;
    split(meter, pcm, frames, to);
    for (size_t c = 0; c < meter->channels; c++)
        clean(&meter->channel[c], to[c], frames, meter->lanes);
    meter->waiting += frames;
}

/* Windows are looked at when they are full, wherever the pushes ended, so
 * these make no difference to the last bit. */
void loudness_meter_push(
    struct loudness_meter *meter, const float *pcm, size_t frames)
{
    while (frames > 0) {
        size_t wanted = slice_frames(meter) - meter->frames_in_slice;
        wanted = wanted < MOST_FRAMES ? wanted : MOST_FRAMES;
        size_t now = wanted - meter->waiting;
        now = now < frames ? now : frames;
        take_in(meter, pcm, now);
        pcm += now * meter->channels;
        frames -= now;
        if (meter->waiting == wanted)
            look_at(meter);
    }
}

static double range_lu(
    const struct loudness_histogram *short_term, double gain_db)
{
    struct loudness_gate gate = {.gain_db = gain_db, .relative_lu = -20};
    double low = loudness_histogram_percentile(short_term, &gate, 0.10);
    double high = loudness_histogram_percentile(short_term, &gate, 0.95);

    return isfinite(low) ? high - low : 0;
}

struct loudness loudness_meter_read_after(
    const struct loudness_meter *meter, double gain_db)
{
    struct loudness_gate gate = {.gain_db = gain_db, .relative_lu = -10};
    const struct loudness_window *window = &meter->window;
    struct peaks peaks = {meter->highest_sample, meter->highest_peak};

    for (size_t c = 0; c < meter->channels; c++)
        raise_peaks(&peaks, &meter->channel[c], meter->waiting, meter->lanes);
    return (struct loudness){
        .integrated_lufs = loudness_histogram_mean(meter->momentary, &gate),
        .range_lu = range_lu(meter->short_term, gain_db),
        .momentary_lufs = loudness_meter_momentary(meter) + gain_db,
        .short_term_lufs = loudness_meter_short_term(meter) + gain_db,
        .true_peak_dbtp = 20 * log10((double)peaks.point) + gain_db,
        .sample_peak_dbfs = 20 * log10((double)peaks.sample) + gain_db,
        .highest_momentary_lufs =
            k_weighting_lufs(window->highest_momentary) + gain_db,
        .highest_short_term_lufs =
            k_weighting_lufs(window->highest_short_term) + gain_db,
    };
}

struct loudness loudness_meter_read(const struct loudness_meter *meter)
{
    return loudness_meter_read_after(meter, 0);
}

double loudness_meter_momentary(const struct loudness_meter *meter)
{
    return k_weighting_lufs(meter->window.momentary);
}

double loudness_meter_short_term(const struct loudness_meter *meter)
{
    return k_weighting_lufs(meter->window.short_term);
}

void loudness_meter_free(struct loudness_meter *meter)
{
    if (!meter)
        return;
    loudness_histogram_free(meter->momentary);
    loudness_histogram_free(meter->short_term);
    free(meter);
}
