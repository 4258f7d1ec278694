/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a recording is whole: its container, its packets, its ledger, and
 * that they agree. Any other Ogg/Opus file is judged by its container.
 *
 *     own_value(verification) verification = {0};
 *     if (!verification_make(&verification, path, err)) …  cannot be read
 *     verification_append_text(&verification, &text);
 */
#ifndef ROOMCAST_RECORDER_REPORT_VERIFICATION_H
#define ROOMCAST_RECORDER_REPORT_VERIFICATION_H

#include "recorder/audio/conformance.h"
#include "recorder/audio/loudness_meter.h"
#include "recorder/base/text.h"
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

/* ERR_IO or ERR_MEMORY only: what is in the file is never a failure. */
bool verification_make(
    struct verification *verification, const char *path, struct err *err);

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

#endif
