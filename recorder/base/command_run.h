/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs a command of the user's to its end (command_words.h; no shell): in its
 * own process group, with nothing on standard input. The last line of what it
 * says on standard error is told when it fails. What it leaves running has a
 * second for its last words, then it is killed, as all of its group is when
 * we are killed ourselves (process_tether.h).
 */
#ifndef ROOMCAST_BASE_COMMAND_RUN_H
#define ROOMCAST_BASE_COMMAND_RUN_H

#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/text.h"

struct command_run {
    const char *command;
    const char *argument;     /* put behind its words; NULL: nothing */
    char *const *environment; /* NULL: ours */
    int64_t limit_ns;         /* then the whole group is killed */
    size_t most_bytes;        /* that it may print */
    int stop_fd;              /* readable: it is killed; -1: none */
};

/* Appends what it printed. ERR_FORMAT when it fails, ERR_LIMIT when it takes
 * too long or says too much, ERR_BUSY when it was interrupted. */
bool command_run(
    const struct command_run *order, struct text *printed, struct err *err);

#endif
