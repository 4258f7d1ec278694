/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `roomcast record --all --workers N`: N recorders that share the rooms, each
 * a process of its own (--shard I/N), watched over and started again when one
 * dies.
 */
#ifndef ROOMCAST_RECORDER_COMMAND_WORKERS_H
#define ROOMCAST_RECORDER_COMMAND_WORKERS_H

#include "recorder/session/record_job.h"

/* Starts this program as many times as the job says and runs until all
 * have ended by themselves, or a signal at stop_fd (stop_signal_open()) has
 * ended them. Workers end, properly, when their parent dies. Before any
 * thread is started. */
enum exit_status workers_run(const struct record_job *job, int stop_fd);

#endif
