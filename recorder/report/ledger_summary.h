/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a ledger says of its recording as a whole.
 */
#ifndef ROOMCAST_RECORDER_REPORT_LEDGER_SUMMARY_H
#define ROOMCAST_RECORDER_REPORT_LEDGER_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/recording/chapters.h"
#include "recorder/recording/recording.h"

/* Of a damaged stretch, as a repair noted it. */
struct ledger_damage {
    int64_t at_48k;
    int64_t frames_48k;
    int64_t offset;
    int64_t bytes;
};

#define LEDGER_SUMMARY_MOST_DAMAGES 16

struct ledger_summary {
    bool has_begin;
    struct recording_facts facts;
    uint32_t serial;
    struct chapters chapters; /* the marks */

    int64_t losses; /* runs of lost packets */
    int64_t lost_packets;
    int64_t lost_48k;
    int64_t gaps; /* that were filled with silence, pieces joined */
    int64_t gap_48k;
    int64_t dtx_spans; /* in which the sender paused */
    int64_t dtx_48k;
    int64_t clock_steps;
    int64_t warnings;
    bool has_drift;
    double drift_ppm;

    bool has_end;    /* it came to its end by itself */
    bool has_result; /* by its end or a repair, the last of them */
    struct recording_result result;
    int64_t repairs;
    struct ledger_damage damages[LEDGER_SUMMARY_MOST_DAMAGES];
    size_t damage_count;   /* of all */
    int64_t skipped_bytes; /* damage that the last repair found */
    int bad_lines;
};

/* ERR_IO if it cannot be read; ERR_FORMAT if its "begin" line is there but
 * wrong. */
bool ledger_summary_read(
    struct ledger_summary *summary, const char *path, struct err *err);

void ledger_summary_clear(struct ledger_summary *summary);

#endif
