/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/drift_watch.h"

#include <math.h>

#include "recorder/base/clock.h"

#define WINDOW_NS (10 * CLOCK_SECOND_NS)

static void end_window(struct drift_watch *watch)
{
    if (!watch->is_in_run)
        watch->first = watch->least;
    watch->last = watch->least;
    watch->is_in_run = true;
    watch->is_in_window = false;
}

void drift_watch_push(
    struct drift_watch *watch, int64_t arrival_ns, int64_t late_ns)
{
    if (watch->is_in_window && arrival_ns >= watch->window_end_ns)
        end_window(watch);
    if (!watch->is_in_window)
        watch->window_end_ns = arrival_ns + WINDOW_NS;
    if (!watch->is_in_window || late_ns < watch->least.late_ns)
        watch->least = (struct drift_point){arrival_ns, late_ns};
    watch->is_in_window = true;
}

static int64_t slid_ns(const struct drift_watch *watch)
{
    return watch->slid_ns + watch->last.late_ns - watch->first.late_ns;
}

static int64_t watched_ns(const struct drift_watch *watch)
{
    return watch->watched_ns + watch->last.arrival_ns - watch->first.arrival_ns;
}

void drift_watch_break(struct drift_watch *watch)
{
    *watch = (struct drift_watch){
        .slid_ns = slid_ns(watch), .watched_ns = watched_ns(watch)};
}

double drift_watch_fast_ppm(const struct drift_watch *watch)
{
    int64_t watched = watched_ns(watch);

    if (watched < DRIFT_WATCH_KNOWN_NS)
        return NAN;
    return -(double)slid_ns(watch) / (double)watched * 1e6;
}
