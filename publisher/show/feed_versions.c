/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/feed_versions.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"

#define SUFFIX ".xml"

static int is_version(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && text_has_suffix(entry->d_name, SUFFIX);
}

static bool remove_one(const char *folder, const char *name, struct err *err)
{
    own_value(text) path = {0};

    text_appendf(&path, "%s/%s", folder, name);
    return text_finish(&path, err) &&
           (unlink(text_string(&path)) == 0 || errno == ENOENT ||
               err_set_errno(err, ERR_IO, "remove %s", text_string(&path)));
}

/* Their names rise with time. */
static bool remove_oldest(const char *folder, struct err *err)
{
    struct dirent **entries = NULL;
    bool is_good = true;

    int count = scandir(folder, &entries, is_version, alphasort);
    if (count < 0)
        return err_set_errno(err, ERR_IO, "read %s", folder);
    for (int i = 0; i < count; i++) {
        if (is_good && i < count - FEED_VERSIONS_KEPT)
            is_good = remove_one(folder, entries[i]->d_name, err);
        free(entries[i]);
    }
    free(entries);
    return is_good;
}

bool feed_versions_keep(const char *state, const char *show, int64_t changed,
    const struct text *feed, struct err *err)
{
    own_value(text) folder = {0};
    own_value(text) path = {0};
    char name[CLOCK_NAME_BYTES];

    clock_format_name(changed * CLOCK_SECOND_NS, name);
    text_appendf(&folder, "%s/feeds/%s", state, show);
    text_appendf(&path, "%s/%s" SUFFIX, text_string(&folder), name);
    return text_finish(&folder, err) && text_finish(&path, err) &&
           durable_make_folder(text_string(&folder), 0700, err) &&
           durable_replace(
               text_string(&path), 0600, feed->bytes, feed->length, err) &&
           remove_oldest(text_string(&folder), err);
}
