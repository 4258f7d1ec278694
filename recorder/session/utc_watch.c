/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/utc_watch.h"

#include "recorder/base/clock.h"

#define LEAST_STEP_NS (CLOCK_SECOND_NS / 4)

int64_t utc_watch_look(
    struct utc_watch *watch, int64_t monotonic_ns, int64_t utc_ns)
{
    int64_t ahead_ns = utc_ns - monotonic_ns;
    int64_t step_ns = watch->is_known ? ahead_ns - watch->ahead_ns : 0;

    watch->ahead_ns = ahead_ns;
    watch->is_known = true;
    return step_ns >= LEAST_STEP_NS || step_ns <= -LEAST_STEP_NS ? step_ns : 0;
}
