/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/file_print.h"

#include <string.h>
#include <sys/stat.h>

void file_print_add(struct fingerprint *print, int folder, const char *name)
{
    struct stat status;
    int64_t facts[4] = {0};

    fingerprint_add_text(print, name);
    if (fstatat(folder, name, &status, 0) == 0) {
        facts[0] = (int64_t)status.st_ino;
        facts[1] = S_ISDIR(status.st_mode) ? 0 : (int64_t)status.st_size;
        facts[2] = (int64_t)status.st_mtim.tv_sec;
        facts[3] = (int64_t)status.st_mtim.tv_nsec;
    }
    fingerprint_add(print, facts, sizeof facts);
}
