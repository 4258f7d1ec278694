/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/verification.h"

#include <math.h>

#include "recorder/base/jdoc.h"

#define FRAMES_A_SECOND 48000.0

static void set_seconds(struct jdoc *doc, const char *key, int64_t frames_48k)
{
    jdoc_set_real(doc, key, (double)frames_48k / FRAMES_A_SECOND);
}

/* To a thousandth, which is more than anything is exact. */
static void set_level(struct jdoc *doc, const char *key, double value)
{
    jdoc_set_real(
        doc, key, isfinite(value) ? round(value * 1000) / 1000 : value);
}

static void set_ledger(struct jdoc *doc, const struct ledger_summary *ledger)
{
    jdoc_set_string(doc, "id", ledger->facts.id);
    jdoc_set_string(doc, "room", ledger->facts.room);
    jdoc_set_whole(doc, "lost_packets", ledger->lost_packets);
    set_seconds(doc, "lost_seconds", ledger->lost_48k);
    jdoc_set_whole(doc, "gaps", ledger->gaps);
    set_seconds(doc, "gap_seconds", ledger->gap_48k);
    jdoc_set_whole(doc, "dtx_spans", ledger->dtx_spans);
    set_seconds(doc, "dtx_seconds", ledger->dtx_48k);
    jdoc_set_whole(doc, "clock_steps", ledger->clock_steps);
    jdoc_set_real(
        doc, "drift_ppm", ledger->has_drift ? ledger->drift_ppm : HUGE_VAL);
    jdoc_set_whole(doc, "warnings", ledger->warnings);
    jdoc_set_whole(doc, "chapters", (int64_t)ledger->chapters.count);
    jdoc_set_whole(doc, "repairs", ledger->repairs);
}

static void set_container(
    struct jdoc *doc, const struct conformance *conformance)
{
    set_seconds(doc, "seconds", conformance->frames_48k);
    jdoc_set_whole(doc, "bytes", conformance->file_bytes);
    jdoc_set_whole(doc, "pages", conformance->pages);
    jdoc_set_whole(doc, "packets", conformance->packets);
    jdoc_set_whole(doc, "damaged_bytes", conformance->damaged_bytes);
    set_seconds(doc, "missing_seconds", conformance->lost_48k);
}

static void set_loudness(
    struct jdoc *doc, const struct verification *verification)
{
    const struct loudness *loudness = &verification->loudness;

    if (!verification->has_loudness)
        return;
    set_level(doc, "integrated", loudness->integrated_lufs);
    set_level(doc, "range", loudness->range_lu);
    set_level(doc, "true_peak", loudness->true_peak_dbtp);
}

static void add_findings(
    struct jdoc *doc, const struct conformance_findings *findings)
{
    jdoc_set_whole(doc, "finding_count", findings->total);
    jdoc_set_array(doc, "findings");
    for (size_t i = 0; i < findings->count; i++) {
        const struct conformance_finding *finding = &findings->list[i];
        own(jdoc) item = jdoc_new();
        jdoc_set_string(item, "rule", conformance_rule_name(finding->rule));
        jdoc_set_whole(item, "offset", finding->offset);
        if (finding->page >= 0)
            jdoc_set_whole(item, "page", finding->page);
        jdoc_set_string(item, "found", finding->found);
        jdoc_set_string(item, "expected", finding->expected);
        jdoc_set_string(
            item, "section", conformance_rule_section(finding->rule));
        jdoc_add_to_array(doc, "findings", item);
    }
}

static void add_notes(struct jdoc *doc, const struct verification *verification)
{
    jdoc_set_array(doc, "notes");
    for (size_t i = 0; i < verification->note_count; i++) {
        const struct verification_note *note = &verification->notes[i];
        own(jdoc) item = jdoc_new();
        jdoc_set_string(item, "verdict", verdict_name(note->verdict));
        jdoc_set_string(item, "about", note->about);
        jdoc_set_any_text(item, "text", note->text);
        jdoc_add_to_array(doc, "notes", item);
    }
}

char *verification_format_json(
    const struct verification *verification, struct err *err)
{
    own(jdoc) doc = jdoc_new();

    jdoc_set_any_text(doc, "file", verification->path);
    jdoc_set_string(doc, "verdict", verdict_name(verification->verdict));
    set_container(doc, &verification->conformance);
    if (verification->has_ledger)
        set_ledger(doc, &verification->ledger);
    set_loudness(doc, verification);
    add_notes(doc, verification);
    add_findings(doc, &verification->conformance.findings);
    return jdoc_format(doc, err);
}
