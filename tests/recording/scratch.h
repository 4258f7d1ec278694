/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A folder of a test's own, and files in it. Every function fails the test
 * when the system refuses.
 */
#ifndef ROOMCAST_TESTS_RECORDING_SCRATCH_H
#define ROOMCAST_TESTS_RECORDING_SCRATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/text.h"

/* cmocka's setup and teardown: *state is the path of an empty folder. */
int scratch_setup(void **state);
int scratch_teardown(void **state);

/* "FOLDER/name", to be freed. */
char *scratch_path(void *const *state, const char *name);

bool scratch_exists(const char *path);

/* Appended to `bytes`. */
void scratch_read(const char *path, struct text *bytes);

void scratch_write(const char *path, const void *bytes, size_t length);
void scratch_copy(const char *from, const char *to);

/* Writes over a part of a file. */
void scratch_patch(
    const char *path, int64_t offset, const void *bytes, size_t length);

int64_t scratch_size(const char *path);

#endif
