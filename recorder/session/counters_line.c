/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/counters_line.h"

#include <math.h>

void counters_line_add(struct jdoc *line,
    const struct source_counters *counters, int64_t recovered)
{
    recovered += counters->recovered;
    jdoc_set_whole(line, "packets", counters->packets);
    jdoc_set_whole(line, "lost", counters->lost);
    jdoc_set_whole(line, "late", counters->late);
    jdoc_set_whole(line, "duplicates", counters->duplicates);
    jdoc_set_whole(line, "strangers", counters->strangers);
    jdoc_set_whole(line, "garbage", counters->garbage);
    jdoc_set_whole(line, "gap_ms", counters->gap_ms);
    if (counters->unauthentic)
        jdoc_set_whole(line, "unauthentic", counters->unauthentic);
    if (recovered)
        jdoc_set_whole(line, "recovered", recovered);
    if (isfinite(counters->drift_ppm))
        jdoc_set_real(line, "drift_ppm", counters->drift_ppm);
    if (!counters->sender_reports)
        return;
    jdoc_set_whole(line, "sender_reports", counters->sender_reports);
    jdoc_set_real(line, "sender_offset_s", counters->sender_offset_s);
    jdoc_set_real(line, "sender_drift_ppm", counters->sender_drift_ppm);
}
