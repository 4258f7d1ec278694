/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_names.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "feeds/feed_date.h"
#include "recorder/base/clock.h"
#include "recorder/base/name_map.h"
#include "recorder/base/text.h"

/* "slug SHOW NAME", "title SHOW TITLE" and "date SHOW SECONDS". */
struct episode_names {
    struct name_map *taken;
};

/* A name of a show in the map. */
static bool make_key(struct text *key, const char *kind, const char *show,
    const char *name, struct err *err)
{
    text_reset(key);
    text_appendf(key, "%s %s %s", kind, show, name);
    return text_finish(key, err);
}

static bool keep(struct episode_names *names, const char *kind,
    const char *show, const char *name, struct err *err)
{
    own_value(text) key = {0};

    return make_key(&key, kind, show, name, err) &&
           name_map_set(names->taken, text_string(&key), 0, err);
}

/* Out of memory counts as free: what comes next will fail. */
static bool is_taken(const struct episode_names *names, const char *kind,
    const char *show, const char *name)
{
    own_value(text) key = {0};
    struct err err;

    return make_key(&key, kind, show, name, &err) &&
           name_map_find(names->taken, text_string(&key), NULL);
}

#define DATE_BYTES 24
static void format_date(int64_t date, char letters[DATE_BYTES])
{
    snprintf(letters, DATE_BYTES, "%" PRId64, date);
}

static bool keep_known(struct episode_names *names,
    const struct catalogue_episode *episode, struct err *err)
{
    char date[DATE_BYTES];

    format_date(episode->published, date);
    return keep(names, "slug", episode->show, episode->slug, err) &&
           keep(names, "title", episode->show, episode->title, err) &&
           keep(names, "date", episode->show, date, err);
}

struct episode_names *episode_names_new(
    const struct episode_list *known, struct err *err)
{
    own(episode_names) names = calloc(1, sizeof *names);

    if (!names)
        return err_no_memory(err), NULL;
    names->taken = name_map_new(err);
    if (!names->taken)
        return NULL;
    for (size_t i = 0; i < known->count; i++) {
        if (!keep_known(names, &known->items[i], err))
            return NULL;
    }
    return take(names);
}

static const char *room_title(const struct config_room *room)
{
    return room->title ? room->title : room->name;
}

/* A recorder gives a recording its room's title when it is told no other. */
static bool has_own_title(const struct spool_recording *recording)
{
    const char *title = recording->facts.title;

    return title[0] && strcmp(title, room_title(recording->room)) != 0;
}

static const char *topic_of(const struct spool_recording *recording)
{
    return has_own_title(recording) ? recording->facts.title
                                    : room_title(recording->room);
}

static bool give_slug(struct episode_names *names, const char *topic,
    struct catalogue_episode *episode, struct err *err)
{
    slug_from_title(episode->started, topic, episode->slug);
    for (int number = 2; is_taken(names, "slug", episode->show, episode->slug);
         number++) {
        slug_from_title(episode->started, topic, episode->slug);
        slug_append_number(episode->slug, number);
    }
    return keep(names, "slug", episode->show, episode->slug, err);
}

static void append_time(
    const struct catalogue_episode *episode, struct text *title)
{
    char time[FEED_DATE_BYTES];

    feed_date_iso(episode->started, time);
    text_appendf(title, ", %.5s UTC", time + strlen("2026-11-22T"));
}

/* Its own, or the room and the day. */
static void append_short_title(const struct spool_recording *recording,
    const struct catalogue_episode *episode, struct text *title)
{
    char day[FEED_DATE_BYTES];

    clean_line_append(title, topic_of(recording));
    if (has_own_title(recording))
        return;
    feed_date_words(episode->started, day);
    text_appendf(title, " \xE2\x80\x94 %s", day);
}

/* With the time too if another episode is called that. */
static bool make_title(const struct episode_names *names,
    const struct spool_recording *recording,
    const struct catalogue_episode *episode, struct text *title,
    struct err *err)
{
    append_short_title(recording, episode, title);
    if (!has_own_title(recording) &&
        is_taken(names, "title", episode->show, text_string(title)))
        append_time(episode, title);
    return text_finish(title, err);
}

/* It is taken by itself. */
static bool has_plain_title(const struct spool_recording *recording,
    const struct catalogue_episode *episode)
{
    own_value(text) title = {0};

    append_short_title(recording, episode, &title);
    if (strcmp(text_string(&title), episode->title) == 0)
        return true;
    append_time(episode, &title);
    return strcmp(text_string(&title), episode->title) == 0;
}

static bool set_title(struct episode_names *names,
    const struct spool_recording *recording, struct catalogue_episode *episode,
    struct err *err)
{
    own_value(text) title = {0};

    if (!make_title(names, recording, episode, &title, err))
        return false;
    free(episode->title);
    episode->title = text_take(&title);
    return episode->title
               ? keep(names, "title", episode->show, episode->title, err)
               : err_no_memory(err);
}

bool episode_names_title(struct episode_names *names,
    const struct spool_recording *recording, struct catalogue_episode *episode,
    struct err *err)
{
    return has_plain_title(recording, episode) ||
           set_title(names, recording, episode, err);
}

static bool give_texts(struct episode_names *names,
    const struct config_show *show, const struct spool_recording *recording,
    struct catalogue_episode *episode, struct err *err)
{
    episode->description = strdup(show->description);
    return (episode->description || err_no_memory(err)) &&
           set_title(names, recording, episode, err);
}

static bool fill(struct episode_names *names, const struct config_show *show,
    const struct spool_recording *recording, struct catalogue_episode *episode,
    struct err *err)
{
    const struct recording_facts *facts = &recording->facts;

    snprintf(episode->recording, sizeof episode->recording, "%s", facts->id);
    snprintf(episode->guid, sizeof episode->guid, "urn:uuid:%s", facts->id);
    snprintf(episode->room, sizeof episode->room, "%s", recording->room->name);
    snprintf(episode->show, sizeof episode->show, "%s", show->name);
    episode->started = facts->start_utc_ns / CLOCK_SECOND_NS;
    episode->duration_ms = recording->duration_ms;
    episode->kind = EPISODE_FULL;
    episode->season = show->season;
    return give_slug(names, topic_of(recording), episode, err) &&
           give_texts(names, show, recording, episode, err);
}

bool episode_names_give(struct episode_names *names,
    const struct config_show *show, const struct spool_recording *recording,
    struct catalogue_episode *episode, struct err *err)
{
    if (fill(names, show, recording, episode, err))
        return true;
    catalogue_episode_clear(episode);
    return false;
}

bool episode_names_date(struct episode_names *names,
    struct catalogue_episode *episode, int64_t now, struct err *err)
{
    int64_t wanted = episode_publish_at(episode);
    int64_t date = episode->started + episode->duration_ms / 1000;
    char letters[DATE_BYTES];

    if (date < wanted)
        date = wanted;
    if (date > now)
        date = now;
    format_date(date, letters);
    while (is_taken(names, "date", episode->show, letters))
        format_date(--date, letters);
    episode->published = date;
    return keep(names, "date", episode->show, letters, err);
}

void episode_names_free(struct episode_names *names)
{
    if (!names)
        return;
    name_map_free(names->taken);
    free(names);
}
