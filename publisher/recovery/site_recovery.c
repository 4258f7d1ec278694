/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/recovery/site_recovery.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "publisher/catalogue/catalogue_copy.h"
#include "publisher/episode/made_print.h"
#include "publisher/recovery/published_feed.h"
#include "publisher/show/show_site.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"

struct recovery {
    const struct recovery_source *source;
    struct episode_list episodes;
    struct catalogue_show show;
};

static void recovery_clear(struct recovery *recovery)
{
    episode_list_clear(&recovery->episodes);
}

static const struct spool_recording *recording_of(
    const struct recovery *recovery, const char *id)
{
    const struct spool *spool = recovery->source->spool;

    for (size_t i = 0; i < spool->recording_count; i++)
        if (strcmp(spool->recordings[i].facts.id, id) == 0)
            return &spool->recordings[i];
    return NULL;
}

/* Notes that are beside it now are those that it was made from. */
static void settle_prints(
    const struct recovery *recovery, struct catalogue_episode *episode)
{
    const struct spool_recording *recording =
        recording_of(recovery, episode->recording);

    if (recording) {
        memcpy(episode->notes_print, recording->notes_print,
            sizeof episode->notes_print);
        episode->started = recording->facts.start_utc_ns / CLOCK_SECOND_NS;
        snprintf(
            episode->room, sizeof episode->room, "%s", recording->room->name);
    }
    made_print_of(episode, episode->made_print);
}

/* Takes the episode over, whatever comes. */
static bool add(struct recovery *recovery, struct catalogue_episode *episode,
    struct err *err)
{
    struct catalogue_episode *added = episode_list_add(&recovery->episodes);

    if (!added) {
        catalogue_episode_clear(episode);
        return err_no_memory(err);
    }
    *added = *episode;
    settle_prints(recovery, added);
    return true;
}

static bool take_items(
    struct recovery *recovery, const struct podcast_show *show, struct err *err)
{
    for (size_t i = 0; i < show->episode_count; i++) {
        struct catalogue_episode episode = {0};
        bool is_ours;
        if (!recovered_episode_of_item(&recovery->source->place,
                &show->episodes[i], &episode, &is_ours, err))
            return false;
        bool is_known = is_ours && episode_list_find(
                                       &recovery->episodes, episode.recording);
        if (is_known)
            catalogue_episode_clear(&episode);
        else if (is_ours && !add(recovery, &episode, err))
            return false;
    }
    return true;
}

static void take_show(
    struct recovery *recovery, const struct podcast_show *show)
{
    struct catalogue_show *kept = &recovery->show;

    if (kept->name[0])
        return;
    snprintf(kept->name, sizeof kept->name, "%s",
        recovery->source->place.show->name);
    snprintf(kept->guid, sizeof kept->guid, "%s", show->guid ? show->guid : "");
    kept->changed = show->changed;
}

static bool take_feed(struct recovery *recovery, struct err *err)
{
    own_value(published_feed) feed = {0};

    if (!published_feed_read(&feed, recovery->source->store,
            recovery->source->place.show->name, err))
        return false;
    for (size_t i = 0; i < feed.count; i++) {
        const struct podcast_show *show = feed_reading_show(feed.readings[i]);
        take_show(recovery, show);
        if (!take_items(recovery, show, err))
            return false;
    }
    return true;
}

/* The database keeps dates and numbers apart. */
static void make_distinct(
    const struct episode_list *list, struct catalogue_episode *episode)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct catalogue_episode *other = &list->items[i];
        if (other->season == episode->season &&
            other->number == episode->number)
            episode->number = 0;
    }
    for (size_t i = 0; i < list->count;) {
        bool is_taken = list->items[i].published == episode->published;
        episode->published += is_taken;
        i = is_taken ? 0 : i + 1;
    }
}

static bool take_folder(
    struct recovery *recovery, const char *slug, struct err *err)
{
    const struct hidden_folder folder = {slug, recovery->show.changed};
    struct catalogue_episode episode = {0};
    bool is_ours;

    if (!recovered_episode_of_folder(
            &recovery->source->place, &folder, &episode, &is_ours, err))
        return false;
    if (!is_ours)
        return true;
    if (episode_list_find(&recovery->episodes, episode.recording)) {
        catalogue_episode_clear(&episode);
        return true;
    }
    make_distinct(&recovery->episodes, &episode);
    return add(recovery, &episode, err);
}

static bool take_folders(struct recovery *recovery, struct err *err)
{
    const struct recovery_place *place = &recovery->source->place;
    own_value(text) path = {0};
    struct dirent **names = NULL;
    bool is_good = true;

    text_appendf(&path, "%s/%s", place->config->site, place->show->name);
    if (!text_finish(&path, err))
        return false;
    int count = scandir(text_string(&path), &names, NULL, alphasort);
    if (count < 0)
        return err_set_errno(err, ERR_IO, "read %s", text_string(&path));
    for (int i = 0; i < count; i++) {
        if (is_good && is_slug(names[i]->d_name))
            is_good = take_folder(recovery, names[i]->d_name, err);
        free(names[i]);
    }
    free(names);
    return is_good;
}

/* By what the feed would be now, so that it keeps its date. */
static bool settle_show(struct recovery *recovery, struct err *err)
{
    const struct recovery_place *place = &recovery->source->place;
    const struct live_state nothing_live = {0};

    own(show_site) site =
        show_site_new(place->config, place->show, &recovery->show, err);
    if (!site || !show_site_fill(site, &recovery->episodes, &nothing_live,
                     clock_utc_ns() / CLOCK_SECOND_NS, err))
        return false;
    int64_t changed = recovery->show.changed;
    recovery->show = *show_site_record(site);
    recovery->show.changed = changed;
    return true;
}

static int by_date(const void *left, const void *right)
{
    const struct catalogue_episode *one = left;
    const struct catalogue_episode *other = right;

    return (one->published > other->published) -
           (one->published < other->published);
}

bool site_recovery_append(
    const struct recovery_source *source, struct text *lines, struct err *err)
{
    own_value(recovery) recovery = {.source = source};

    if (!take_feed(&recovery, err))
        return false;
    if (!recovery.show.name[0])
        return true;
    if (!take_folders(&recovery, err))
        return false;
    if (recovery.episodes.count)
        qsort(recovery.episodes.items, recovery.episodes.count,
            sizeof *recovery.episodes.items, by_date);
    return settle_show(&recovery, err) &&
           catalogue_copy_append_recovered(
               &recovery.show, &recovery.episodes, lines, err);
}
