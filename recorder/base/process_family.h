/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes of this program's own kind, so that none can hurt another: watched
 * over, and started again when one dies.
 *
 *     const char *const words[] = {"roomcast-record", "--shard", "1/2", NULL};
 *     const struct family_member members[] = {{"worker 1", words}, …};
 *     const struct process_family family = {.members = members, …};
 *     status = process_family_run(&family, stop_fd);
 *
 * A member that dies is started again after a second, and later each time
 * (back_off.h); one that had lived for a minute after a second again. Members
 * are asked to end (SIGTERM) when their parent dies; they begin with the
 * parent's blocked signals, and should call stop_signal_open(), too. What they
 * do is logged.
 */
#ifndef ROOMCAST_BASE_PROCESS_FAMILY_H
#define ROOMCAST_BASE_PROCESS_FAMILY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"

struct family_member {
    const char *name;         /* in the log: "worker 1" */
    const char *const *words; /* its command line, the program's name first,
                                 NULL behind the last */
};

/* All is borrowed. */
struct process_family {
    const struct family_member *members;
    size_t count;
    int64_t patience_ns; /* how long members may take to end, once asked; then
                            they are killed */
    bool is_lasting;     /* members never end by themselves: one that did with
                            EXIT_DONE is started again like any other */
    /* Called about every second, and at the end; NULL: never. */
    void (*tick)(void *user, int64_t now_ns, bool is_over);
    void *user;
};

/* Starts this program (/proc/self/exe) for each member and runs until all have
 * ended by themselves, with EXIT_DONE, or a signal at stop_fd
 * (stop_signal_open()) has ended them. A member that refuses its command line
 * or configuration is tried again too: files that are edited are mended. Before
 * any thread is started. EXIT_PARTLY when one did not end well. */
enum exit_status process_family_run(
    const struct process_family *family, int stop_fd);

#endif
