/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When to try again what did not work: after 1, 2, 4 … 60 seconds and up to a
 * quarter more, so that many recorders do not come back in the same instant.
 *
 *     back_off_reset(&back_off);                             at first
 *     retry_ns = back_off_next_ns(&back_off, now_ns);        it failed
 *     back_off_reset(&back_off);                             it worked
 */
#ifndef ROOMCAST_BASE_BACK_OFF_H
#define ROOMCAST_BASE_BACK_OFF_H

#include <stdint.h>

#define BACK_OFF_LEAST_NS INT64_C(1000000000)
#define BACK_OFF_MOST_NS INT64_C(60000000000)

struct back_off {
    int64_t wait_ns; /* the next wait, without the quarter */
};

/* When to try next; each time later. The quarter is drawn from `now_ns`, whose
 * lower digits nobody knows beforehand. */
int64_t back_off_next_ns(struct back_off *back_off, int64_t now_ns);

/* The next wait is the shortest. */
void back_off_reset(struct back_off *back_off);

#endif
