/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_announce.h"

#include <string.h>

#include "feeds/writer/feed_plan.h"
#include "publisher/announce/announce_places.h"
#include "publisher/announce/announcer.h"
#include "publisher/show/show_model.h"
#include "recorder/base/clock.h"
#include "recorder/base/fingerprint.h"
#include "recorder/base/own.h"

/* Told, and the run goes on: the episodes are out. */
static void note_failure(const struct publish_run *run, const struct err *err)
{
    own_value(text) line = {0};

    text_appendf(&line, "tell the world: %s", err->text);
    publish_run_tell(run, PUBLISH_NOTE, "announce", NULL, &line);
}

void publish_check_places(struct publish_run *run)
{
    struct err err = {0};
    own(announce_places) places = announce_places_new(run->order->config, &err);

    if (places) {
        publish_run_end_trouble(run, "announce");
        return;
    }
    err_prefix(&err, "nobody is told of new episodes");
    publish_run_fail(run, "announce", "", &err);
}

static struct announcement news_of(
    const struct show_site *site, const struct podcast_show *from)
{
    const struct podcast_show show = *from;
    const struct podcast_episode *newest =
        show.episode_count ? &show.episodes[0] : NULL;

    return (struct announcement){
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
}

/* Of the document that subscribers read, without its date and without what is
 * on the air, of which note_live() tells. */
static bool print_of_feed(const struct podcast_show *show,
    char print[FINGERPRINT_BYTES], struct err *err)
{
    struct podcast_show lasting = *show;
    own_value(text) document = {0};

    lasting.changed = 0;
    lasting.live_count = 0;
    own(feed_plan) plan = feed_plan_new(&lasting, NULL, err);
    if (!plan ||
        !rss_write_document(&lasting, &plan->documents[0], &document, err))
        return false;
    fingerprint_make(document.bytes, document.length, print);
    return true;
}

static bool note_feed(const struct config *config, const struct show_site *site,
    const struct podcast_show *show, struct err *err)
{
    const struct announcement news = news_of(site, show);
    char print[FINGERPRINT_BYTES];
    own(announcer) announcer = announcer_new(config, "feed", err);

    return announcer && print_of_feed(show, print, err) &&
           announcer_note(announcer, &news, print, err);
}

/* In place of the newest episode: the session, until it is over. */
static void name_session(
    struct announcement *news, const struct podcast_live *live)
{
    news->episode_title = live ? live->title : NULL;
    news->episode_url =
        live && live->content_link_count ? live->content_links[0].url : NULL;
    news->episode_guid = live ? live->guid : NULL;
}

/* A session is told when it begins, and the end when there is none any more. */
static bool note_live(const struct config *config, const struct show_site *site,
    const struct podcast_show *show, struct err *err)
{
    struct announcement news = news_of(site, show);
    own_value(text) print = {0};
    own(announcer) announcer = announcer_new(config, "live", err);

    name_session(&news, NULL);
    for (size_t i = 0; i < show->live_count; i++) {
        if (strcmp(show->lives[i].status, "live") != 0)
            continue;
        if (print.length == 0)
            name_session(&news, &show->lives[i]);
        text_appendf(&print, "%s ", show->lives[i].guid);
    }
    news.reason = print.length > 0 ? ANNOUNCE_LIVE : ANNOUNCE_LIVE_END;
    return announcer && text_finish(&print, err) &&
           announcer_note(announcer, &news, text_string(&print), err);
}

void publish_note_news(const struct publish_run *run, size_t at)
{
    const struct config *config = run->order->config;
    const struct show_site *site = run->sites[at];
    struct podcast_show show;
    bool is_there;
    struct err err;

    if (!show_site_look(site, run->store, &show, &is_there, &err) ||
        (is_there && (!note_feed(config, site, &show, &err) ||
                         !note_live(config, site, &show, &err))))
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

static void tell_topic(struct publish_run *run, const char *topic, int64_t *due)
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
    own(announcer) announcer = announcer_new(order->config, topic, &err);

    if (!announcer || !announcer_work(announcer, &turn, &next, &err))
        note_failure(run, &err);
    if (next < *due)
        *due = next;
}

void publish_tell_news(struct publish_run *run, int64_t *due)
{
    tell_topic(run, "live", due);
    tell_topic(run, "feed", due);
}
