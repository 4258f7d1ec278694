/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/recovery/imported_recovery.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "feeds/writer/rss_writer.h"
#include "publisher/catalogue/imported_show.h"
#include "publisher/recovery/published_feed.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"

/* Those of all documents. */
struct brought {
    struct podcast_episode *episodes; /* borrow the readings */
    size_t count;
};

static void brought_clear(struct brought *brought)
{
    free(brought->episodes);
}

static bool has_guid(const struct brought *brought, const char *guid)
{
    for (size_t i = 0; i < brought->count; i++)
        if (strcmp(brought->episodes[i].guid, guid) == 0)
            return true;
    return false;
}

/* Documents overlap. */
static bool is_brought(
    const struct brought *brought, const struct podcast_episode *episode)
{
    return episode->guid && !recovered_episode_is_ours(episode) &&
           !has_guid(brought, episode->guid);
}

static bool find_brought(
    struct brought *brought, const struct published_feed *feed, struct err *err)
{
    size_t most = 0;

    for (size_t i = 0; i < feed->count; i++)
        most += feed_reading_show(feed->readings[i])->episode_count;
    brought->episodes = calloc(most + 1, sizeof *brought->episodes);
    if (!brought->episodes)
        return err_no_memory(err);
    for (size_t i = 0; i < feed->count; i++) {
        const struct podcast_show *show = feed_reading_show(feed->readings[i]);
        for (size_t at = 0; at < show->episode_count; at++)
            if (is_brought(brought, &show->episodes[at]))
                brought->episodes[brought->count++] = show->episodes[at];
    }
    return true;
}

/* What the configuration says was not brought along. */
static void leave_configured(
    const struct config_show *config, struct podcast_show *show)
{
    if (config->funding)
        show->funding_count = 0;
    if (config->location)
        show->location_count = 0;
    if (config->apple_verify || config->verify || config->is_machine_made)
        show->txt_count = 0;
    if (config->podroll)
        show->podroll_count = 0;
    if (config->social)
        show->social_count = 0;
    if (config->license)
        show->license = (struct podcast_license){0};
    if (config->publisher)
        show->publisher = (struct podcast_remote){0};
    if (config->updates)
        show->frequency = (struct podcast_frequency){0};
    if (config->medium)
        show->medium = NULL;
}

static bool write_file(const struct recovery_place *place,
    const struct podcast_show *show, const char *path, struct err *err)
{
    own_value(text) folder = {0};
    own_value(text) bytes = {0};

    text_appendf(&folder, "%s/imported", place->config->state);
    return text_finish(&folder, err) && rss_write(show, &bytes, err) &&
           durable_make_folder(text_string(&folder), 0755, err) &&
           durable_replace(path, 0644, bytes.bytes, bytes.length, err);
}

static bool make(
    const struct recovery_source *source, const char *path, struct err *err)
{
    const struct recovery_place *place = &source->place;
    own_value(published_feed) feed = {0};
    own_value(brought) brought = {0};

    if (!published_feed_read(&feed, source->store, place->show->name, err) ||
        !find_brought(&brought, &feed, err))
        return false;
    if (!brought.count)
        return true;
    struct podcast_show show = *feed_reading_show(feed.readings[0]);
    show.episodes = brought.episodes;
    show.episode_count = brought.count;
    show.live_count = 0;
    show.format_count = 0;
    leave_configured(place->show, &show);
    return write_file(place, &show, path, err);
}

bool imported_recovery_make(
    const struct recovery_source *source, struct err *err)
{
    const struct recovery_place *place = &source->place;
    own_value(text) path = {0};

    imported_show_path(place->config, place->show->name, &path);
    return text_finish(&path, err) &&
           (access(text_string(&path), F_OK) == 0 ||
               make(source, text_string(&path), err));
}
