/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/loudness_meter.h"

#include <ebur128.h>
#include <math.h>

#include "recorder/audio/loudness_histogram.h"
#include "recorder/audio/pcm.h"
#include "recorder/audio/true_peak.h"

#define RATE_HZ 48000
#define BLOCK_FRAMES 480
#define STEP_FRAMES 4800 /* 100 ms: blocks of 400 ms overlap by 75 % */
#define STEPS_BEFORE_INTEGRATED 4
#define STEPS_BEFORE_RANGE 30
#define STEPS_PER_RANGE 10 /* Tech 3342 asks for two thirds of overlap */

/* libebur128 itself keeps a list that grows without end, or, with its own
 * histogram, rounds every block to 0.1 LU (measured: a tone is off by up to
 * 0.05 LU, half of what we promise). So it gives the blocks, and the gates
 * are applied here. Its true peak takes two thirds of the time, most of it
 * for points that cannot exceed the peak so far. */
struct loudness_meter {
    ebur128_state *state;
    size_t channels;
    size_t frames_in_step;
    int steps; /* until the first short-term loudness, then per range */
    struct true_peak *true_peak;
    float highest_peak;
    struct loudness_histogram *momentary;
    struct loudness_histogram *short_term;
};

struct loudness_meter *loudness_meter_new(int channels, struct err *err)
{
    own(loudness_meter) meter = calloc(1, sizeof *meter);

    if (!meter)
        return err_no_memory(err), NULL;
    meter->channels = (size_t)channels;
    meter->true_peak = true_peak_new(channels, err);
    meter->momentary = loudness_histogram_new(err);
    meter->short_term = loudness_histogram_new(err);
    if (!meter->true_peak || !meter->momentary || !meter->short_term)
        return NULL;
    meter->state = ebur128_init((unsigned)channels, RATE_HZ, EBUR128_MODE_S);
    if (!meter->state)
        return err_no_memory(err), NULL;
    return take(meter);
}

static void finish_step(struct loudness_meter *meter)
{
    double lufs = -HUGE_VAL;

    meter->frames_in_step = 0;
    meter->steps++;
    if (meter->steps >= STEPS_BEFORE_INTEGRATED) {
        ebur128_loudness_momentary(meter->state, &lufs);
        loudness_histogram_push(meter->momentary, lufs);
    }
    if (meter->steps == STEPS_BEFORE_RANGE) {
        ebur128_loudness_shortterm(meter->state, &lufs);
        loudness_histogram_push(meter->short_term, lufs);
        meter->steps -= STEPS_PER_RANGE;
    }
}

static void push_peaks(
    struct loudness_meter *meter, const float *block, size_t frames)
{
    float peaks[BLOCK_FRAMES];

    /* What stays below the floor may be given as the floor at most. */
    true_peak_push(meter->true_peak, block, frames, meter->highest_peak, peaks);
    for (size_t i = 0; i < frames; i++)
        if (peaks[i] > meter->highest_peak)
            meter->highest_peak = peaks[i];
}

void loudness_meter_push(
    struct loudness_meter *meter, const float *pcm, size_t frames)
{
    float block[2 * BLOCK_FRAMES];

    while (frames > 0) {
        size_t now = STEP_FRAMES - meter->frames_in_step;
        now = now < BLOCK_FRAMES ? now : BLOCK_FRAMES;
        now = now < frames ? now : frames;
        pcm_copy_finite(block, pcm, now * meter->channels);
        ebur128_add_frames_float(meter->state, block, now);
        push_peaks(meter, block, now);
        pcm += now * meter->channels;
        frames -= now;
        meter->frames_in_step += now;
        if (meter->frames_in_step == STEP_FRAMES)
            finish_step(meter);
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
    struct loudness now = {
        .integrated_lufs = loudness_histogram_mean(meter->momentary, &gate),
        .range_lu = range_lu(meter->short_term, gain_db),
        .true_peak_dbtp = 20 * log10(meter->highest_peak) + gain_db,
    };

    ebur128_loudness_momentary(meter->state, &now.momentary_lufs);
    ebur128_loudness_shortterm(meter->state, &now.short_term_lufs);
    now.momentary_lufs += gain_db;
    now.short_term_lufs += gain_db;
    return now;
}

struct loudness loudness_meter_read(const struct loudness_meter *meter)
{
    return loudness_meter_read_after(meter, 0);
}

void loudness_meter_free(struct loudness_meter *meter)
{
    if (!meter)
        return;
    if (meter->state)
        ebur128_destroy(&meter->state);
    true_peak_free(meter->true_peak);
    loudness_histogram_free(meter->momentary);
    loudness_histogram_free(meter->short_term);
    free(meter);
}
