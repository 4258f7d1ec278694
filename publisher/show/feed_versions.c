/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/feed_versions.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"
#include "recorder/base/whole_file.h"

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

static bool is_same(const char *path, const struct text *feed)
{
    own_value(text) kept = {0};
    struct err err;

    return whole_file_read(path, feed->length, &kept, &err) &&
           text_equals(&kept, feed);
}

/* Two changes within a second are two versions, told apart by the name. */
static bool find_place(const char *folder, int64_t changed,
    const struct text *feed, struct text *path, struct err *err)
{
    char name[CLOCK_NAME_BYTES];

    do {
        clock_format_name(changed++ * CLOCK_SECOND_NS, name);
        text_clear(path);
        text_appendf(path, "%s/%s" SUFFIX, folder, name);
        if (!text_finish(path, err))
            return false;
    } while (access(text_string(path), F_OK) == 0 &&
             !is_same(text_string(path), feed));
    return true;
}

static bool keep(const char *folder, const char *path, const struct text *feed,
    struct err *err)
{
    return is_same(path, feed) ||
           (durable_replace(path, 0600, feed->bytes, feed->length, err) &&
               remove_oldest(folder, err));
}

bool feed_versions_keep(const char *state, const char *show, int64_t changed,
    const struct text *feed, struct err *err)
{
    own_value(text) folder = {0};
    own_value(text) path = {0};

    text_appendf(&folder, "%s/feeds/%s", state, show);
    return text_finish(&folder, err) &&
           durable_make_folder(text_string(&folder), 0700, err) &&
           find_place(text_string(&folder), changed, feed, &path, err) &&
           keep(text_string(&folder), text_string(&path), feed, err);
}
