/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One command that runs beside us: in a process group of its own,
 * with /dev/null as input, what it prints on our standard error, default
 * signals, and no descriptor of ours.
 */
#ifndef ROOMCAST_BASE_HOOK_PROCESS_H
#define ROOMCAST_BASE_HOOK_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "recorder/base/err.h"

struct hook_process {
    pid_t pid; /* 0: none runs */
    int fd;    /* becomes readable when it has ended (pidfd_open(2)) */
};

/* Fills *process. `words` and `environment` end with NULL; without a slash
 * in it the program is looked for in our PATH. ERR_IO when it cannot be
 * started. */
bool hook_process_start(struct hook_process *process, char **words,
    char **environment, struct err *err);

/* True when it has ended; *status is as waitpid(2) gives it, and nothing runs
 * any longer. Never waits. */
bool hook_process_reap(struct hook_process *process, int *status);

/* Sends the signal to all of its group. */
void hook_process_signal(const struct hook_process *process, int number);

/* Leaves it to itself. */
void hook_process_leave(struct hook_process *process);

#endif
