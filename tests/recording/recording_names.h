/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of one recording in a test's folder. */
#ifndef ROOMCAST_TESTS_RECORDING_NAMES_H
#define ROOMCAST_TESTS_RECORDING_NAMES_H

struct recording_names {
    char *stem;
    char *part;
    char *opus;
    char *ledger;
};

/* In the folder of scratch_setup(). */
struct recording_names recording_names_make(void **state);

void recording_names_clear(struct recording_names *names);

#endif
