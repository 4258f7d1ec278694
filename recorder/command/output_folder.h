/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a recording will lie, tried before the room is waited for: a file is
 * created there and removed.
 */
#ifndef ROOMCAST_RECORDER_COMMAND_OUTPUT_FOLDER_H
#define ROOMCAST_RECORDER_COMMAND_OUTPUT_FOLDER_H

#include "recorder/session/record_job.h"

/* With a configuration SPOOL/ROOM is made first, if it is missing; the folder
 * of --output must be there. ERR_CONFIG when that one is missing, is no folder
 * or is not ours to write into; ERR_IO when anything else forbids it. */
bool output_folder_try(const struct record_job *job, struct err *err);

#endif
