/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_shows.h"

#include <string.h>

#include "publisher/catalogue/catalogue_copy.h"
#include "publisher/catalogue/catalogue_read.h"
#include "publisher/catalogue/catalogue_show.h"
#include "publisher/recovery/private_copy.h"
#include "publisher/run/publish_announce.h"
#include "publisher/run/publish_mending.h"
#include "publisher/run/publish_news.h"
#include "publisher/show/feed_notes.h"
#include "publisher/show/feed_versions.h"
#include "publisher/show/site_index.h"
#include "recorder/base/own.h"

/* The checker's name of it. A feed whose last episode was taken back has to
 * go out all the same: it would be in the old one for ever. */
#define NO_EPISODES "episodes-missing"

/* A refusal is told with the failure, warnings are notes for the end. */
struct findings {
    const char *show;
    bool is_emptied; /* by people or by retention, and not for want of any */
    struct feed_notes notes;
    struct text refusals;
};

static void findings_clear(struct findings *findings)
{
    feed_notes_clear(&findings->notes);
    text_clear(&findings->refusals);
}

static void on_finding(void *user, const struct feed_finding *finding)
{
    struct findings *findings = user;

    if (finding->severity != FEED_REFUSED ||
        (findings->is_emptied && strcmp(finding->rule, NO_EPISODES) == 0))
        feed_notes_add(&findings->notes, finding);
    else
        text_appendf(&findings->refusals, "%s%s: %s (%s, %s)",
            findings->refusals.length ? "; " : "", finding->where,
            finding->message, finding->rule, finding->source);
}

static void tell_notes(
    const struct publish_run *run, const struct findings *findings)
{
    for (size_t i = 0; i < findings->notes.count; i++) {
        own_value(text) line = {0};
        text_appendf(&line, "%s: ", findings->show);
        feed_notes_format(&findings->notes, i, &line);
        publish_run_tell(run, PUBLISH_NOTE, "check", NULL, &line);
    }
}

static bool check_site(
    struct publish_run *run, const struct show_site *site, struct err *err)
{
    own_value(findings) findings = {
        .show = show_site_record(site)->name,
        .is_emptied = show_site_is_empty(site),
    };

    show_site_check(site, run->store, run->is_settled, on_finding, &findings);
    tell_notes(run, &findings);
    return (!findings.refusals.length && !findings.refusals.has_failed) ||
           err_set(err, ERR_FORMAT,
               "directories would refuse the feed, it does not go out: %s",
               text_string(&findings.refusals));
}

/* A feed never names a file that is not there. */
static bool check_media(const struct publish_run *run,
    const struct show_site *site, struct err *err)
{
    for (size_t i = 0; i < run->episodes.count; i++) {
        const struct catalogue_episode *episode = &run->episodes.items[i];
        if (show_site_has(site, episode) && !run->has_media[i])
            return err_set(err, ERR_IO,
                "media of %s are not on the site: the feed stays as it is",
                episode->slug);
    }
    return true;
}

static bool keep_as_listed(
    struct publish_run *run, struct show_site *site, struct err *err)
{
    own_heap(const char *) recordings =
        calloc(run->episodes.count + 1, sizeof *recordings);
    struct catalogue_listing listing = {.recordings = recordings};

    if (!recordings)
        return err_no_memory(err);
    for (size_t i = 0; i < run->episodes.count; i++) {
        const struct catalogue_episode *episode = &run->episodes.items[i];
        if (publish_is_due(site, episode))
            recordings[listing.count++] = episode->recording;
    }
    if (!catalogue_list(run->catalogue, show_site_record(site), &listing, err))
        return false;
    show_site_note_kept(site);
    return true;
}

static void tell_published(
    const struct publish_run *run, const struct show_site *site)
{
    for (size_t i = 0; i < run->episodes.count; i++) {
        const struct catalogue_episode *episode = &run->episodes.items[i];
        if (publish_is_due(site, episode))
            publish_tell_published(run, episode);
    }
}

/* From what the catalogue keeps by now. */
static bool write_copy(
    struct publish_run *run, const struct show_site *site, struct err *err)
{
    const struct catalogue_show *show = show_site_record(site);
    own_value(episode_list) episodes = {0};
    own_value(text) lines = {0};
    own_value(text) key = {0};

    text_appendf(&key, "%s/%s", show->name, CATALOGUE_COPY_NAME);
    return text_finish(&key, err) &&
           catalogue_read(run->catalogue, &episodes, err) &&
           catalogue_copy_append(
               run->catalogue, show, &episodes, &lines, err) &&
           store_put_bytes(
               run->store, text_string(&key), lines.bytes, lines.length, err);
}

/* Once a day, or when they were never known to be right, all are written. */
static bool write_pages(
    struct publish_run *run, const struct show_site *site, struct err *err)
{
    const char *show = show_site_record(site)->name;
    own(page_memory) pages =
        page_memory_read(run->looked ? run->catalogue : NULL, show, err);

    return pages && show_site_write_pages(site, run->store, pages, err) &&
           page_memory_keep(pages, run->catalogue, err);
}

/* Pages before the catalogue, the feed last: whoever follows a feed finds
 * what it names, and nothing is in a feed that the catalogue does not keep
 * for ever. */
static bool write_site(
    struct publish_run *run, struct show_site *site, struct err *err)
{
    return write_pages(run, site, err) &&
           (!show_site_has_changed(site) || keep_as_listed(run, site, err)) &&
           write_copy(run, site, err) &&
           show_site_write_feed(site, run->store, err);
}

/* Of what was hidden, or taken back for review, after the feed without it has
 * gone out. */
static bool remove_pages(
    struct publish_run *run, const struct show_site *site, struct err *err)
{
    const char *show = show_site_record(site)->name;

    for (size_t i = 0; i < run->episodes.count; i++) {
        const struct catalogue_episode *episode = &run->episodes.items[i];
        own_value(text) key = {0};
        if (strcmp(episode->show, show) != 0 || show_site_has(site, episode) ||
            episode->state != EPISODE_LISTED || episode->removed)
            continue;
        text_appendf(&key, "%s/%s/index.html", show, episode->slug);
        if (!text_finish(&key, err) ||
            !store_remove(run->store, text_string(&key), err))
            return false;
    }
    return true;
}

static bool keep_feed(
    struct publish_run *run, const struct show_site *site, struct err *err)
{
    const struct catalogue_show *show = show_site_record(site);

    return feed_versions_keep(run->order->config->state, show->name,
        show->changed, show_site_feed(site), err);
}

/* The feed is out: that it is not kept fails the show no more. */
static void keep_version(struct publish_run *run, const struct show_site *site)
{
    const char *show = show_site_record(site)->name;
    own_value(text) subject = {0};
    struct err err = {0};

    text_appendf(&subject, "feeds %s", show);
    if (keep_feed(run, site, &err)) {
        publish_run_end_trouble(run, text_string(&subject));
        return;
    }
    err_prefix(&err, "keep the feed of %s", show);
    publish_run_fail(run, text_string(&subject), "", &err);
}

/* As it went out last; what differs from that is no news but damage. */
static bool mend_site(
    struct publish_run *run, struct show_site *site, struct err *err)
{
    struct publish_mending mending = {.run = run};

    publish_mending_begin(&mending);
    bool is_good = write_site(run, site, err);
    publish_mending_end(&mending);
    return is_good;
}

/* What it tells is by what was in the store: a run that failed late may have
 * catalogued the change and not told it. */
static bool renew_site(
    struct publish_run *run, struct show_site *site, struct err *err)
{
    struct publish_news news = {.run = run, .site = site};

    if (!write_site(run, site, err))
        return false;
    tell_published(run, site);
    publish_news_tell(&news);
    return true;
}

static bool write_show(
    struct publish_run *run, struct show_site *site, struct err *err)
{
    bool was_known = show_site_is_known(site);

    if (!show_site_fill(
            site, &run->episodes, &run->live, run->order->now, err) ||
        !check_media(run, site, err))
        return false;
    if (!was_known && show_site_is_empty(site))
        return true;
    run->is_settled = run->is_settled && !show_site_has_changed(site);
    if (!show_site_read_feed(site, run->store, err) ||
        !check_site(run, site, err) ||
        !(run->is_settled ? mend_site : renew_site)(run, site, err))
        return false;
    keep_version(run, site);
    return remove_pages(run, site, err);
}

void publish_show(struct publish_run *run, size_t at)
{
    const char *name = run->order->config->shows[at].name;
    own_value(text) subject = {0};
    struct err err = {0};

    text_appendf(&subject, "show %s", name);
    if (publish_run_read(run, &err) && write_show(run, run->sites[at], &err)) {
        run->progress[at] = SHOW_WRITTEN;
        publish_note_news(run, at);
        publish_run_end_trouble(run, text_string(&subject));
        return;
    }
    run->progress[at] = SHOW_FAILED;
    err_prefix(&err, "show %s", name);
    publish_run_fail(run, text_string(&subject), "", &err);
}

static void publish_index(struct publish_run *run)
{
    const struct config *config = run->order->config;
    struct publish_mending mending = {.run = run};
    struct err err = {0};

    if (run->is_settled)
        publish_mending_begin(&mending);
    bool is_written = site_index_write(
        config->url, run->sites, config->show_count, run->store, &err);
    publish_mending_end(&mending);
    if (is_written) {
        publish_run_end_trouble(run, "index");
        return;
    }
    err_prefix(&err, "index of the site");
    publish_run_fail(run, "index", "", &err);
}

void publish_all_shows(struct publish_run *run)
{
    for (size_t i = 0; i < run->order->config->show_count; i++)
        if (run->progress[i] == SHOW_WAITS)
            publish_show(run, i);
    publish_index(run);
}

static void keep_copy(struct publish_run *run,
    const struct episode_list *episodes, const char *show)
{
    own_value(text) subject = {0};
    struct err err = {0};

    text_appendf(&subject, "copy %s", show);
    if (private_copy_keep(
            run->order->config, run->catalogue, episodes, show, &err)) {
        publish_run_end_trouble(run, text_string(&subject));
        return;
    }
    err_prefix(&err, "copy of the catalogue of %s", show);
    publish_run_fail(run, text_string(&subject), "", &err);
}

bool publish_keep_copies(struct publish_run *run, struct err *err)
{
    const struct config *config = run->order->config;
    own_value(episode_list) episodes = {0};

    if (!spool_is_there(config))
        return true; /* its disk may be elsewhere: nothing is made there */
    if (!catalogue_read(run->catalogue, &episodes, err))
        return false;
    for (size_t i = 0; i < config->show_count; i++)
        keep_copy(run, &episodes, config->shows[i].name);
    return true;
}

/* A change of the configuration alone is a change of the feed too. */
static bool look_at_show(
    struct publish_run *run, struct show_site *site, struct err *err)
{
    own_value(text) line = {0};
    bool was_known = show_site_is_known(site);

    if (!show_site_fill(site, &run->episodes, &run->live, run->order->now, err))
        return false;
    if ((!was_known && show_site_is_empty(site)) ||
        !show_site_has_changed(site))
        return true;
    text_appendf(
        &line, "would write %s/feed.xml", show_site_record(site)->name);
    publish_run_tell(run, PUBLISH_PLANNED, "write", NULL, &line);
    return true;
}

bool publish_look_at_shows(struct publish_run *run, struct err *err)
{
    for (size_t i = 0; i < run->order->config->show_count; i++)
        if (!look_at_show(run, run->sites[i], err))
            return false;
    return true;
}
