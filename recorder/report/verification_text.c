/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/verification.h"

#include <inttypes.h>
#include <math.h>

#include "recorder/base/clock.h"
#include "recorder/base/quantity.h"

#define FRAMES_A_SECOND 48000.0

static void append_time(struct text *text, int64_t frames_48k)
{
    char time[QUANTITY_TIME_BYTES];

    quantity_format_length(clock_ns_from_frames_48k(frames_48k), time);
    text_appendf(text, ", %s", time);
}

static void append_level(struct text *text, double level, const char *unit)
{
    if (isfinite(level))
        text_appendf(text, ", %.1f %s", level, unit);
    else
        text_appendf(text, ", - %s", unit);
}

static void append_ledger(
    struct text *text, const struct ledger_summary *ledger)
{
    text_appendf(text, ", loss %" PRId64 " packets (%.2f s)",
        ledger->lost_packets, (double)ledger->lost_48k / FRAMES_A_SECOND);
    text_appendf(text, ", gaps %" PRId64 " (%.2f s)", ledger->gaps,
        (double)ledger->gap_48k / FRAMES_A_SECOND);
    if (ledger->dtx_spans > 0)
        text_appendf(
            text, ", paused %.2f s", (double)ledger->dtx_48k / FRAMES_A_SECOND);
    if (ledger->has_drift)
        text_appendf(text, ", drift %+.1f ppm", ledger->drift_ppm);
}

static void append_figures(
    struct text *text, const struct verification *verification)
{
    const struct conformance *conformance = &verification->conformance;

    append_time(text, conformance->frames_48k);
    if (verification->has_ledger)
        append_ledger(text, &verification->ledger);
    if (conformance->lost_48k > 0)
        text_appendf(text, ", missing %.2f s",
            (double)conformance->lost_48k / FRAMES_A_SECOND);
    if (!verification->has_loudness)
        return;
    append_level(text, verification->loudness.integrated_lufs, "LUFS");
    append_level(text, verification->loudness.true_peak_dbtp, "dBTP");
}

static void append_finding(
    struct text *text, const struct conformance_finding *finding)
{
    text_appendf(text, "  byte %" PRId64, finding->offset);
    if (finding->page >= 0)
        text_appendf(text, ", page %" PRId64, finding->page);
    text_appendf(text, ": %s; expected %s (%s)\n", finding->found,
        finding->expected, conformance_rule_section(finding->rule));
}

void verification_append_text(
    const struct verification *verification, struct text *text)
{
    const struct conformance_findings *findings =
        &verification->conformance.findings;

    text_append_shown(text, verification->path);
    text_appendf(text, ": %s", verdict_name(verification->verdict));
    append_figures(text, verification);
    text_append(text, "\n");
    for (size_t i = 0; i < verification->note_count; i++)
        text_appendf(text, "  %s: %s\n", verification->notes[i].about,
            verification->notes[i].text);
    for (size_t i = 0; i < findings->count; i++)
        if (verification_judge(verification, &findings->list[i]) !=
            VERDICT_RUNNING)
            append_finding(text, &findings->list[i]);
    if (findings->total > (int64_t)findings->count)
        text_appendf(text, "  and %" PRId64 " more\n",
            findings->total - (int64_t)findings->count);
}
