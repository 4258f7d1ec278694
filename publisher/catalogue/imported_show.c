/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/imported_show.h"

#include <errno.h>
#include <string.h>

#include "feeds/reader/feed_parser.h"
#include "feeds/reader/feed_reader.h"
#include "feeds/reader/feed_storage.h"
#include "publisher/texts/slug.h"
#include "recorder/base/whole_file.h"

struct imported_show {
    struct feed_reading *reading;
    struct podcast_show show;
    struct podcast_episode *episodes;
    struct feed_storage *storage;
};

void imported_show_path(
    const struct config *config, const char *show, struct text *path)
{
    text_appendf(path, "%s/imported/%s.xml", config->state, show);
}

static bool has_slug(
    const struct imported_show *imported, size_t count, const char *slug)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(
                imported->episodes[imported->show.episode_count - 1 - i].slug,
                slug))
            return true;
    return false;
}

/* From the oldest on, so that what comes later never takes a name away. */
static bool name_episode(struct imported_show *imported, size_t done,
    const char *base, struct err *err)
{
    struct podcast_episode *episode =
        &imported->episodes[imported->show.episode_count - 1 - done];
    char slug[SLUG_BYTES];
    own_value(text) link = {0};

    slug_from_title(
        episode->published, episode->title ? episode->title : "", slug);
    for (int number = 2; has_slug(imported, done, slug); number++) {
        slug_from_title(
            episode->published, episode->title ? episode->title : "", slug);
        slug_append_number(slug, number);
    }
    text_appendf(&link, "%s/%s/", base, slug);
    if (!text_finish(&link, err))
        return false;
    episode->slug = feed_storage_copy(imported->storage, slug, strlen(slug));
    episode->link =
        feed_storage_copy(imported->storage, text_string(&link), link.length);
    return (episode->slug && episode->link) || err_no_memory(err);
}

static bool fill(struct imported_show *imported, const struct config *config,
    const char *show, struct err *err)
{
    size_t count = feed_reading_show(imported->reading)->episode_count;
    own_value(text) base = {0};

    imported->show = *feed_reading_show(imported->reading);
    imported->storage = feed_storage_new();
    imported->episodes = calloc(count + 1, sizeof *imported->episodes);
    if (!imported->storage || !imported->episodes)
        return err_no_memory(err);
    if (count)
        memcpy(imported->episodes, imported->show.episodes,
            count * sizeof *imported->episodes);
    imported->show.episodes = imported->episodes;
    text_appendf(&base, "%s/%s", config->url, show);
    for (size_t i = 0; i < count; i++)
        if (!name_episode(imported, i, text_string(&base), err))
            return false;
    return true;
}

bool imported_show_read(const struct config *config, const char *show,
    struct imported_show **imported, struct err *err)
{
    own_value(text) path = {0};
    own_value(text) bytes = {0};

    imported_show_path(config, show, &path);
    if (!text_finish(&path, err))
        return false;
    if (access(text_string(&path), F_OK) != 0 && errno == ENOENT)
        return true;
    if (!whole_file_read(text_string(&path), FEED_MOST_BYTES, &bytes, err))
        return false;
    own(imported_show) found = calloc(1, sizeof *found);
    if (!found)
        return err_no_memory(err);
    found->reading = feed_read(text_string(&bytes), bytes.length, NULL, err);
    if (!found->reading)
        return err_prefix(err, "%s", text_string(&path));
    if (!fill(found, config, show, err))
        return false;
    *imported = take(found);
    return true;
}

const struct podcast_show *imported_show_record(
    const struct imported_show *imported)
{
    return &imported->show;
}

int imported_show_last_number(const struct imported_show *imported, int season)
{
    int last = 0;

    for (size_t i = 0; imported && i < imported->show.episode_count; i++) {
        const struct podcast_episode *episode = &imported->episodes[i];
        if (episode->season == season && episode->episode > last)
            last = episode->episode;
    }
    return last;
}

void imported_show_free(struct imported_show *imported)
{
    if (!imported)
        return;
    feed_reading_free(imported->reading);
    feed_storage_free(imported->storage);
    free(imported->episodes);
    free(imported);
}
