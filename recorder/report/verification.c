/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/report/verification.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *const names[] = {
    [VERDICT_CLEAN] = "clean",
    [VERDICT_RUNNING] = "being recorded",
    [VERDICT_REPAIRED] = "repaired",
    [VERDICT_DEGRADED] = "degraded",
    [VERDICT_BAD] = "bad",
};

const char *verdict_name(enum verdict verdict)
{
    return names[verdict];
}

void verification_worsen(
    struct verification *verification, enum verdict verdict)
{
    if (verdict > verification->verdict)
        verification->verdict = verdict;
}

void verification_note(struct verification *verification, enum verdict verdict,
    const char *about, const char *format, ...)
{
    va_list arguments;

    verification_worsen(verification, verdict);
    if (verification->note_count == VERIFICATION_MOST_NOTES)
        return;
    struct verification_note *note =
        &verification->notes[verification->note_count++];
    note->verdict = verdict;
    snprintf(note->about, sizeof note->about, "%s", about);
    va_start(arguments, format);
    vsnprintf(note->text, sizeof note->text, format, arguments);
    va_end(arguments);
}

/* What a kill or a disk does, and a repair passes over. */
static bool is_damage(enum conformance_rule rule)
{
    return rule == CONFORMANCE_NO_PAGE || rule == CONFORMANCE_CHECKSUM ||
           rule == CONFORMANCE_CUT_PAGE;
}

static bool is_missing_end(enum conformance_rule rule)
{
    return rule == CONFORMANCE_NO_END || rule == CONFORMANCE_CUT_PAGE ||
           rule == CONFORMANCE_UNFINISHED;
}

enum verdict verification_judge(const struct verification *verification,
    const struct conformance_finding *finding)
{
    enum conformance_rule rule = finding->rule;
    bool is_noted = verification->ledger.repairs > 0 &&
                    verification->ledger.skipped_bytes >=
                        verification->conformance.damaged_bytes;

    if (verification->is_running && is_missing_end(rule))
        return VERDICT_RUNNING;
    if (verification->is_part && (is_damage(rule) || is_missing_end(rule)))
        return VERDICT_DEGRADED;
    if (is_damage(rule) && is_noted)
        return VERDICT_REPAIRED;
    return conformance_rule_is_binding(rule) ? VERDICT_BAD : VERDICT_DEGRADED;
}

void verification_clear(struct verification *verification)
{
    ledger_summary_clear(&verification->ledger);
    free(verification->path);
    *verification = (struct verification){0};
}
