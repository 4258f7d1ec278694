/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/recovery/rebuild.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "publisher/catalogue/catalogue.h"
#include "publisher/catalogue/catalogue_copy.h"
#include "publisher/catalogue/catalogue_read.h"
#include "publisher/recovery/imported_recovery.h"
#include "publisher/recovery/private_copy.h"
#include "publisher/recovery/site_recovery.h"
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

/* What is kept of a show, the best first. */
#define MOST_COPIES 2
struct copies {
    struct text lines[MOST_COPIES];
};

static void copies_clear(struct copies *copies)
{
    for (size_t i = 0; i < MOST_COPIES; i++)
        text_clear(&copies->lines[i]);
}

/* The private one knows more, unless it is of a spool that was left behind. */
static void put_newer_first(struct copies *copies)
{
    struct text private = copies->lines[0];

    if (copies->lines[1].length && catalogue_copy_changed(&copies->lines[1]) >
                                       catalogue_copy_changed(&private)) {
        copies->lines[0] = copies->lines[1];
        copies->lines[1] = private;
    }
}

static bool read_copies(const struct config *config, struct store *store,
    const char *show, struct copies *copies, struct err *err)
{
    own_value(text) key = {0};

    text_appendf(&key, "%s/%s", show, CATALOGUE_COPY_NAME);
    if (!text_finish(&key, err) ||
        !private_copy_read(config, show, &copies->lines[0], err) ||
        !store_get_bytes(store, text_string(&key), &copies->lines[1], err))
        return false;
    put_newer_first(copies);
    return true;
}

/* Of two that are there one may be damaged. *is_taken is false when there is
 * none. */
static bool take_copy(struct catalogue *catalogue, struct copies *copies,
    bool *is_taken, struct err *err)
{
    bool is_good = true;

    *is_taken = false;
    for (size_t i = 0; i < MOST_COPIES && !*is_taken; i++) {
        if (!copies->lines[i].length)
            continue;
        is_good = catalogue_copy_take(catalogue, &copies->lines[i], err);
        *is_taken = is_good;
        if (!is_good && err->kind != ERR_FORMAT)
            return false;
    }
    return is_good;
}

static bool take_site(struct catalogue *catalogue,
    const struct recovery_source *source, struct err *err)
{
    own_value(text) lines = {0};

    return site_recovery_append(source, &lines, err) &&
           catalogue_copy_take(catalogue, &lines, err);
}

static bool take_show(struct catalogue *catalogue,
    const struct recovery_source *source, struct err *err)
{
    own_value(copies) copies = {0};
    const char *show = source->place.show->name;
    bool is_taken;

    if (!private_copy_restore_imported(source->place.config, show, err) ||
        !imported_recovery_make(source, err) ||
        !read_copies(source->place.config, source->store, show, &copies, err))
        return false;
    if (!take_copy(catalogue, &copies, &is_taken, err))
        return err_prefix(err, "copy of the catalogue of %s", show);
    return is_taken || take_site(catalogue, source, err) ||
           err_prefix(err, "%s", show);
}

/* What cannot be read is told by the run behind. */
static void pass_over(void *user, const struct spool_fault *fault)
{
    (void)user;
    (void)fault;
}

static bool fill(const struct config *config, struct catalogue *catalogue,
    struct rebuilt *rebuilt, struct err *err)
{
    own(store) store = store_directory_new(config->site, err);
    own_value(episode_list) episodes = {0};
    own_value(spool) spool = {0};

    if (!store || !spool_scan(config, &spool, pass_over, NULL, err))
        return false;
    for (size_t i = 0; i < config->show_count; i++) {
        const struct recovery_source source = {
            .place = {config, &config->shows[i]},
            .store = store,
            .spool = &spool,
        };
        if (!take_show(catalogue, &source, err))
            return false;
    }
    if (!catalogue_read(catalogue, &episodes, err))
        return false;
    rebuilt->episode_count = episodes.count;
    for (size_t i = 0; i < episodes.count; i++)
        rebuilt->show_count += i == 0 || strcmp(episodes.items[i].show,
                                             episodes.items[i - 1].show) != 0;
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
