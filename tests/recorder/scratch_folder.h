/* SPDX-License-Identifier: BSD-2-Clause */
/* A folder for one test, removed with all that is in it. */
#ifndef ROOMCAST_TESTS_RECORDER_SCRATCH_FOLDER_H
#define ROOMCAST_TESTS_RECORDER_SCRATCH_FOLDER_H

/* For cmocka: *state becomes its path. */
int scratch_folder_make(void **state);
int scratch_folder_remove(void **state);

#endif
