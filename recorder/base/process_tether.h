/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process group that ends with us, however we end:
 *
 *     own_value(process_tether) tether = PROCESS_TETHER_NONE;
 *     if (!process_tether_open(&tether, err))
 *         return false;
 *     … start a command with tether.group as its process group …
 *
 * Its leader is a small process of ours, which does nothing but wait until we
 * are gone, and then kills the group with SIGKILL; so a command that hangs is
 * not left behind when we are killed ourselves. What has left the group is
 * beyond it. For programs of one thread.
 */
#ifndef ROOMCAST_BASE_PROCESS_TETHER_H
#define ROOMCAST_BASE_PROCESS_TETHER_H

#include <sys/types.h>

#include "recorder/base/err.h"

struct process_tether {
    pid_t group; /* 0: none */
    int fd;      /* the leader waits for the end of it */
};

#define PROCESS_TETHER_NONE                                                    \
    {                                                                          \
        .fd = -1                                                               \
    }

bool process_tether_open(struct process_tether *tether, struct err *err);

/* Kills all that is in the group. */
void process_tether_clear(struct process_tether *tether);

#endif
