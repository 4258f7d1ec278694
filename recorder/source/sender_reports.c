/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/sender_reports.h"

#include <stdio.h>

#define CLOCK_EVENT "sender-clock"

void sender_reports_init(struct sender_reports *reports, int clock_hz)
{
    *reports = (struct sender_reports){0};
    sender_clock_init(&reports->clock, clock_hz);
}

static void tell_offset(
    struct sender_reports *reports, const struct sound_sink *sink)
{
    char text[64];

    reports->has_told_drift = false;
    snprintf(text, sizeof text, "offset %+.3f s", reports->clock.offset_s);
    sink->event(sink->user, CLOCK_EVENT, text);
}

static void tell_drift(
    struct sender_reports *reports, const struct sound_sink *sink)
{
    const struct sender_clock *clock = &reports->clock;
    char text[64];

    if (reports->has_told_drift || !clock->is_drift_known)
        return;
    reports->has_told_drift = true;
    snprintf(text, sizeof text, "offset %+.3f s, drift %+.1f ppm",
        clock->offset_s, clock->drift_ppm);
    sink->event(sink->user, CLOCK_EVENT, text);
}

void sender_reports_take(struct sender_reports *reports,
    const struct rtcp_packet *report, int64_t arrival_ns, int64_t utc_ns,
    const struct sound_sink *sink)
{
    if (report->has_report) {
        if (sender_clock_push(&reports->clock, report, arrival_ns, utc_ns))
            tell_offset(reports, sink);
        else
            tell_drift(reports, sink);
    }
    if (report->has_bye && !reports->has_told_bye) {
        reports->has_told_bye = true;
        sink->event(sink->user, "source", "the sender says that it leaves");
    }
}
