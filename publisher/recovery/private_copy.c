/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/recovery/private_copy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "publisher/catalogue/catalogue_copy.h"
#include "publisher/catalogue/catalogue_show.h"
#include "publisher/catalogue/imported_show.h"
#include "publisher/spool/spool.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"
#include "recorder/base/whole_file.h"

/* Room names begin with a letter or a digit: no room has this folder. */
#define FOLDER ".catalogue"
#define MOST_BYTES (1 << 30)

static char *path_with(
    const struct config *config, const char *show, const char *suffix)
{
    struct text path = {0};

    text_appendf(
        &path, "%s/" FOLDER "/%s%s", spool_place(config, 0), show, suffix);
    return text_take(&path);
}

char *private_copy_path(const struct config *config, const char *show)
{
    return path_with(config, show, ".jsonl");
}

/* Appends what a file holds; nothing when it is not there. */
static bool read_file(const char *path, struct text *bytes, struct err *err)
{
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    return whole_file_read(path, MOST_BYTES, bytes, err) ||
           err_prefix(err, "%s", path);
}

static bool make_lines(struct catalogue *catalogue,
    const struct episode_list *episodes, const char *name, struct text *lines,
    struct err *err)
{
    struct catalogue_show show = {0};
    bool is_known;

    if (!catalogue_find_show(catalogue, name, &show, &is_known, err))
        return false;
    snprintf(show.name, sizeof show.name, "%s", name);
    return catalogue_copy_append_all(catalogue, &show, episodes, lines, err);
}

/* What cannot be read is written anew. */
static bool is_kept(const char *path, const struct text *bytes)
{
    own_value(text) kept = {0};
    struct err err;

    return read_file(path, &kept, &err) && text_equals(&kept, bytes);
}

static bool write_file(
    const char *path, const struct text *bytes, struct err *err)
{
    const char *slash = strrchr(path, '/');
    own_value(text) folder = {0};

    if (!bytes->length || is_kept(path, bytes))
        return true;
    text_append_bytes(&folder, path, (size_t)(slash - path));
    return text_finish(&folder, err) &&
           durable_make_folder(text_string(&folder), 0700, err) &&
           durable_replace(path, 0600, bytes->bytes, bytes->length, err);
}

static bool copy_file(const char *from, const char *to, struct err *err)
{
    own_value(text) bytes = {0};

    return read_file(from, &bytes, err) && write_file(to, &bytes, err);
}

static bool keep_imported(
    const struct config *config, const char *show, struct err *err)
{
    own_heap(char) copy = path_with(config, show, ".xml");
    own_value(text) path = {0};

    imported_show_path(config, show, &path);
    if (!copy)
        return err_no_memory(err);
    return text_finish(&path, err) && copy_file(text_string(&path), copy, err);
}

bool private_copy_restore_imported(
    const struct config *config, const char *show, struct err *err)
{
    own_heap(char) copy = path_with(config, show, ".xml");
    own_value(text) path = {0};

    imported_show_path(config, show, &path);
    if (!copy)
        return err_no_memory(err);
    return text_finish(&path, err) &&
           (access(text_string(&path), F_OK) == 0 ||
               copy_file(copy, text_string(&path), err));
}

bool private_copy_keep(const struct config *config, struct catalogue *catalogue,
    const struct episode_list *episodes, const char *show, struct err *err)
{
    own_heap(char) path = private_copy_path(config, show);
    own_value(text) lines = {0};

    if (!path)
        return err_no_memory(err);
    return keep_imported(config, show, err) &&
           make_lines(catalogue, episodes, show, &lines, err) &&
           write_file(path, &lines, err);
}

bool private_copy_read(const struct config *config, const char *show,
    struct text *lines, struct err *err)
{
    own_heap(char) path = private_copy_path(config, show);

    if (!path)
        return err_no_memory(err);
    return read_file(path, lines, err);
}
