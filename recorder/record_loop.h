/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event loop of one recording: waits for the source, the stop signal and
 * the time, and drives the session.
 */
#ifndef ROOMCAST_RECORDER_RECORD_LOOP_H
#define ROOMCAST_RECORDER_RECORD_LOOP_H

#include "recorder/record_job.h"
#include "recorder/session.h"

enum record_outcome {
    RECORD_DONE,    /* *report says what was made */
    RECORD_PARTLY,  /* *err ended it early; the file is finished, or, when
                       report->path stays empty, a .part that the next run
                       finishes */
    RECORD_NOTHING, /* *err; nothing was recorded */
};

/* Runs until the job's duration, the end of input or a signal at stop_fd
 * (stop_signal_open()). */
enum record_outcome record_loop(const struct record_job *job,
    struct source *source, int stop_fd, struct session_report *report,
    struct err *err);

#endif
