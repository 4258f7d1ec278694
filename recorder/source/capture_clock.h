/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where each block of a sound card lands, so that the recording is as long as
 * the room was: the samples of a card counted against the monotonic clock.
 *
 *     capture_clock_init(&clock, 48000);
 *     step = capture_clock_push(&clock, frames, arrival_ns);
 *         … step.gap frames of silence, then the block without its first
 *         step.leave_out frames, each frame of it 1 + step.stretch frames
 *     capture_clock_break(&clock);         the card lost sound, or is gone
 *     gap = capture_clock_fill(&clock, now_ns);     now and then
 *     gap = capture_clock_stop(&clock, now_ns);
 *
 * - A card's clock runs by its own quartz, some 50 millionths off and seldom
 *   more than 200. The least lateness of each second's blocks (being held up
 *   only makes them later) steers a slow loop that stretches the sound by as
 *   much: unheard, and within a few milliseconds for ever.
 * - After a break the next block lands where its arrival says.
 * - Lateness of 35 ms that lasts is sound that was lost without a word; when
 *   it shrinks, sound that waited for us arrives late. What comes 35 ms before
 *   its time is left out.
 * - When nothing comes, silence is handed out as time passes: a second after
 *   a break, else after ten, for a stalled server may yet deliver it all.
 *
 * The packets of the timeline keep the same promise, but move by whole
 * packets: in continuous sound that would be heard.
 *
 * Pure: arrival times and now are given. Positions are in frames since the
 * beginning, which is the first block's arrival less its length.
 */
#ifndef ROOMCAST_SOURCE_CAPTURE_CLOCK_H
#define ROOMCAST_SOURCE_CAPTURE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* No sound is stretched by more (3.5 hundredths of a semitone). */
#define CAPTURE_CLOCK_MOST_STRETCH 0.002

struct capture_clock {
    int rate_hz;
    bool has_begun;
    int64_t start_ns; /* the monotonic time of position 0 */
    int64_t start_moved_ns;
    double position; /* the end of what was handed out */
    bool is_broken;
    int64_t heard_ns;  /* when something came, or time to wait began */
    int64_t asked_ns;  /* the last fill */
    int64_t second_ns; /* when the second of first_ and least_lag_s ends */
    double first_lag_s;
    double least_lag_s; /* HUGE_VAL: it begins with the next block */
    double drift;       /* what the loop has learned: the card is that slow */
    double stretch;
};

struct capture_step {
    int64_t gap;
    int64_t leave_out;
    double stretch; /* within +-CAPTURE_CLOCK_MOST_STRETCH */
};

/* `rate_hz` is what the card calls its rate. */
void capture_clock_init(struct capture_clock *clock, int rate_hz);

/* A block whose last frame was there at `arrival_ns`. */
struct capture_step capture_clock_push(
    struct capture_clock *clock, int64_t frames, int64_t arrival_ns);

/* What comes next does not follow on what came. */
void capture_clock_break(struct capture_clock *clock);

/* Silence that is due, in frames, because nothing came for long; 0: none.
 * To be asked five times a second: when nobody asked, we were held up, and
 * what came is still on its way. */
int64_t capture_clock_fill(struct capture_clock *clock, int64_t now_ns);

/* When to ask again though nothing came; INT64_MAX: before the first block. */
int64_t capture_clock_deadline_ns(const struct capture_clock *clock);

/* Whether what was handed out goes up to that time. */
bool capture_clock_has_reached(const struct capture_clock *clock, int64_t ns);

/* The recording ends: the silence, in frames, that is missing up to now. */
int64_t capture_clock_stop(struct capture_clock *clock, int64_t now_ns);

/* By how many millionths the card is fast, as far as is known. */
double capture_clock_fast_ppm(const struct capture_clock *clock);

#endif
