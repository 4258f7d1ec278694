/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/private_copy.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "publisher/catalogue/catalogue_copy.h"
#include "publisher/catalogue/catalogue_read.h"
#include "publisher/catalogue/catalogue_show.h"
#include "publisher/spool.h"
#include "publisher/whole_file.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"

/* Room names begin with a letter or a digit: no room has this folder. */
#define FOLDER ".catalogue"
#define MOST_BYTES (1 << 30)

static char *folder_path(const struct config *config)
{
    struct text path = {0};

    text_appendf(&path, "%s/" FOLDER, spool_place(config, 0));
    return text_take(&path);
}

char *private_copy_path(const struct config *config, const char *show)
{
    struct text path = {0};

    text_appendf(&path, "%s/" FOLDER "/%s.jsonl", spool_place(config, 0), show);
    return text_take(&path);
}

static bool make_lines(struct catalogue *catalogue, const char *name,
    struct text *lines, struct err *err)
{
    own_value(episode_list) episodes = {0};
    struct catalogue_show show = {0};
    bool is_known;

    if (!catalogue_find_show(catalogue, name, &show, &is_known, err) ||
        !catalogue_read(catalogue, &episodes, err))
        return false;
    snprintf(show.name, sizeof show.name, "%s", name);
    return catalogue_copy_append_all(catalogue, &show, &episodes, lines, err);
}

/* What cannot be read is written anew. */
static bool is_kept(const char *path, const struct text *lines)
{
    own_value(text) kept = {0};
    struct err err;

    return access(path, F_OK) == 0 &&
           whole_file_read(path, MOST_BYTES, &kept, &err) &&
           kept.length == lines->length &&
           memcmp(kept.bytes, lines->bytes, lines->length) == 0;
}

bool private_copy_keep(const struct config *config, struct catalogue *catalogue,
    const char *show, struct err *err)
{
    own_heap(char) folder = folder_path(config);
    own_heap(char) path = private_copy_path(config, show);
    own_value(text) lines = {0};

    if (!folder || !path)
        return err_no_memory(err);
    if (!make_lines(catalogue, show, &lines, err))
        return false;
    return !lines.length || is_kept(path, &lines) ||
           (durable_make_folder(folder, 0700, err) &&
               durable_replace(path, 0600, lines.bytes, lines.length, err));
}

bool private_copy_read(const struct config *config, const char *show,
    struct text *lines, struct err *err)
{
    own_heap(char) path = private_copy_path(config, show);

    if (!path)
        return err_no_memory(err);
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    return whole_file_read(path, MOST_BYTES, lines, err) ||
           err_prefix(err, "%s", path);
}
