/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recorder/scratch_folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int remove_one(
    const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

int scratch_folder_make(void **state)
{
    char *path = strdup("/tmp/roomcast-test-XXXXXX");

    *state = path;
    return path && mkdtemp(path) ? 0 : -1;
}

int scratch_folder_remove(void **state)
{
    int failed = nftw(*state, remove_one, 8, FTW_DEPTH | FTW_PHYS);

    free(*state);
    return failed;
}
