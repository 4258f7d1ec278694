/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line of `roomcast record`, read into a job.
 */
#ifndef ROOMCAST_RECORDER_COMMAND_RECORD_COMMAND_H
#define ROOMCAST_RECORDER_COMMAND_RECORD_COMMAND_H

#include "recorder/base/command_line.h"
#include "recorder/session/record_job.h"

/* Fills *job. COMMAND_LINE_BAD: *err is ERR_CONFIG, nothing was touched. */
enum command_line_outcome record_command_parse(
    struct record_job *job, int argc, char **argv, struct err *err);

#endif
