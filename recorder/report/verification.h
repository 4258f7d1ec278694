/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was found about a recording: what it is, what is wrong with it, and
 * what that makes of it. verifier.h fills it.
 */
#ifndef ROOMCAST_RECORDER_REPORT_VERIFICATION_H
#define ROOMCAST_RECORDER_REPORT_VERIFICATION_H

#include "recorder/audio/loudness_meter.h"
#include "recorder/base/text.h"
#include "recorder/recording/conformance.h"
#include "recorder/report/ledger_summary.h"

/* The worst of what was found; they get worse from above to below. */
enum verdict {
    VERDICT_CLEAN,
    VERDICT_RUNNING,  /* it is being recorded, and good so far */
    VERDICT_REPAIRED, /* it was killed, and has been finished since */
    VERDICT_DEGRADED, /* it plays, but not all is as it should be */
    VERDICT_BAD
};

/* Something about the recording and its ledger. */
struct verification_note {
    enum verdict verdict; /* what it makes of the file */
    char about[32];       /* "duration", "ROOMCAST_ID", "ledger" … */
    char text[256];
};

#define VERIFICATION_MOST_NOTES 64

struct verification {
    char *path;
    enum verdict verdict;
    struct conformance conformance;
    bool is_part; /* by its name: not finished */
    bool is_running;
    bool has_ledger;
    struct ledger_summary ledger;
    bool has_loudness;
    struct loudness loudness; /* measured by decoding it */
    int64_t heard_48k;        /* what was decoded */
    struct verification_note notes[VERIFICATION_MOST_NOTES];
    size_t note_count;
};

/* What one finding makes of the file. */
enum verdict verification_judge(const struct verification *verification,
    const struct conformance_finding *finding);

/* "clean" and so on. */
const char *verdict_name(enum verdict verdict);

/* A line of figures, and one for each thing that was found. */
void verification_append_text(
    const struct verification *verification, struct text *text);

/* A line of JSON without its end, to be freed. */
char *verification_format_json(
    const struct verification *verification, struct err *err);

void verification_clear(struct verification *verification);

/* Adds a note, and its verdict if that is worse; beyond
 * VERIFICATION_MOST_NOTES the verdict only. */
void verification_note(struct verification *verification, enum verdict verdict,
    const char *about, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The verdict alone, if it is worse. */
void verification_worsen(
    struct verification *verification, enum verdict verdict);

#endif
