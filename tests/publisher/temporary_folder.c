/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/publisher/temporary_folder.h"

#include <dirent.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int temporary_folder_make(void **state)
{
    char path[] = "/tmp/roomcast-test-XXXXXX";

    if (!mkdtemp(path))
        return -1;
    *state = strdup(path);
    return *state ? 0 : -1;
}

static int remove_entry(
    const char *path, const struct stat *status, int type, struct FTW *at)
{
    (void)status, (void)type, (void)at;
    return remove(path);
}

int temporary_folder_remove(void **state)
{
    int result = nftw(*state, remove_entry, 16, FTW_DEPTH | FTW_PHYS);

    free(*state);
    return result;
}

const char *path_in(const char *folder, const char *name)
{
    static char paths[8][512];
    static int turn;
    char *path = paths[turn++ % 8];

    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

void write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (!file || fputs(text, file) < 0 || fclose(file) != 0)
        abort();
}

bool holds_text(const char *path, const char *text)
{
    char bytes[4096];
    FILE *file = fopen(path, "r");

    if (!file)
        return false;
    size_t length = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return length == strlen(text) && memcmp(bytes, text, length) == 0;
}

int count_entries(const char *folder)
{
    DIR *entries = opendir(folder);
    int count = 0;

    while (entries && readdir(entries))
        count++;
    if (entries)
        closedir(entries);
    return count - 2;
}
