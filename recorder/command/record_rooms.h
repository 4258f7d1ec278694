/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records the room of a job, or all of its configuration, until they have
 * ended or a signal comes, and tells the user what came of it.
 */
#ifndef ROOMCAST_RECORDER_COMMAND_RECORD_ROOMS_H
#define ROOMCAST_RECORDER_COMMAND_RECORD_ROOMS_H

#include "recorder/session/record_job.h"

/* `stop_fd` is that of stop_signal_open(). What fails has been logged. */
enum exit_status record_one_room(struct record_job *job, int stop_fd);
enum exit_status record_all_rooms(const struct record_job *all, int stop_fd);

#endif
