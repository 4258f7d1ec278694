/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a program tells its user on standard error, one line each, with the
 * program's name before it. Only mains and the session loop log; libraries
 * return errors. Control characters in texts from outside are shown as `?`.
 *
 * Where systemd's journal reads the stream, each line begins with its priority
 * (sd-daemon(3)), which the journal takes off: `journalctl -p err` finds
 * errors.
 */
#ifndef ROOMCAST_BASE_LOG_H
#define ROOMCAST_BASE_LOG_H

#include <stdbool.h>

#include "recorder/base/err.h"

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARNING, LOG_LEVEL_NOTE };

/* `program` is borrowed for ever ("roomcast record"). Without a call the
 * level is LOG_LEVEL_WARNING. */
void log_start(const char *program, enum log_level most);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Shown by `-v` only. */
void log_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What a program has done, as its result: a line as it is on standard output.
 * To the system's log it goes too. */
void log_result(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Whether lines of that level are shown. */
bool log_shows(enum log_level level);

/* From now on all goes to syslog(3) (the journal, where there is one) instead
 * of standard output and standard error; on a terminal nothing changes. */
void log_to_system(void);

/* Logs the error and returns its exit status: the last line of a main. */
enum exit_status log_failure(const struct err *err);

#endif
