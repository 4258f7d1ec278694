/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/free_space.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>

#include "recorder/base/own.h"

/* Of the last folder above it that is there. */
static bool ask(const char *path, struct statvfs *status)
{
    own_heap(char) above = strdup(path);
    bool is_known = above && statvfs(above, status) == 0;
    char *slash;

    while (
        !is_known && above && (slash = strrchr(above, '/')) && slash > above) {
        *slash = '\0';
        is_known = statvfs(above, status) == 0;
    }
    return is_known || statvfs(path[0] == '/' ? "/" : ".", status) == 0;
}

int64_t free_space_bytes(const char *path)
{
    struct statvfs status;

    if (!ask(path, &status))
        return -1;
    return (int64_t)status.f_bavail * (int64_t)status.f_frsize;
}
