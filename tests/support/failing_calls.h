/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System and library calls that fail when a test wants them to.
 *
 *     failing_calls_arm(FAILING_WRITE, &(struct failure){3, false, ENOSPC});
 *     … the third write(2) from now on, by whichever thread, has no space …
 *     hits = failing_calls_disarm();
 *
 * For tests that CMake's roomcast_failing_calls() was called for: the linker's
 * --wrap then sends the calls of all their objects here, but not those of
 * shared libraries. close(2) fails and closes all the same, as in Linux.
 */
#ifndef ROOMCAST_TESTS_SUPPORT_FAILING_CALLS_H
#define ROOMCAST_TESTS_SUPPORT_FAILING_CALLS_H

#include <stdbool.h>

enum failing_call {
    FAILING_WRITE,
    FAILING_PWRITE,
    FAILING_PREAD,
    FAILING_FDATASYNC,
    FAILING_FSYNC,
    FAILING_RENAME, /* rename(2) and renameat2(2) */
    FAILING_OPEN,   /* all but those that create */
    FAILING_CREATE, /* open(2) with O_CREAT, mkostemp(3), mkdir(2) */
    FAILING_CLOSE,
    FAILING_FTRUNCATE,
    FAILING_FALLOCATE,
    FAILING_FSTAT,
    FAILING_FLOCK,
    FAILING_THREAD, /* pthread_create(3), which has no errno */
    FAILING_MEMORY, /* malloc, calloc, realloc, strdup and strndup(3) */
    FAILING_CALLS
};

struct failure {
    int nth; /* from 1 */
    bool is_for_ever;
    int error; /* errno */
};

const char *failing_call_name(enum failing_call call);

/* Calls of that kind, besides what is armed already. */
void failing_calls_arm(enum failing_call call, const struct failure *failure);

/* All of them work again. Returns how many were made to fail. */
int failing_calls_disarm(void);

#endif
