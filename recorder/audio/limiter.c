/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/limiter.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "recorder/audio/pcm.h"
#include "recorder/audio/true_peak.h"

#define BLOCK_FRAMES 240
#define RELEASE_SECONDS 0.08 /* shorter distorts voices, longer pumps */

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
    float ceiling;
    int64_t released; /* the gain asked for, let go slowly */
    struct true_peak *peak;
    struct moving_least least;
    struct moving_average averages[2];
    float *delay; /* LOOKAHEAD_48K frames */
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
    limiter->ceiling = (float)pow(10, (ceiling_dbtp - MARGIN_DB) / 20);
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
    const double release = 1 - exp(-1 / (RELEASE_SECONDS * 48000));
    int64_t asked =
        moving_least_push(&limiter->least, gain_for_peak(limiter, peak));
    int64_t risen = limiter->released + 1 +
                    (int64_t)(release * (double)(UNITY - limiter->released));

    limiter->released = asked < risen ? asked : risen;

    int64_t gain = limiter->released;
    gain = moving_average_push(&limiter->averages[0], gain);
    gain = moving_average_push(&limiter->averages[1], gain);
    return (float)gain / (float)UNITY;
}

/* Swaps a frame with the one that waited for LOOKAHEAD_48K. */
static void delay_frame(struct limiter *limiter, float *frame, float gain)
{
    float *waiting = limiter->delay + limiter->delay_at * limiter->channels;

    for (size_t c = 0; c < limiter->channels; c++) {
        float sample = waiting[c] * gain;
        waiting[c] = frame[c];
        frame[c] = sample;
    }
    limiter->delay_at = (limiter->delay_at + 1) % LOOKAHEAD_48K;
}

static void process_block(struct limiter *limiter, float *pcm, size_t frames)
{
    float peaks[BLOCK_FRAMES];

    pcm_copy_finite(pcm, pcm, frames * limiter->channels);
    true_peak_push(limiter->peak, pcm, frames, limiter->ceiling, peaks);
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
