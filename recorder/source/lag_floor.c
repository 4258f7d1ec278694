/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/lag_floor.h"

/* The least lateness of fewer packets may be chance: DTX sends two a second. */
#define SPAN_PACKETS 16

void lag_floor_begin(struct lag_floor *lags, int64_t arrival_ns)
{
    lags->span_end_ns = arrival_ns + lags->span_ns;
    lag_floor_forget(lags);
}

void lag_floor_forget(struct lag_floor *lags)
{
    lags->packets = 0;
    lags->least_now = INT64_MAX;
    lags->least_last = INT64_MAX;
}

static int64_t ticks_to_put_in(const struct lag_floor *lags)
{
    int64_t least =
        lags->least_now < lags->least_last ? lags->least_now : lags->least_last;

    if (lags->least_last == INT64_MAX || least < lags->put_in)
        return 0;
    return least - least % lags->grain;
}

int64_t lag_floor_push(struct lag_floor *lags, int64_t lag, int64_t arrival_ns)
{
    if (lag < lags->least_now)
        lags->least_now = lag;
    lags->packets++;
    if (arrival_ns < lags->span_end_ns || lags->packets < SPAN_PACKETS)
        return 0;
    int64_t put_in = ticks_to_put_in(lags);
    lags->least_last = lags->least_now - put_in;
    lags->least_now = INT64_MAX;
    lags->packets = 0;
    lags->span_end_ns = arrival_ns + lags->span_ns;
    return put_in;
}
