/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/episode_preview.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "publisher/episode/episode_extra.h"
#include "publisher/episode/media_key.h"
#include "publisher/episode/workshop.h"
#include "publisher/show/show_site.h"
#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"

struct preview {
    const struct config *config;
    const char *folder;
    struct store *store;              /* of the folder */
    struct catalogue_episode episode; /* a copy, as if it were in the feed */
};

static void preview_clear(struct preview *preview)
{
    store_free(preview->store);
    catalogue_episode_clear(&preview->episode);
}

static char *joined(const char *folder, const char *name, struct err *err)
{
    struct text path = {0};

    text_appendf(&path, "%s/%s", folder, name);
    char *made = text_take(&path);
    if (!made)
        err_no_memory(err);
    return made;
}

static bool take_file(struct preview *preview, const char *from,
    const char *suffix, struct err *err)
{
    own_heap(char) key = media_key(&preview->episode, suffix);

    if (!key)
        return err_no_memory(err);
    if (access(from, F_OK) != 0)
        return true;
    own_heap(char) to = joined(preview->folder, key, err);
    if (!to)
        return false;
    own_value(text) parent = {0};
    text_append_bytes(&parent, to, (size_t)(strrchr(to, '/') - to));
    return text_finish(&parent, err) &&
           durable_make_folder(text_string(&parent), 0755, err) &&
           durable_copy(from, to, 0644, err);
}

static bool take_from_workshop(
    struct preview *preview, const char *suffix, struct err *err)
{
    own_heap(char) from =
        workshop_path(preview->config->state, &preview->episode, suffix);

    return from ? take_file(preview, from, suffix, err) : err_no_memory(err);
}

static bool take_from_site(
    struct preview *preview, const char *suffix, struct err *err)
{
    own_heap(char) key = media_key(&preview->episode, suffix);
    own_heap(char) from = key ? joined(preview->config->site, key, err) : NULL;

    return from ? take_file(preview, from, suffix, err) : err_no_memory(err);
}

static bool take_all_from_site(struct preview *preview, struct err *err)
{
    for (int extra = 0; extra < EXTRA_CHAPTER_LINES; extra++)
        if (!take_from_site(preview, episode_extra_suffix(extra), err))
            return false;
    return take_from_site(preview, ".opus", err) &&
           take_from_site(preview, ".mp3", err);
}

/* What was made last lies in the workshop until it goes to the site. */
static bool take_files(struct preview *preview, struct err *err)
{
    const struct catalogue_episode *episode = &preview->episode;
    own_heap(char) made =
        workshop_path(preview->config->state, episode, ".mp3");

    if (!made)
        return err_no_memory(err);
    if (!episode->mp3.length_bytes)
        return err_set(err, ERR_IO,
            "%s/%s has no sound yet: `roomcast publish` renders it",
            episode->show, episode->slug);
    if (!workshop_has(made, episode->mp3.length_bytes))
        return take_all_from_site(preview, err);
    return episode_extra_store_all(preview->config->state, preview->store,
               &preview->episode, err) &&
           take_from_workshop(preview, ".opus", err) &&
           take_from_workshop(preview, ".mp3", err);
}

/* Seen by all from now on. */
static bool begin(struct preview *preview,
    const struct catalogue_episode *episode, struct err *err)
{
    struct catalogue_episode *copy = &preview->episode;

    if (!catalogue_episode_copy(copy, episode))
        return err_no_memory(err);
    copy->state = EPISODE_LISTED;
    copy->hidden = 0;
    copy->edit.is_draft = CHOICE_NO;
    preview->store = store_directory_new(preview->folder, err);
    return preview->store != NULL;
}

static bool write_pages(
    struct preview *preview, struct catalogue *catalogue, struct err *err)
{
    const struct config *config = preview->config;
    const struct episode_list alone = {&preview->episode, 1};
    const struct live_state nothing_live = {0};
    struct catalogue_show record = {0};
    bool is_known;

    const struct config_show *show =
        config_find_show(config, preview->episode.show, err);
    if (!show ||
        !catalogue_find_show(catalogue, show->name, &record, &is_known, err))
        return false;
    own(show_site) site = show_site_new(config, show, &record, err);
    own(page_memory) pages = page_memory_read(NULL, show->name, err);
    return site && pages &&
           show_site_fill(site, &alone, &nothing_live,
               clock_utc_ns() / CLOCK_SECOND_NS, err) &&
           show_site_write_pages(site, preview->store, pages, err);
}

/* Others would see it there. */
static bool check_folder(const struct preview *preview, struct err *err)
{
    char site[PATH_MAX];
    char folder[PATH_MAX];

    if (!durable_make_folder(preview->folder, 0755, err))
        return false;
    if (!realpath(preview->folder, folder))
        return err_set_errno(err, ERR_IO, "find %s", preview->folder);
    if (!realpath(preview->config->site, site))
        return true;
    size_t length = strlen(site);
    return strncmp(folder, site, length) != 0 ||
           (folder[length] && folder[length] != '/') ||
           err_set(err, ERR_CONFIG, "%s is in the site, where others see it",
               preview->folder);
}

bool episode_preview_write(const struct config *config,
    struct catalogue *catalogue, const struct catalogue_episode *episode,
    const char *folder, struct text *page, struct err *err)
{
    own_value(preview) preview = {.config = config, .folder = folder};

    if (!check_folder(&preview, err) || !begin(&preview, episode, err) ||
        !take_files(&preview, err) || !write_pages(&preview, catalogue, err))
        return false;
    text_appendf(
        page, "%s/%s/%s/index.html", folder, episode->show, episode->slug);
    return text_finish(page, err);
}
