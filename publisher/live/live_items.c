/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/live/live_items.h"

#include <stdio.h>
#include <string.h>

#include "publisher/relay/relay_address.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/schedule.h"
#include "recorder/base/text.h"

#define MOST_MOUNTS 16
#define BETWEEN_ADDRESSES " \t,"
#define NEXT_SERVER '|'
#define AHEAD_S (7 * 86400) /* how long before its begin it is told */
#define LATE_S 600          /* so late it may still come */
#define EARLY_S 900         /* so much before it begins it is that session */
#define ROLL_S 60           /* what began so early was no sound check */
#define LOOK_S 60           /* a relay that died says nothing */

/* The one of a room; the records point here. */
struct item {
    char guid[IDENTIFIER_BYTES];
    struct podcast_media media[MOST_MOUNTS];
    char *urls[MOST_MOUNTS];
    size_t media_count;
};

struct live_items {
    struct item *items;          /* one for each room at most */
    struct podcast_live *lives;  /* the records, as many */
    struct podcast_link content; /* the show's page, of all */
    char *page;
    size_t count;
    int64_t due;
};

static void note_due(struct live_items *items, int64_t due)
{
    if (due < items->due)
        items->due = due;
}

/* Takes the address; passes over what is too much. */
static void add_media(struct item *item, char *url, bool is_mp3)
{
    if (!url || item->media_count == MOST_MOUNTS) {
        free(url);
        return;
    }
    item->urls[item->media_count] = url;
    item->media[item->media_count++] = (struct podcast_media){
        .url = url,
        .type = is_mp3 ? "audio/mpeg" : "audio/ogg",
        .codecs = is_mp3 ? NULL : "opus",
        .title = is_mp3 ? NULL : "Opus",
    };
}

/* Clients that take one enclosure take MP3. */
static void put_mp3_first(struct item *item)
{
    for (size_t i = 1; i < item->media_count; i++) {
        struct podcast_media media = item->media[i];
        if (media.codecs || !item->media[0].codecs)
            continue;
        item->media[i] = item->media[0];
        item->media[0] = media;
    }
}

/* --- Addresses that a room will have ------------------------------------- */

static char *listen_url(const struct relay_address *address)
{
    bool is_v6 = strchr(address->host, ':') != NULL;
    struct text url = {0};

    text_append(&url, address->is_tls ? "https://" : "http://");
    text_appendf(&url, is_v6 ? "[%s]:%d%s" : "%s:%d%s", address->host,
        address->port, address->mount);
    return text_take(&url);
}

/* The first server of each target; what cannot be read the relay tells of. */
static void add_configured(struct item *item, const char *relay)
{
    bool is_next_server = false;

    while (*relay) {
        size_t length = strcspn(relay, BETWEEN_ADDRESSES "|");
        struct relay_address address = {0};
        struct err ignored;
        if (length > 0 && !is_next_server &&
            relay_address_parse(relay, length, &address, &ignored))
            add_media(item, listen_url(&address), address.format == LIVE_MP3);
        relay_address_clear(&address);
        relay += length;
        length = strspn(relay, BETWEEN_ADDRESSES "|");
        is_next_server = memchr(relay, NEXT_SERVER, length) != NULL;
        relay += length;
    }
}

/* --- Records -------------------------------------------------------------- */

static bool make_guid(const struct live_input *facts,
    const struct config_room *room, int64_t start, struct item *item)
{
    own_value(text) name = {0};
    char begin[CLOCK_NAME_BYTES];

    clock_format_name(start * CLOCK_SECOND_NS, begin);
    text_appendf(&name, "live %s %s", room->name, begin);
    return !name.has_failed &&
           identifier_from_name(facts->guid, text_string(&name), item->guid);
}

static bool add_record(struct live_items *items, const struct live_input *facts,
    const struct config_room *room, const struct podcast_live *from,
    struct err *err)
{
    struct item *item = &items->items[items->count];
    struct podcast_live *live = &items->lives[items->count];

    if (!make_guid(facts, room, from->start, item))
        return err_set(err, ERR_FORMAT, "the show's guid is none");
    put_mp3_first(item);
    *live = *from;
    live->guid = item->guid;
    live->title = room->title ? room->title : facts->show->title;
    live->enclosure = item->media[0];
    live->alternates = &item->media[1];
    live->alternate_count = item->media_count - 1;
    live->content_links = &items->content;
    live->content_link_count = 1;
    items->count++;
    return true;
}

/* The span of the schedule that a session belongs to. */
static bool find_span(
    const struct schedule *schedule, int64_t start, struct schedule_span *span)
{
    return schedule && schedule_next(schedule, start * CLOCK_SECOND_NS, span) &&
           span->begin_ns <= (start + EARLY_S) * CLOCK_SECOND_NS;
}

/* A room with what is known of its hours. */
struct timed_room {
    const struct config_room *room;
    const struct schedule *schedule; /* NULL: it has none */
    const struct live_mount *heard;  /* NULL: it is not on the air */
};

static bool add_live(struct live_items *items, const struct live_input *facts,
    const struct timed_room *timed, struct err *err)
{
    const struct live_mount *mount = timed->heard;
    struct schedule_span span;
    struct podcast_live live = {
        .status = "live",
        .start = live_session_start(
            facts->config, mount, mount->since_utc_ns / CLOCK_SECOND_NS),
    };

    if (find_span(timed->schedule, live.start, &span)) {
        live.start = span.begin_ns / CLOCK_SECOND_NS;
        live.end = span.end_ns / CLOCK_SECOND_NS;
    }
    note_due(items, facts->now + LOOK_S);
    return add_record(items, facts, timed->room, &live, err);
}

/* The next that is not already too late. */
static bool find_next(
    const struct schedule *schedule, int64_t now, struct schedule_span *span)
{
    int64_t least_ns = (now - LATE_S) * CLOCK_SECOND_NS;

    return schedule_next(schedule, least_ns, span) &&
           (span->begin_ns > least_ns ||
               schedule_next(schedule, span->end_ns, span));
}

static bool add_pending(struct live_items *items,
    const struct live_input *facts, const struct timed_room *timed,
    struct err *err)
{
    const struct config_room *room = timed->room;
    struct item *item = &items->items[items->count];
    struct podcast_live live = {.status = "pending"};
    struct schedule_span span;

    if (!find_next(timed->schedule, facts->now, &span))
        return true;
    live.start = span.begin_ns / CLOCK_SECOND_NS;
    live.end = span.end_ns / CLOCK_SECOND_NS;
    if (live.start > facts->now + AHEAD_S) {
        note_due(items, live.start - AHEAD_S);
        return true;
    }
    note_due(items, live.start + LATE_S);
    if (live_is_over(facts->config, room->name, live.start - ROLL_S))
        return true;
    add_configured(item, room->relay);
    return item->media_count == 0 || add_record(items, facts, room, &live, err);
}

static bool add_room(struct live_items *items, const struct live_input *facts,
    const struct config_room *room, struct err *err)
{
    struct item *item = &items->items[items->count];
    struct timed_room timed = {.room = room};

    own(schedule) schedule =
        room->schedule ? schedule_parse(room->schedule, err) : NULL;
    if (room->schedule && !schedule)
        return false;
    timed.schedule = schedule;
    for (size_t i = 0; i < facts->state->count; i++) {
        const struct live_mount *mount = &facts->state->mounts[i];
        if (strcmp(mount->room, room->name) != 0)
            continue;
        timed.heard = timed.heard ? timed.heard : mount;
        add_media(item, strdup(mount->url), mount->is_mp3);
    }
    if (timed.heard && item->media_count > 0)
        return add_live(items, facts, &timed, err);
    return !schedule || add_pending(items, facts, &timed, err);
}

static bool make_page(
    struct live_items *items, const struct live_input *facts, struct err *err)
{
    struct text url = {0};

    text_appendf(&url, "%s/%s/", facts->config->url, facts->show->name);
    items->page = text_take(&url);
    items->content =
        (struct podcast_link){.url = items->page, .text = "Listen live"};
    return items->page || err_no_memory(err);
}

struct live_items *live_items_new(
    const struct live_input *facts, struct err *err)
{
    const struct config *config = facts->config;
    own(live_items) items = calloc(1, sizeof *items);

    if (!items)
        return err_no_memory(err), NULL;
    items->due = INT64_MAX;
    items->items = calloc(config->room_count + 1, sizeof *items->items);
    items->lives = calloc(config->room_count + 1, sizeof *items->lives);
    if (!items->items || !items->lives || !make_page(items, facts, err))
        return err_no_memory(err), NULL;
    for (size_t i = 0; i < config->room_count; i++) {
        const struct config_room *room = &config->rooms[i];
        bool is_ours = room->show && room->relay &&
                       strcmp(room->show, facts->show->name) == 0;
        if (is_ours && !add_room(items, facts, room, err)) {
            err_prefix(err, "[room %s]", room->name);
            return NULL;
        }
    }
    return take(items);
}

const struct podcast_live *live_items_records(
    const struct live_items *items, size_t *count)
{
    *count = items->count;
    return items->lives;
}

int64_t live_items_due(const struct live_items *items)
{
    return items->due;
}

void live_items_free(struct live_items *items)
{
    if (!items)
        return;
    /* One more: that of a room which came to nothing. */
    for (size_t i = 0; items->items && i <= items->count; i++)
        for (size_t k = 0; k < items->items[i].media_count; k++)
            free(items->items[i].urls[k]);
    free(items->items);
    free(items->lives);
    free(items->page);
    free(items);
}
