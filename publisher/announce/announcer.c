/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/announce/announcer.h"

#include <poll.h>
#include <string.h>

#include "publisher/announce/announce_entry.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/text.h"

struct announcer {
    const struct config *config;
    const char *topic;
    struct announce_places *places;
};

struct announcer *announcer_new(
    const struct config *config, const char *topic, struct err *err)
{
    own(announcer) announcer = calloc(1, sizeof *announcer);

    if (!announcer)
        return err_no_memory(err), NULL;
    announcer->config = config;
    announcer->topic = topic;
    announcer->places = announce_places_new(config, err);
    return announcer->places ? take(announcer) : NULL;
}

static bool make_path(const struct announcer *announcer, const char *show,
    struct text *path, struct err *err)
{
    text_appendf(path, "%s/announce/%s.%s.json", announcer->config->state, show,
        announcer->topic);
    return text_finish(path, err);
}

static bool has_places(const struct announcer *announcer)
{
    bool has_any = false;

    for (int i = 0; i < ANNOUNCE_PLACES; i++)
        has_any |=
            announce_places_have(announcer->places, (enum announce_place)i);
    return has_any;
}

static bool keep(const struct announcer *announcer,
    struct announce_entry *entry, const char *path, struct err *err)
{
    const struct announce_progress waits = {.state = ANNOUNCE_WAITS};
    own_value(text) folder = {0};

    for (int i = 0; i < ANNOUNCE_PLACES; i++) {
        enum announce_place place = (enum announce_place)i;
        if (announce_places_have(announcer->places, place))
            announce_entry_set(entry, place, &waits);
    }
    text_appendf(&folder, "%s/announce", announcer->config->state);
    return text_finish(&folder, err) &&
           durable_make_folder(text_string(&folder), 0755, err) &&
           announce_entry_write(entry, path, err);
}

bool announcer_note(struct announcer *announcer,
    const struct announcement *news, const char *print, struct err *err)
{
    own_value(text) path = {0};
    struct announce_entry *read;

    if (!has_places(announcer))
        return true;
    if (!make_path(announcer, news->show, &path, err) ||
        !announce_entry_read(text_string(&path), &read, err))
        return false;
    own(announce_entry) before = read;
    /* What nobody heard of does not end. */
    if (!before && news->reason == ANNOUNCE_LIVE_END)
        return true;
    if (before && announce_entry_has_print(before, print))
        return true;
    own(announce_entry) entry = announce_entry_new(news, print);
    return entry ? keep(announcer, entry, text_string(&path), err)
                 : err_no_memory(err);
}

/* Eight tries: after 1, 5 and 15 minutes, 1, 3, 6 and 12 hours. */
int64_t announcer_pause(int tries)
{
    static const int64_t minutes[] = {1, 5, 15, 60, 180, 360, 720};
    size_t count = sizeof minutes / sizeof minutes[0];
    size_t at = tries > 0 ? (size_t)tries - 1 : 0;

    return 60 * minutes[at < count ? at : count - 1];
}

/* One turn's telling. */
struct telling {
    struct announcer *announcer;
    const struct announce_turn *turn;
    bool has_failed[ANNOUNCE_PLACES]; /* in this turn: not tried again */
    int64_t due;
};

static bool is_stopped(const struct announce_turn *turn)
{
    struct pollfd polled = {.fd = turn->stop_fd, .events = POLLIN};

    return turn->stop_fd >= 0 && poll(&polled, 1, 0) > 0;
}

static void judge(struct telling *telling, struct announce_progress *progress,
    const struct announce_report *told)
{
    progress->tries++;
    if (told->is_told)
        progress->state = ANNOUNCE_TOLD;
    else if (progress->tries >= ANNOUNCER_MOST_TRIES)
        progress->state = ANNOUNCE_GIVEN_UP;
    else
        progress->next = telling->turn->now + announcer_pause(progress->tries);
}

/* True if something is to be kept. */
static bool tell(struct telling *telling, struct announce_entry *entry,
    enum announce_place place)
{
    struct announce_progress progress = announce_entry_progress(entry, place);
    struct announcement news = announce_entry_news(entry);
    struct announce_report report = {.news = &news, .place = place};
    struct err err = {0};

    report.is_told = announce_places_tell(
        telling->announcer->places, place, &news, telling->turn->stop_fd, &err);
    if (!report.is_told && is_stopped(telling->turn))
        return false;
    judge(telling, &progress, &report);
    telling->has_failed[place] = !report.is_told;
    report.is_given_up = progress.state == ANNOUNCE_GIVEN_UP;
    report.reason = report.is_told ? NULL : &err;
    report.tries = progress.tries;
    report.next = progress.next;
    telling->turn->told(telling->turn->user, &report);
    announce_entry_set(entry, place, &progress);
    return true;
}

static bool is_due(const struct telling *telling,
    const struct announce_entry *entry, enum announce_place place)
{
    struct announce_progress progress = announce_entry_progress(entry, place);

    return progress.state == ANNOUNCE_WAITS &&
           progress.next <= telling->turn->now && !telling->has_failed[place] &&
           announce_places_have(telling->announcer->places, place) &&
           !is_stopped(telling->turn);
}

/* One that was passed over this time has its turn with the one that failed. */
static void look_when(struct telling *telling,
    const struct announce_entry *entry, enum announce_place place)
{
    struct announce_progress progress = announce_entry_progress(entry, place);
    int64_t soonest = telling->turn->now + announcer_pause(1);
    int64_t next = progress.next > soonest ? progress.next : soonest;

    if (progress.state == ANNOUNCE_WAITS && next < telling->due &&
        announce_places_have(telling->announcer->places, place))
        telling->due = next;
}

static bool tell_show(
    struct telling *telling, const char *show, struct err *err)
{
    own_value(text) path = {0};
    struct announce_entry *read;
    bool is_kept = true;

    if (!make_path(telling->announcer, show, &path, err) ||
        !announce_entry_read(text_string(&path), &read, err))
        return false;
    own(announce_entry) entry = read;
    for (int i = 0; entry && i < ANNOUNCE_PLACES; i++) {
        enum announce_place place = (enum announce_place)i;
        if (is_due(telling, entry, place) && tell(telling, entry, place))
            is_kept =
                announce_entry_write(entry, text_string(&path), err) && is_kept;
        look_when(telling, entry, place);
    }
    return is_kept;
}

bool announcer_work(struct announcer *announcer,
    const struct announce_turn *turn, int64_t *due, struct err *err)
{
    const struct config *config = announcer->config;
    struct telling telling = {
        .announcer = announcer, .turn = turn, .due = INT64_MAX};
    bool is_kept = true;

    *due = INT64_MAX;
    if (!has_places(announcer))
        return true;
    for (size_t i = 0; i < config->show_count; i++)
        is_kept = tell_show(&telling, config->shows[i].name, err) && is_kept;
    *due = telling.due;
    return is_kept;
}

void announcer_free(struct announcer *announcer)
{
    if (!announcer)
        return;
    announce_places_free(announcer->places);
    free(announcer);
}
