/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/witness.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "publisher/live/live_state.h"
#include "publisher/spool/spool.h"
#include "recorder/base/clock.h"
#include "recorder/base/file_lock.h"
#include "recorder/base/file_print.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/recording/recording.h"

#define MEMORY "witness"

/* Between two runs that look at everything. */
#define MOST_SECONDS INT64_C(86400)

/* A running recording grows with every page: that somebody is at it is all
 * that matters. */
static void add_part(struct fingerprint *print, int folder, const char *name)
{
    own_fd int fd = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct err err;
    bool is_left = fd >= 0 && file_lock_hold(fd, name, &err);

    fingerprint_add_text(print, name);
    fingerprint_add_text(print, is_left ? "left" : "running");
}

static void add_entry(
    struct fingerprint *print, int folder, const struct dirent *entry)
{
    const char *name = entry->d_name;

    if (name[0] == '.' || text_has_suffix(name, RECORDING_LEDGER_SUFFIX))
        return;
    if (text_has_suffix(name, RECORDING_PART_SUFFIX))
        add_part(print, folder, name);
    else
        file_print_add(print, folder, name);
}

/* Why one cannot be read is a part of what it is. */
static void add_folder(struct fingerprint *print, const char *path)
{
    const struct dirent *entry;
    DIR *entries = opendir(path);
    int number = entries ? 0 : errno;

    fingerprint_add_text(print, path);
    fingerprint_add(print, &number, sizeof number);
    if (!entries)
        return;
    while ((entry = readdir(entries)))
        add_entry(print, dirfd(entries), entry);
    closedir(entries);
}

/* What every feed and page is made by: ourselves and the configuration, as it
 * was read: the file may be another by now. */
static void add_makers(struct fingerprint *print, const struct config *config)
{
    file_print_add(print, AT_FDCWD, "/proc/self/exe");
    fingerprint_add(print, config->file_state, sizeof config->file_state);
    for (size_t i = 0; i < config->show_count; i++) {
        const struct config_show *show = &config->shows[i];
        const char *const files[] = {show->cover, show->intro, show->outro};
        for (size_t at = 0; at < sizeof files / sizeof *files; at++)
            if (files[at])
                file_print_add(print, AT_FDCWD, files[at]);
    }
    if (config->podping_token_file)
        file_print_add(print, AT_FDCWD, config->podping_token_file);
    if (config->templates)
        add_folder(print, config->templates);
}

static bool add_rooms(struct fingerprint *print, const struct config *config,
    const char *place, struct err *err)
{
    own_value(text) path = {0};
    bool is_there = spool_is_there(config);

    fingerprint_add(print, &is_there, sizeof is_there);
    for (size_t i = 0; i < config->room_count; i++) {
        const struct config_room *room = &config->rooms[i];
        if (!room->show)
            continue;
        text_reset(&path);
        text_appendf(&path, "%s/%s", place, room->name);
        if (!text_finish(&path, err))
            return false;
        add_folder(print, text_string(&path));
    }
    return true;
}

/* What shows brought along (imported_show.h). */
static bool add_imported(
    struct fingerprint *print, const struct config *config, struct err *err)
{
    own_value(text) path = {0};

    text_appendf(&path, "%s/imported", config->state);
    if (!text_finish(&path, err))
        return false;
    add_folder(print, text_string(&path));
    return true;
}

static bool add_live(struct fingerprint *print, const struct config *config,
    int64_t now, struct err *err)
{
    own_value(live_state) live = {0};

    if (!live_state_read(config, now * CLOCK_SECOND_NS, &live, err))
        return false;
    live_state_print(&live, print);
    return true;
}

static bool look_at_spool(
    const struct config *config, struct witness *witness, struct err *err)
{
    struct fingerprint print = {0};

    add_makers(&print, config);
    for (size_t at = 0; spool_place(config, at); at++) {
        if (!add_rooms(&print, config, spool_place(config, at), err))
            return false;
    }
    if (!add_imported(&print, config, err) ||
        !add_live(&print, config, witness->looked, err))
        return false;
    fingerprint_finish(&print, witness->spool);
    return true;
}

/* Too little free space comes with no file of ours. */
static void add_space(struct fingerprint *print, const struct config_show *show,
    struct store *store)
{
    bool is_short = show->keep_free_bytes &&
                    store_free_bytes(store) < show->keep_free_bytes;

    fingerprint_add(print, &is_short, sizeof is_short);
}

bool witness_look_at_site(const struct config *config, struct store *store,
    struct witness *witness, struct err *err)
{
    struct fingerprint print = {0};
    int64_t index_bytes;

    if (!store_find(store, "index.html", &index_bytes, err))
        return false;
    fingerprint_add(&print, &index_bytes, sizeof index_bytes);
    for (size_t i = 0; i < config->show_count; i++) {
        add_space(&print, &config->shows[i], store);
        if (!store_look(store, config->shows[i].name, &print, err))
            return false;
    }
    fingerprint_finish(&print, witness->site);
    return true;
}

struct spool_look {
    const struct config *config;
    struct witness *witness;
    struct err err;
    bool is_good;
};

static void *look_in_thread(void *user)
{
    struct spool_look *look = user;

    look->is_good = look_at_spool(look->config, look->witness, &look->err);
    return NULL;
}

bool witness_look(const struct config *config, struct store *store,
    struct witness *witness, struct err *err)
{
    struct spool_look look = {.config = config, .witness = witness};
    pthread_t thread;
    bool has_thread = pthread_create(&thread, NULL, look_in_thread, &look) == 0;
    bool is_good = witness_look_at_site(config, store, witness, err);

    if (has_thread)
        pthread_join(thread, NULL);
    else
        look_in_thread(&look);
    if (is_good && !look.is_good)
        *err = look.err;
    return is_good && look.is_good;
}

bool witness_begin(struct catalogue *catalogue, struct err *err)
{
    return catalogue_remember(catalogue, MEMORY, "at work", err);
}

bool witness_keep(struct catalogue *catalogue, const struct witness *witness,
    bool *is_kept, struct err *err)
{
    own_value(text) line = {0};

    text_appendf(&line, "%s %s %" PRId64 " %" PRId64 " %d", witness->spool,
        witness->site, witness->looked, witness->due, witness->failed_count);
    return text_finish(&line, err) &&
           catalogue_remember_still(
               catalogue, MEMORY, text_string(&line), is_kept, err);
}

bool witness_recall(
    struct catalogue *catalogue, struct witness *witness, struct err *err)
{
    own_heap(char) line = catalogue_recall(catalogue, MEMORY, err);
    struct witness read = {0};

    if (!line)
        return false;
    bool is_kept =
        sscanf(line, "%16s %16s %" SCNd64 " %" SCNd64 " %d", read.spool,
            read.site, &read.looked, &read.due, &read.failed_count) == 5;
    *witness = is_kept ? read : (struct witness){0};
    return true;
}

/* A clock that was set back must not make us wait for years. */
bool witness_is_fresh(const struct witness *before, const struct witness *now)
{
    return now->looked >= before->looked &&
           now->looked < before->looked + MOST_SECONDS;
}

bool witness_agrees(const struct witness *before, const struct witness *now)
{
    return strcmp(before->spool, now->spool) == 0 &&
           strcmp(before->site, now->site) == 0 && now->looked < before->due &&
           witness_is_fresh(before, now);
}
