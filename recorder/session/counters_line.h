/* SPDX-License-Identifier: BSD-2-Clause */
/* What a source has counted, in the last line of a ledger. */
#ifndef ROOMCAST_RECORDER_SESSION_COUNTERS_LINE_H
#define ROOMCAST_RECORDER_SESSION_COUNTERS_LINE_H

#include "recorder/base/jdoc.h"
#include "recorder/source/source.h"

/* Adds them to the line. `recovered` packets were lost to the source and came
 * back from those behind them. */
void counters_line_add(struct jdoc *line,
    const struct source_counters *counters, int64_t recovered);

#endif
