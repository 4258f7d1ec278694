/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/rebuild.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "publisher/catalogue/catalogue.h"
#include "publisher/catalogue/catalogue_copy.h"
#include "publisher/catalogue/catalogue_read.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* How many episodes the catalogue has; -1 when it is damaged. */
static bool count_episodes(const char *path, int64_t *count, struct err *err)
{
    own(catalogue) catalogue = catalogue_open(path, DATABASE_LOOK, err);
    own_value(episode_list) episodes = {0};

    if (catalogue && catalogue_read(catalogue, &episodes, err)) {
        *count = (int64_t)episodes.count;
        return true;
    }
    *count = -1;
    return err->kind == ERR_FORMAT;
}

/* A database file has two companions, which make no sense without it. */
static const char *const companions[] = {"", "-wal", "-shm"};
#define COMPANION_COUNT 3

static bool set_aside(const char *path, struct err *err)
{
    for (size_t i = 0; i < COMPANION_COUNT; i++) {
        own_value(text) from = {0};
        own_value(text) to = {0};
        text_appendf(&from, "%s%s", path, companions[i]);
        text_appendf(&to, "%s.damaged%s", path, companions[i]);
        if (!text_finish(&from, err) || !text_finish(&to, err))
            return false;
        if (rename(text_string(&from), text_string(&to)) != 0 &&
            errno != ENOENT)
            return err_set_errno(err, ERR_IO, "rename %s", text_string(&from));
    }
    return durable_sync_folder_of(path, err);
}

/* What an earlier rebuild that was killed has left. */
static void remove_unfinished(const char *path)
{
    for (size_t i = 0; i < COMPANION_COUNT; i++) {
        own_value(text) name = {0};
        text_appendf(&name, "%s%s", path, companions[i]);
        unlink(text_string(&name));
    }
}

static bool take_show(struct catalogue *catalogue, struct store *store,
    const char *show, bool *is_there, struct err *err)
{
    own_value(text) key = {0};
    own_value(text) lines = {0};

    text_appendf(&key, "%s/%s", show, CATALOGUE_COPY_NAME);
    if (!text_finish(&key, err) ||
        !store_get_bytes(store, text_string(&key), &lines, err))
        return false;
    *is_there = lines.length > 0;
    return catalogue_copy_take(catalogue, &lines, err) ||
           err_prefix(err, "%s", text_string(&key));
}

static bool fill(const struct config *config, struct catalogue *catalogue,
    struct rebuilt *rebuilt, struct err *err)
{
    own(store) store = store_directory_new(config->site, err);
    own_value(episode_list) episodes = {0};

    if (!store)
        return false;
    for (size_t i = 0; i < config->show_count; i++) {
        bool is_there;
        if (!take_show(catalogue, store, config->shows[i].name, &is_there, err))
            return false;
        rebuilt->show_count += is_there;
    }
    if (!catalogue_read(catalogue, &episodes, err))
        return false;
    rebuilt->episode_count = episodes.count;
    return true;
}

/* Closed before it gets its name: then all of it is in the one file. */
static bool make(const struct config *config, const char *path,
    struct rebuilt *rebuilt, struct err *err)
{
    own_value(text) name = {0};

    text_appendf(&name, "%s.new", path);
    if (!text_finish(&name, err))
        return false;
    remove_unfinished(text_string(&name));
    struct catalogue *catalogue =
        catalogue_open(text_string(&name), DATABASE_CREATE, err);
    bool is_good = catalogue && fill(config, catalogue, rebuilt, err);
    catalogue_free(catalogue);
    if (!is_good) {
        remove_unfinished(text_string(&name));
        return false;
    }
    if (rename(text_string(&name), path) != 0)
        return err_set_errno(err, ERR_IO, "rename %s", text_string(&name));
    return durable_sync_folder_of(path, err);
}

bool rebuild_catalogue(
    const struct config *config, struct rebuilt *rebuilt, struct err *err)
{
    own_heap(char) path = catalogue_path(config->state);
    struct rebuilt made = {0};
    int64_t count = 0;

    if (!path)
        return err_no_memory(err);
    if (!count_episodes(path, &count, err))
        return false;
    if (count > 0)
        return err_set(err, ERR_CONFIG,
            "%s is there and good: move it away first, if it is to be made "
            "again",
            path);
    made.has_set_aside = count < 0;
    if (made.has_set_aside && !set_aside(path, err))
        return false;
    if (!make(config, path, &made, err))
        return false;
    *rebuilt = made;
    return true;
}
