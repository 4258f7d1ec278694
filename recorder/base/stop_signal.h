/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SIGINT, SIGTERM and SIGHUP (the terminal was closed) as something to poll.
 *
 * Begin before any thread is started: the signals are blocked in all of them.
 * SIGINT and SIGTERM count even if the program was started with them ignored,
 * as shells do for background jobs; SIGHUP does not then, as nohup(1) means
 * it. SIGPIPE is ignored and SIGXFSZ too, so that writes fail with an error
 * instead.
 */
#ifndef ROOMCAST_BASE_STOP_SIGNAL_H
#define ROOMCAST_BASE_STOP_SIGNAL_H

#include "recorder/base/err.h"

/* A descriptor that becomes readable at the first of them, or -1. It is
 * closed by the caller. */
int stop_signal_open(struct err *err);

/* Whether one has come, and leaves it there; false for -1. */
bool stop_signal_is_there(int fd);

/* Takes a signal that has come: its number, 0 if none has. */
int stop_signal_read(int fd);

#endif
