/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/workshop.h"

#include <dirent.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/identifier.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

#define FOLDER "workshop"
#define FOLDER_MODE 0755

static char *folder_of(
    const char *state, const struct catalogue_episode *episode)
{
    struct text folder = {0};

    text_appendf(&folder, "%s/" FOLDER "/%s", state, episode->recording);
    return text_take(&folder);
}

static void empty(const char *folder)
{
    DIR *entries = opendir(folder);
    const struct dirent *entry;

    if (!entries)
        return;
    while ((entry = readdir(entries)))
        unlinkat(dirfd(entries), entry->d_name, 0); /* "." refuses */
    closedir(entries);
}

bool workshop_begin(
    const char *state, const struct catalogue_episode *episode, struct err *err)
{
    own_heap(char) folder = folder_of(state, episode);

    if (!folder)
        return err_no_memory(err);
    if (!durable_make_folder(folder, FOLDER_MODE, err))
        return false;
    empty(folder);
    return true;
}

char *workshop_path(const char *state, const struct catalogue_episode *episode,
    const char *suffix)
{
    struct text path = {0};

    text_appendf(&path, "%s/" FOLDER "/%s/%s%s", state, episode->recording,
        episode->slug, suffix);
    return text_take(&path);
}

bool workshop_has(const char *path, int64_t length_bytes)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
           status.st_size == length_bytes;
}

static void remove_folder(const char *folder)
{
    empty(folder);
    rmdir(folder);
}

/* The folder above stays: another worker may be about to make its own there. */
void workshop_end(const char *state, const struct catalogue_episode *episode)
{
    own_heap(char) folder = folder_of(state, episode);

    if (folder)
        remove_folder(folder);
}

void workshop_sweep(
    const char *state, workshop_judge *is_of_use, const void *user)
{
    own_value(text) path = {0};
    const struct dirent *entry;

    text_appendf(&path, "%s/" FOLDER, state);
    DIR *entries = path.has_failed ? NULL : opendir(text_string(&path));
    if (!entries)
        return;
    while ((entry = readdir(entries))) {
        if (!is_identifier(entry->d_name) || is_of_use(user, entry->d_name))
            continue;
        text_reset(&path);
        text_appendf(&path, "%s/" FOLDER "/%s", state, entry->d_name);
        if (!path.has_failed)
            remove_folder(text_string(&path));
    }
    closedir(entries);
}
