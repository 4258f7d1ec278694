/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/limiter.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "recorder/audio/pcm.h"
#include "recorder/audio/true_peak.h"

#define BLOCK_FRAMES 240
/* Shorter distorts voices. Longer holds a whole vowel down for its first
 * pulse, so that a voice with high peaks never gets louder by more gain, only
 * the noise behind it. */
#define RELEASE_SECONDS 0.04
#define RATE_HZ 48000

/* Two moving averages one after the other weigh WINDOW gains as a triangle:
 * the gain bends softly into a peak and out of it. */
#define AVERAGE 118
#define WINDOW (2 * AVERAGE - 1)
#define LOOKAHEAD_48K (TRUE_PEAK_DELAY_48K + WINDOW - 1) /* 5 ms */

/* Gains are whole numbers, so that running sums never drift and a gain of 1
 * stays exactly 1 for days. */
#define UNITY (INT64_C(1) << 30)

/* After the gain has been bent, points between samples can lie a little
 * higher than computed before. */
#define MARGIN_DB 0.03

struct moving_average {
    int64_t ring[AVERAGE];
    int64_t sum;
    int at;
};

/* The least of the last WINDOW gains: those that may still become the least,
 * rising, oldest first. */
struct moving_least {
    int64_t gain[WINDOW];
    uint64_t when[WINDOW];
    int first;
    int count;
    uint64_t now;
};

struct limiter {
    size_t channels;
    size_t idle_frames; /* since a gain was below 1 anywhere in it */
    float ceiling;
    int64_t released; /* the gain asked for, let go slowly … */
    double release;   /* … by this share of the way, each frame */
    struct true_peak *peak;
    struct moving_least least;
    struct moving_average averages[2];
    double energy_in;  /* of what has come out, before the gain … */
    double energy_out; /* … and after it */
    float *delay;      /* LOOKAHEAD_48K frames */
    size_t delay_at;
};

static void moving_average_init(struct moving_average *average)
{
    for (int i = 0; i < AVERAGE; i++)
        average->ring[i] = UNITY;
    average->sum = AVERAGE * UNITY;
}

static int64_t moving_average_push(struct moving_average *average, int64_t gain)
{
    average->sum += gain - average->ring[average->at];
    average->ring[average->at] = gain;
    average->at = (average->at + 1) % AVERAGE;
    return average->sum / AVERAGE;
}

static int64_t moving_least_push(struct moving_least *least, int64_t gain)
{
    if (least->count > 0 && least->when[least->first] + WINDOW <= least->now) {
        least->first = (least->first + 1) % WINDOW;
        least->count--;
    }
    while (least->count > 0) {
        int last = (least->first + least->count - 1) % WINDOW;
        if (least->gain[last] < gain)
            break;
        least->count--;
    }

    int place = (least->first + least->count) % WINDOW;
    least->gain[place] = gain;
    least->when[place] = least->now++;
    least->count++;
    return least->gain[least->first];
}

struct limiter *limiter_new(int channels, double ceiling_dbtp, struct err *err)
{
    own(limiter) limiter = calloc(1, sizeof *limiter);

    if (!limiter)
        return err_no_memory(err), NULL;
    limiter->channels = (size_t)channels;
    limiter_set_ceiling(limiter, ceiling_dbtp);
    limiter_set_release(limiter, RELEASE_SECONDS);
    limiter->released = UNITY;
    moving_average_init(&limiter->averages[0]);
    moving_average_init(&limiter->averages[1]);
    limiter->delay = calloc(LOOKAHEAD_48K * limiter->channels, sizeof(float));
    if (!limiter->delay)
        return err_no_memory(err), NULL;
    limiter->peak = true_peak_new(channels, err);
    if (!limiter->peak)
        return NULL;
    return take(limiter);
}

void limiter_set_ceiling(struct limiter *limiter, double ceiling_dbtp)
{
    limiter->ceiling = (float)pow(10, (ceiling_dbtp - MARGIN_DB) / 20);
}

void limiter_set_release(struct limiter *limiter, double seconds)
{
    limiter->release = 1 - exp(-1 / (seconds * RATE_HZ));
}

static int64_t gain_for_peak(const struct limiter *limiter, float peak)
{
    if (peak <= limiter->ceiling)
        return UNITY;
    return (int64_t)((double)UNITY * limiter->ceiling / peak);
}

/* The gain for the frame pushed LOOKAHEAD_48K before this one: every gain
 * that enters its average is at most what its own peak asks for. */
static float next_gain(struct limiter *limiter, float peak)
{
    int64_t asked =
        moving_least_push(&limiter->least, gain_for_peak(limiter, peak));
    int64_t risen =
        limiter->released + 1 +
        (int64_t)(limiter->release * (double)(UNITY - limiter->released));

    limiter->released = asked < risen ? asked : risen;

    int64_t gain = limiter->released;
    gain = moving_average_push(&limiter->averages[0], gain);
    gain = moving_average_push(&limiter->averages[1], gain);
    if (asked < UNITY || limiter->released < UNITY || gain < UNITY)
        limiter->idle_frames = 0;
    else
        limiter->idle_frames++;
    return (float)gain / (float)UNITY;
}

/* Swaps a frame with the one that waited for LOOKAHEAD_48K. */
static void delay_frame(struct limiter *limiter, float *frame, float gain)
{
    float *waiting = limiter->delay + limiter->delay_at * limiter->channels;

    for (size_t c = 0; c < limiter->channels; c++) {
        float sample = waiting[c] * gain;
        limiter->energy_in += waiting[c] * waiting[c];
        limiter->energy_out += sample * sample;
        waiting[c] = frame[c];
        frame[c] = sample;
    }
    limiter->delay_at = (limiter->delay_at + 1) % LOOKAHEAD_48K;
}

/* Swaps whole frames, with a gain of 1. */
static void delay_frames(struct limiter *limiter, float *pcm, size_t frames)
{
    size_t samples = LOOKAHEAD_48K * limiter->channels;
    size_t at = limiter->delay_at * limiter->channels;
    double energy = 0;

    for (size_t i = 0; i < frames * limiter->channels; i++) {
        float sample = limiter->delay[at];
        limiter->delay[at] = pcm[i];
        pcm[i] = sample;
        energy += sample * sample;
        at = at + 1 < samples ? at + 1 : 0;
    }
    limiter->delay_at = at / limiter->channels;
    limiter->energy_in += energy;
    limiter->energy_out += energy;
}

static bool is_below(const float *peaks, size_t frames, float ceiling)
{
    bool is_above = false;

    for (size_t i = 0; i < frames; i++)
        is_above |= peaks[i] > ceiling;
    return !is_above;
}

/* All gains in it are 1, and will be: most of the time nothing is limited. A
 * ceiling that falls meanwhile at worst makes true_peak give a bound for the
 * next frame instead of its peak. */
static bool is_idle(
    const struct limiter *limiter, const float *peaks, size_t frames)
{
    return limiter->idle_frames >= (size_t)(WINDOW + 2 * AVERAGE) &&
           is_below(peaks, frames, limiter->ceiling);
}

static void process_block(struct limiter *limiter, float *pcm, size_t frames)
{
    float peaks[BLOCK_FRAMES];

    pcm_copy_finite(pcm, pcm, frames * limiter->channels);
    true_peak_push(limiter->peak, pcm, frames, limiter->ceiling, peaks);
    if (is_idle(limiter, peaks, frames)) {
        delay_frames(limiter, pcm, frames);
        return;
    }
    for (size_t i = 0; i < frames; i++)
        delay_frame(
            limiter, pcm + i * limiter->channels, next_gain(limiter, peaks[i]));
}

void limiter_process(struct limiter *limiter, float *pcm, size_t frames)
{
    while (frames > 0) {
        size_t now = frames < BLOCK_FRAMES ? frames : BLOCK_FRAMES;
        process_block(limiter, pcm, now);
        pcm += now * limiter->channels;
        frames -= now;
    }
}

double limiter_passed(struct limiter *limiter)
{
    double share =
        limiter->energy_in > 0 ? limiter->energy_out / limiter->energy_in : 1;

    limiter->energy_in = 0;
    limiter->energy_out = 0;
    return share;
}

int limiter_lookahead_48k(const struct limiter *limiter)
{
    (void)limiter;
    return LOOKAHEAD_48K;
}

void limiter_free(struct limiter *limiter)
{
    if (!limiter)
        return;
    true_peak_free(limiter->peak);
    free(limiter->delay);
    free(limiter);
}
