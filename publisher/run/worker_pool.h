/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Work on all cores, each piece in a process of its own: a recording that
 * crashes a decoder or eats all memory takes nothing else with it, and work
 * that is no longer wanted can be ended at any point.
 *
 *     own(worker_pool) pool = worker_pool_new(cores, err);
 *     while (!worker_pool_is_full(pool) && …)
 *         worker_pool_start(pool, &task, err);
 *     while (worker_pool_next(pool, stop_fd, &news, err) != WORKER_IDLE) …
 *
 * Workers see the memory of the moment they were started. They have none of
 * our open files, and die when we do. The caller has no other threads.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_WORKER_POOL_H
#define ROOMCAST_PUBLISHER_RUN_WORKER_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "publisher/media/render_progress.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* Results travel as bytes, so they hold no pointers. */
#define WORKER_RESULT_MOST 2048

struct worker_task {
    /* Runs in the worker: what it changes besides *result and files is not
     * seen by us. */
    bool (*work)(void *user, const struct render_progress *progress,
        void *result, struct err *err);
    void *user;
    void *result; /* filled when it has ended well */
    size_t result_bytes;
};

enum worker_step {
    WORKER_DONE,     /* news->user's task has ended well, *result is filled */
    WORKER_LOST,     /* it failed, or its process did: news->err */
    WORKER_PROGRESS, /* news->done */
    WORKER_IDLE,     /* nothing is at work */
    WORKER_STOPPED,  /* stop_fd is readable */
    WORKER_FAILED    /* *err: cannot wait */
};

struct worker_news {
    void *user;
    double done; /* 0 to 1 */
    struct err err;
};

struct worker_pool;

/* Up to `most` at once. */
struct worker_pool *worker_pool_new(int most, struct err *err);

/* How many the machine can run at once, at least 1. */
int worker_pool_cores(void);

bool worker_pool_is_full(const struct worker_pool *pool);

/* The task is copied, what it points to is borrowed until its end was told.
 * The pool must not be full. */
bool worker_pool_start(
    struct worker_pool *pool, const struct worker_task *task, struct err *err);

/* Waits for the next event. `stop_fd`: -1 for none. */
enum worker_step worker_pool_next(struct worker_pool *pool, int stop_fd,
    struct worker_news *news, struct err *err);

/* Kills what is at work. NULL is fine. */
void worker_pool_free(struct worker_pool *pool);
OWNED(worker_pool)

#endif
