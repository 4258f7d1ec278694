/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recording/recording_names.h"

#include <stdlib.h>

#include "recorder/recording/recording.h"
#include "tests/recording/scratch.h"

struct recording_names recording_names_make(void **state)
{
    char *stem = scratch_path(state, "r");

    return (struct recording_names){stem,
        recording_path(stem, RECORDING_PART_SUFFIX),
        recording_path(stem, RECORDING_SUFFIX),
        recording_path(stem, RECORDING_LEDGER_SUFFIX)};
}

void recording_names_clear(struct recording_names *names)
{
    free(names->stem);
    free(names->part);
    free(names->opus);
    free(names->ledger);
}
