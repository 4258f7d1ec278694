/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/sender_clock.h"

#include <math.h>

#include "recorder/base/clock.h"

/* From 1900 to 1970. */
#define NTP_EPOCH_S INT64_C(2208988800)

#define JUMP_S 1.0

void sender_clock_init(struct sender_clock *clock, int clock_hz)
{
    *clock = (struct sender_clock){.clock_hz = clock_hz};
}

/* The difference wraps with NTP's era of 136 years, which so does not
 * matter. */
static double offset_of(uint64_t ntp, int64_t utc_ns)
{
    int64_t utc_s = utc_ns / CLOCK_SECOND_NS + NTP_EPOCH_S;
    int32_t seconds = (int32_t)((uint32_t)(ntp >> 32) - (uint32_t)utc_s);

    return seconds + (double)(uint32_t)ntp / 0x1p32 -
           (double)(utc_ns % CLOCK_SECOND_NS) / 1e9;
}

static double seconds_from_ns(int64_t ns)
{
    return (double)ns / (double)CLOCK_SECOND_NS;
}

static bool goes_on(const struct sender_clock *clock,
    const struct rtcp_packet *report, int64_t arrival_ns)
{
    if (!clock->first_ns || report->ssrc != clock->ssrc)
        return false;
    double told =
        (double)(int32_t)(report->rtp - clock->last_rtp) / clock->clock_hz;
    return fabs(told - seconds_from_ns(arrival_ns - clock->last_ns)) < JUMP_S;
}

static void begin(struct sender_clock *clock, const struct rtcp_packet *report,
    int64_t arrival_ns, double offset_s)
{
    clock->ssrc = report->ssrc;
    clock->first_ns = arrival_ns;
    clock->ticks = 0;
    clock->offset_s = offset_s;
    clock->drift_ppm = 0;
    clock->is_drift_known = false;
}

static void note_drift(struct sender_clock *clock,
    const struct rtcp_packet *report, int64_t arrival_ns)
{
    int64_t elapsed_ns = arrival_ns - clock->first_ns;

    clock->ticks += (int32_t)(report->rtp - clock->last_rtp);
    if (elapsed_ns < SENDER_CLOCK_KNOWN_NS)
        return;
    double told_s = (double)clock->ticks / clock->clock_hz;
    clock->drift_ppm = (told_s / seconds_from_ns(elapsed_ns) - 1) * 1e6;
    clock->is_drift_known = true;
}

bool sender_clock_push(struct sender_clock *clock,
    const struct rtcp_packet *report, int64_t arrival_ns, int64_t utc_ns)
{
    double offset_s = offset_of(report->ntp, utc_ns);
    bool is_first = !goes_on(clock, report, arrival_ns);

    if (is_first)
        begin(clock, report, arrival_ns, offset_s);
    else
        note_drift(clock, report, arrival_ns);
    /* On its way it can only have grown older. */
    if (offset_s > clock->offset_s)
        clock->offset_s = offset_s;
    clock->last_rtp = report->rtp;
    clock->last_ns = arrival_ns;
    clock->reports++;
    return is_first;
}
