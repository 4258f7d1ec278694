/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/feed_import.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "feeds/podcast_guid.h"
#include "feeds/reader/feed_storage.h"
#include "publisher/check/feed_import_media.h"
#include "publisher/check/feed_import_texts.h"
#include "recorder/base/text.h"

struct feed_import {
    struct podcast_show show;
    struct podcast_episode *episodes;
    struct feed_storage *storage;
    import_listener *told;
    void *user;
    size_t left_out;
};

static void tell(struct feed_import *import, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void tell(struct feed_import *import, const char *format, ...)
{
    char line[512];
    va_list list;

    va_start(list, format);
    vsnprintf(line, sizeof line, format, list);
    va_end(list);
    import->told(import->user, line);
}

static const char *name_of(const struct podcast_episode *episode)
{
    if (episode->title)
        return episode->title;
    return episode->guid ? episode->guid : "an episode";
}

static bool has_guid(const struct feed_import *import, size_t count,
    const struct podcast_episode *episode)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(import->episodes[i].guid, episode->guid))
            return true;
    return false;
}

/* What no feed may be without. */
static const char *why_left_out(const struct feed_import *import, size_t count,
    const struct podcast_episode *episode)
{
    if (!episode->enclosure.url)
        return "it has no file";
    if (is_blank_text(episode->title))
        return "it has no title";
    if (!episode->guid)
        return "it has no guid";
    if (has_guid(import, count, episode))
        return "its guid is that of another";
    return NULL;
}

/* Newest first is the usual order: an episode without a date is a second
 * older than the one before it. */
static void settle_date(struct feed_import *import, size_t at)
{
    struct podcast_episode *episode = &import->episodes[at];

    if (episode->published > 0)
        return;
    episode->published =
        at > 0 ? import->episodes[at - 1].published - 1 : import->show.changed;
    if (episode->published > 0)
        tell(import, "%s: it has no date, and gets one by its place",
            name_of(episode));
}

static int compare_dates(const void *one, const void *other)
{
    const struct podcast_episode *a = one;
    const struct podcast_episode *b = other;

    return (a->published < b->published) - (a->published > b->published);
}

static void settle_type(struct podcast_episode *episode)
{
    if (!episode->enclosure.type)
        episode->enclosure.type = media_type_of(episode->enclosure.url);
}

/* Documents of one feed may overlap (RFC 5005, section 4). */
static void copy_episode(struct feed_import *import,
    const struct podcast_episode *episode, bool is_first)
{
    size_t count = import->show.episode_count;
    const char *why = why_left_out(import, count, episode);

    if (why && !is_first && episode->guid && has_guid(import, count, episode))
        return;
    if (why) {
        tell(import, "%s: left out: %s", name_of(episode), why);
        import->left_out++;
        return;
    }
    import->episodes[count] = *episode;
    settle_type(&import->episodes[count]);
    settle_date(import, count);
    import->show.episode_count++;
}

static bool copy_episodes(struct feed_import *import,
    struct feed_reading *const *readings, size_t count, struct err *err)
{
    size_t most = 0;

    for (size_t i = 0; i < count; i++)
        most += feed_reading_show(readings[i])->episode_count;
    import->episodes = calloc(most + 1, sizeof *import->episodes);
    if (!import->episodes)
        return err_no_memory(err);
    import->show.episode_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct podcast_show *from = feed_reading_show(readings[i]);
        for (size_t at = 0; at < from->episode_count; at++)
            copy_episode(import, &from->episodes[at], i == 0);
    }
    qsort(import->episodes, import->show.episode_count,
        sizeof *import->episodes, compare_dates);
    import->show.episodes = import->episodes;
    return true;
}

static bool settle_guid(struct feed_import *import, struct err *err)
{
    char guid[IDENTIFIER_BYTES];

    if (import->show.guid && is_identifier(import->show.guid))
        return true;
    if (!import->show.feed_url)
        return err_set(err, ERR_FORMAT,
            "the feed has neither podcast:guid nor self link: import it by "
            "its address");
    if (!podcast_guid_from_url(import->show.feed_url, guid, err))
        return false;
    tell(import, "the show has no podcast:guid; of its address it is %s", guid);
    import->show.guid = feed_storage_copy(import->storage, guid, strlen(guid));
    return import->show.guid || err_no_memory(err);
}

struct feed_import *feed_import_new(struct feed_reading *const *readings,
    size_t count, import_listener *told, void *user, struct err *err)
{
    own(feed_import) import = calloc(1, sizeof *import);

    if (import)
        import->storage = feed_storage_new();
    if (!import || !import->storage) {
        err_no_memory(err);
        return NULL;
    }
    import->told = told;
    import->user = user;
    import->show = *feed_reading_show(readings[0]);
    import->show.lives = NULL;
    import->show.live_count = 0;
    if (!copy_episodes(import, readings, count, err) ||
        !settle_guid(import, err))
        return NULL;
    return take(import);
}

const struct podcast_show *feed_import_show(const struct feed_import *import)
{
    return &import->show;
}

/* The episode whose files are fetched. */
struct fetching {
    struct feed_import *import;
    const struct podcast_episode *episode;
};

static void tell_text(void *user, const char *what, const char *reason)
{
    const struct fetching *fetching = user;

    tell(fetching->import, "%s: %s stays where it is: %s",
        name_of(fetching->episode), what, reason);
    fetching->import->left_out++;
}

/* What we do not fetch is said, and is no failure: it is there still. */
static void tell_rest(
    struct feed_import *import, const struct podcast_episode *episode)
{
    if (episode->alternate_count)
        tell(import, "%s: its files in other formats stay where they are",
            name_of(episode));
    if (episode->image_url || episode->image_count)
        tell(import, "%s: its pictures stay where they are", name_of(episode));
}

static bool fetch_texts(struct feed_import *import,
    const struct import_media *media, struct podcast_episode *episode,
    struct err *err)
{
    struct fetching fetching = {.import = import, .episode = episode};
    const struct import_texts texts = {
        .place = media, .told = tell_text, .user = &fetching};

    tell_rest(import, episode);
    return import_texts_fetch(&texts, episode, err) ||
           err_prefix(err, "%s", name_of(episode));
}

bool feed_import_fetch(struct feed_import *import, const struct config *config,
    const char *show, struct store *store, struct err *err)
{
    own(http_client) client = http_client_new(err);
    struct import_media media = {.config = config,
        .show = show,
        .store = store,
        .client = client,
        .storage = import->storage};

    if (!client)
        return false;
    for (size_t i = import->show.episode_count; i-- > 0;) {
        struct podcast_episode *episode = &import->episodes[i];
        struct err reason;
        switch (import_media_fetch(&media, episode, &reason)) {
        case IMPORT_MEDIA_OURS:
            break;
        case IMPORT_MEDIA_ELSEWHERE:
            tell(import, "%s: its file stays where it is: %s", name_of(episode),
                reason.text);
            import->left_out++;
            break;
        case IMPORT_MEDIA_FAILED:
            *err = reason;
            return err_prefix(err, "%s", name_of(episode));
        }
        if (!fetch_texts(import, &media, episode, err))
            return false;
    }
    return true;
}

size_t feed_import_left_out(const struct feed_import *import)
{
    return import->left_out;
}

void feed_import_free(struct feed_import *import)
{
    if (!import)
        return;
    feed_storage_free(import->storage);
    free(import->episodes);
    free(import);
}
