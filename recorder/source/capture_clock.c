/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/capture_clock.h"

#include <math.h>

#include "recorder/base/clock.h"

#define MS(ms) ((ms)*CLOCK_MILLISECOND_NS)

/* The first block may have been held up; others that come earlier than it
 * foretold move the beginning, for so long and by so much. */
#define START_NS MS(2000)
#define START_MOST_NS MS(500)

/* Later, or earlier, than this is no drift. The promise is 40 ms. */
#define ASTRAY_S 0.035

/* A loop of the second order, damped by 0.7, at 0.01 Hz: 200 millionths are
 * followed with less than 2 ms of error, and a millisecond of jitter becomes
 * 90 millionths of stretch. */
#define SPAN_NS MS(1000)
#define LOOP_RADIANS 0.0628
#define GAIN (1.414 * LOOP_RADIANS)
#define LEARNING (LOOP_RADIANS * LOOP_RADIANS)

/* How long nothing must come, how far behind now silence is then handed out,
 * and in what helpings. */
#define EMPTY_NS MS(10000)
#define EMPTY_BROKEN_NS MS(1000)
#define BEHIND_NS MS(500)
#define HELPING_NS MS(1000)
#define ASK_NS MS(200)
#define HELD_UP_NS MS(400)

static double frames_from_ns(const struct capture_clock *clock, int64_t ns)
{
    return (double)ns * clock->rate_hz / CLOCK_SECOND_NS;
}

static int64_t ns_from_frames(const struct capture_clock *clock, double frames)
{
    return llround(frames * CLOCK_SECOND_NS / clock->rate_hz);
}

static double bound(double stretch)
{
    return fmax(
        -CAPTURE_CLOCK_MOST_STRETCH, fmin(CAPTURE_CLOCK_MOST_STRETCH, stretch));
}

void capture_clock_init(struct capture_clock *clock, int rate_hz)
{
    *clock = (struct capture_clock){
        .rate_hz = rate_hz, .least_lag_s = HUGE_VAL, .heard_ns = INT64_MAX};
}

static void begin(struct capture_clock *clock, int64_t frames, int64_t ns)
{
    clock->has_begun = true;
    clock->is_broken = false;
    clock->start_ns = ns - ns_from_frames(clock, (double)frames);
    clock->asked_ns = ns;
}

/* From what is handed out to that time. */
static double missing(const struct capture_clock *clock, int64_t ns)
{
    return frames_from_ns(clock, ns - clock->start_ns) - clock->position;
}

static int64_t put_in(struct capture_clock *clock, double frames)
{
    int64_t gap = llround(frames);

    if (gap <= 0)
        return 0;
    /* At a gap the stretched sound before it ends with a whole frame. */
    clock->position = round(clock->position) + (double)gap;
    clock->least_lag_s = HUGE_VAL;
    return gap;
}

/* The first block was late by so much: the room began that much earlier. */
static double move_start(struct capture_clock *clock, double lag, int64_t ns)
{
    int64_t early_ns = ns_from_frames(clock, -lag);

    if (lag >= 0 || ns - clock->start_ns > START_NS ||
        clock->start_moved_ns + early_ns > START_MOST_NS)
        return lag;
    clock->start_ns -= early_ns;
    clock->start_moved_ns += early_ns;
    return 0;
}

/* A second begins with its first block, however long that took to come. */
static void watch(struct capture_clock *clock, double lag_s, int64_t ns)
{
    if (clock->least_lag_s == HUGE_VAL) {
        clock->second_ns = ns + SPAN_NS;
        clock->first_lag_s = lag_s;
    }
    if (lag_s < clock->least_lag_s)
        clock->least_lag_s = lag_s;
}

/* A second is over: steers by its least lateness, or gives what was lost. Not
 * while we catch up with sound that had to wait for us: none of it is lost. */
static int64_t steer(struct capture_clock *clock, int64_t ns)
{
    double lag_s = clock->least_lag_s;
    bool is_catching_up = clock->first_lag_s - lag_s >= ASTRAY_S;

    if (ns < clock->second_ns)
        return 0;
    clock->least_lag_s = HUGE_VAL;
    if (lag_s >= ASTRAY_S)
        return is_catching_up ? 0 : put_in(clock, lag_s * clock->rate_hz);
    clock->drift = bound(clock->drift + LEARNING * lag_s);
    clock->stretch = bound(clock->drift + GAIN * lag_s);
    return 0;
}

/* What follows the block before it. */
static void follow(struct capture_clock *clock, int64_t frames, double lag,
    int64_t ns, struct capture_step *step)
{
    double lag_s = move_start(clock, lag, ns) / clock->rate_hz;

    if (lag_s < -ASTRAY_S) {
        int64_t early = llround(-lag);
        step->leave_out = early < frames ? early : frames;
        return;
    }
    watch(clock, lag_s, ns);
    step->gap = steer(clock, ns);
}

struct capture_step capture_clock_push(
    struct capture_clock *clock, int64_t frames, int64_t arrival_ns)
{
    struct capture_step step = {0};

    if (!clock->has_begun)
        begin(clock, frames, arrival_ns);
    double lag = missing(clock, arrival_ns) - (double)frames;
    if (clock->is_broken && lag >= 0)
        step.gap = put_in(clock, lag);
    else
        follow(clock, frames, lag, arrival_ns, &step);
    clock->is_broken = clock->is_broken && step.leave_out > 0;
    clock->heard_ns = arrival_ns;
    step.stretch = clock->stretch;
    clock->position += (double)(frames - step.leave_out) * (1 + clock->stretch);
    return step;
}

void capture_clock_break(struct capture_clock *clock)
{
    clock->is_broken = true;
}

static int64_t patience_ns(const struct capture_clock *clock)
{
    return clock->is_broken ? EMPTY_BROKEN_NS : EMPTY_NS;
}

int64_t capture_clock_fill(struct capture_clock *clock, int64_t now_ns)
{
    if (!clock->has_begun)
        return 0;
    if (now_ns - clock->asked_ns > HELD_UP_NS && !clock->is_broken)
        clock->heard_ns = now_ns;
    clock->asked_ns = now_ns;
    if (now_ns - clock->heard_ns < patience_ns(clock) ||
        missing(clock, now_ns - BEHIND_NS) < frames_from_ns(clock, HELPING_NS))
        return 0;
    clock->is_broken = true;
    return put_in(clock, missing(clock, now_ns - BEHIND_NS));
}

int64_t capture_clock_deadline_ns(const struct capture_clock *clock)
{
    return clock->has_begun ? clock->asked_ns + ASK_NS : INT64_MAX;
}

bool capture_clock_has_reached(const struct capture_clock *clock, int64_t ns)
{
    return clock->has_begun && missing(clock, ns) <= 0;
}

int64_t capture_clock_stop(struct capture_clock *clock, int64_t now_ns)
{
    return clock->has_begun ? put_in(clock, missing(clock, now_ns)) : 0;
}

double capture_clock_fast_ppm(const struct capture_clock *clock)
{
    return -clock->drift * 1e6;
}
