/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/publish_announce.h"

#include <string.h>

#include "publisher/announce/announcer.h"
#include "publisher/show_model.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"

/* Told, and the run goes on: the episodes are out. */
static void note_failure(const struct publish_run *run, const struct err *err)
{
    own_value(text) line = {0};

    text_appendf(&line, "tell the world: %s", err->text);
    publish_run_tell(run, PUBLISH_NOTE, "announce", NULL, &line);
}

static bool note_show(struct announcer *announcer,
    const struct publish_run *run, size_t at, struct err *err)
{
    const struct show_site *site = run->sites[at];
    struct podcast_show show;
    bool is_there;

    if (!show_site_look(site, run->store, &show, &is_there, err))
        return false;
    const struct podcast_episode *newest =
        show.episode_count ? &show.episodes[0] : NULL;
    const struct announcement news = {
        .reason = ANNOUNCE_UPDATE,
        .show = show_site_record(site)->name,
        .title = show.title,
        .medium = show.medium,
        .feed = show.feed_url,
        .other_feed = show.format_count ? show.formats[0].feed_url : NULL,
        .episode_title = newest ? newest->title : NULL,
        .episode_url = newest ? newest->link : NULL,
        .episode_guid = newest ? newest->guid : NULL,
    };
    return !is_there || announcer_note(announcer, &news,
                            show_site_record(site)->fingerprint, err);
}

void publish_note_news(const struct publish_run *run, size_t at)
{
    struct err err;
    own(announcer) announcer = announcer_new(run->order->config, "feed", &err);

    if (!announcer || !note_show(announcer, run, at, &err))
        note_failure(run, &err);
}

/* The last word about one that could not be told is for everybody. */
static void on_told(void *user, const struct announce_report *report)
{
    const struct publish_run *run = user;
    own_value(text) line = {0};
    char next[CLOCK_ISO_BYTES];

    if (report->is_told)
        text_appendf(&line, "%s: told %s", report->news->show,
            announce_place_name(report->place));
    else
        text_appendf(
            &line, "%s: tell %s", report->news->show, report->reason->text);
    if (report->is_given_up) {
        text_appendf(&line, "; given up after %d tries", report->tries);
    } else if (!report->is_told) {
        clock_format_iso(report->next * CLOCK_SECOND_NS, next);
        text_appendf(&line, "; again at %.16sZ", next);
    }
    publish_run_tell(run, report->is_given_up ? PUBLISH_FAILED : PUBLISH_NEWS,
        "announce", NULL, &line);
}

void publish_tell_news(struct publish_run *run, int64_t *due)
{
    const struct publish_order *order = run->order;
    const struct announce_turn turn = {
        .now = order->now,
        .stop_fd = order->stop_fd,
        .told = on_told,
        .user = run,
    };
    int64_t next = INT64_MAX;
    struct err err;
    own(announcer) announcer = announcer_new(order->config, "feed", &err);

    if (!announcer || !announcer_work(announcer, &turn, &next, &err))
        note_failure(run, &err);
    if (next < *due)
        *due = next;
}
