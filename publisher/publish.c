/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/publish.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/catalogue.h"
#include "publisher/catalogue_read.h"
#include "publisher/catalogue_show.h"
#include "publisher/episode_maker.h"
#include "publisher/feed_notes.h"
#include "publisher/publish_plan.h"
#include "publisher/show_site.h"
#include "publisher/site_index.h"
#include "publisher/spool.h"
#include "publisher/store.h"
#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"
#include "recorder/base/quantity.h"
#include "recorder/base/text.h"

struct publish_run {
    const struct publish_order *order;
    struct spool spool;
    struct episode_list episodes; /* as catalogued */
    bool *has_media;              /* of each of them */
    struct publish_plan plan;
    struct catalogue *catalogue;
    struct store *store;
    struct show_site **sites; /* one for each show of the config */
    int failed_count;
};

static void publish_run_clear(struct publish_run *run)
{
    for (size_t i = 0; run->sites && i < run->order->config->show_count; i++)
        show_site_free(run->sites[i]);
    free(run->sites);
    publish_plan_clear(&run->plan);
    free(run->has_media);
    episode_list_clear(&run->episodes);
    spool_clear(&run->spool);
    store_free(run->store);
    catalogue_free(run->catalogue);
}

static void tell(const struct publish_run *run, enum publish_event event,
    const struct text *line)
{
    run->order->told(run->order->user, event, text_string(line));
}

static void tell_failure(struct publish_run *run, const struct err *err)
{
    run->failed_count++;
    run->order->told(run->order->user, PUBLISH_FAILED, err->text);
}

static void on_bad_recording(
    void *user, const char *path, const struct err *reason)
{
    struct publish_run *run = user;
    struct err err = *reason;

    if (!strstr(err.text, path))
        err_prefix(&err, "%s", path);
    tell_failure(run, &err);
}

static void on_leftover(void *user, const char *part_path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err)
{
    struct publish_run *run = user;
    own_value(text) line = {0};
    char length[QUANTITY_TIME_BYTES];

    if (outcome == REPAIR_FAILED) {
        on_bad_recording(run, part_path, err);
        return;
    }
    quantity_format_time(clock_ns_from_frames_48k(report->frames_48k), length);
    if (outcome == REPAIR_DONE)
        text_appendf(
            &line, "%s: finished what was left, %s", part_path, length);
    else if (outcome == REPAIR_EMPTY)
        text_appendf(&line, "%s: left without sound, set aside", part_path);
    else
        text_appendf(&line, "%s: still running", part_path);
    tell(run, PUBLISH_NOTE, &line);
}

static bool open_catalogue(struct publish_run *run, struct err *err)
{
    const struct publish_order *order = run->order;
    own_value(text) path = {0};

    text_appendf(&path, "%s/catalogue.sqlite", order->config->state);
    if (!text_finish(&path, err))
        return false;
    run->catalogue = catalogue_open(text_string(&path),
        order->is_dry_run ? DATABASE_LOOK : DATABASE_CREATE, err);
    return run->catalogue != NULL;
}

static bool open_store(struct publish_run *run, struct err *err)
{
    const struct publish_order *order = run->order;

    if (!order->is_dry_run &&
        !durable_make_folder(order->config->site, 0755, err))
        return false;
    run->store = store_directory_new(order->config->site, err);
    return run->store != NULL;
}

static bool open_site(struct publish_run *run, size_t at, struct err *err)
{
    const struct config *config = run->order->config;
    const struct config_show *show = &config->shows[at];
    struct catalogue_show record = {0};
    bool is_known;

    if (!catalogue_find_show(
            run->catalogue, show->name, &record, &is_known, err))
        return false;
    run->sites[at] =
        show_site_new(config, show, is_known ? &record : NULL, err);
    return run->sites[at] != NULL;
}

/* All shows before anything is begun: a mistake in the configuration is one
 * for each of them. */
static bool open_sites(struct publish_run *run, struct err *err)
{
    size_t count = run->order->config->show_count;

    run->sites = calloc(count, sizeof(struct show_site *));
    if (!run->sites)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (!open_site(run, i, err))
            return false;
    }
    return true;
}

/* What the catalogue keeps, and what of it is in the store. */
static bool read_episodes(struct publish_run *run, struct err *err)
{
    episode_list_clear(&run->episodes);
    free(run->has_media);
    run->has_media = NULL;
    if (!catalogue_read(run->catalogue, &run->episodes, err))
        return false;
    run->has_media = calloc(run->episodes.count + 1, sizeof(bool));
    if (!run->has_media)
        return err_no_memory(err);
    for (size_t i = 0; i < run->episodes.count; i++) {
        if (!episode_has_media(
                run->store, &run->episodes.items[i], &run->has_media[i], err))
            return false;
    }
    return true;
}

static bool make_plan(struct publish_run *run, struct err *err)
{
    const struct plan_input input = {
        .config = run->order->config,
        .spool = &run->spool,
        .known = &run->episodes,
        .has_media = run->has_media,
        .now = run->order->now,
    };

    return spool_scan(
               run->order->config, &run->spool, on_bad_recording, run, err) &&
           publish_plan_make(&input, &run->plan, err);
}

static void tell_plan(const struct publish_run *run)
{
    for (size_t i = 0; i < run->spool.leftover_count; i++) {
        own_value(text) line = {0};
        text_appendf(&line, "would finish %s, unless it is being recorded",
            run->spool.leftovers[i]);
        tell(run, PUBLISH_PLANNED, &line);
    }
    for (size_t i = 0; i < run->plan.count; i++) {
        own_value(text) line = {0};
        publish_plan_describe(&run->plan.jobs[i], &line);
        tell(run, PUBLISH_PLANNED, &line);
    }
}

static void make_episodes(struct publish_run *run)
{
    const struct episode_maker maker = {
        .config = run->order->config,
        .catalogue = run->catalogue,
        .store = run->store,
    };

    for (size_t i = 0; i < run->plan.count; i++) {
        struct publish_job *job = &run->plan.jobs[i];
        own_value(text) line = {0};
        struct err err = {0};
        text_appendf(
            &line, "%s/%s: rendering", job->episode.show, job->episode.slug);
        tell(run, PUBLISH_NOTE, &line);
        if (!episode_make(&maker, job, &err))
            tell_failure(run, &err);
    }
}

/* A refusal is told at once, warnings are notes for the end. */
struct findings {
    struct publish_run *run;
    const char *show;
    struct feed_notes notes;
};

static void on_finding(void *user, const struct feed_finding *finding)
{
    struct findings *findings = user;
    own_value(text) line = {0};

    if (finding->severity != FEED_REFUSED) {
        feed_notes_add(&findings->notes, finding);
        return;
    }
    text_appendf(&line, "%s: %s: %s (%s, %s)", findings->show, finding->where,
        finding->message, finding->rule, finding->source);
    tell(findings->run, PUBLISH_FAILED, &line);
}

static void tell_notes(const struct findings *findings)
{
    for (size_t i = 0; i < findings->notes.count; i++) {
        own_value(text) line = {0};
        text_appendf(&line, "%s: ", findings->show);
        feed_notes_format(&findings->notes, i, &line);
        tell(findings->run, PUBLISH_NOTE, &line);
    }
}

static bool check_site(
    struct publish_run *run, const struct show_site *site, struct err *err)
{
    const char *name = show_site_record(site)->name;
    struct findings findings = {.run = run, .show = name};
    bool may_go_out = show_site_check(site, on_finding, &findings);

    tell_notes(&findings);
    feed_notes_clear(&findings.notes);
    return may_go_out ||
           err_set(err, ERR_FORMAT,
               "directories would refuse the feed for what is said above: it "
               "does not go out");
}

/* A feed never names a file that is not there. */
static bool check_media(
    const struct publish_run *run, const char *show, struct err *err)
{
    for (size_t i = 0; i < run->episodes.count; i++) {
        const struct catalogue_episode *episode = &run->episodes.items[i];
        if (strcmp(episode->show, show) == 0 &&
            episode->state >= EPISODE_VERIFIED && !run->has_media[i])
            return err_set(err, ERR_IO,
                "media of %s are not on the site: the feed stays as it is",
                episode->slug);
    }
    return true;
}

static bool keep_as_listed(
    struct publish_run *run, const struct catalogue_show *show, struct err *err)
{
    own_heap(const char *) recordings =
        calloc(run->episodes.count + 1, sizeof *recordings);
    struct catalogue_listing listing = {.recordings = recordings};

    if (!recordings)
        return err_no_memory(err);
    for (size_t i = 0; i < run->episodes.count; i++) {
        const struct catalogue_episode *episode = &run->episodes.items[i];
        if (strcmp(episode->show, show->name) == 0 &&
            episode->state == EPISODE_VERIFIED && !episode->hidden)
            recordings[listing.count++] = episode->recording;
    }
    return catalogue_list(run->catalogue, show, &listing, err);
}

static void tell_published(const struct publish_run *run, const char *show)
{
    for (size_t i = 0; i < run->episodes.count; i++) {
        const struct catalogue_episode *episode = &run->episodes.items[i];
        own_value(text) line = {0};
        if (strcmp(episode->show, show) != 0 ||
            episode->state != EPISODE_VERIFIED)
            continue;
        text_appendf(
            &line, "published %s/%s: %s", show, episode->slug, episode->title);
        tell(run, PUBLISH_DONE, &line);
    }
}

/* Pages before the catalogue, the feed last: whoever follows a feed finds
 * what it names, and nothing is in a feed that the catalogue does not keep
 * for ever. */
static bool write_site(
    struct publish_run *run, const struct show_site *site, struct err *err)
{
    return show_site_write_pages(site, run->store, err) &&
           (!show_site_has_changed(site) ||
               keep_as_listed(run, show_site_record(site), err)) &&
           show_site_write_feed(site, run->store, err);
}

static bool publish_show(
    struct publish_run *run, struct show_site *site, struct err *err)
{
    const char *name = show_site_record(site)->name;

    if (!show_site_fill(site, &run->episodes, run->order->now, err) ||
        !check_media(run, name, err))
        return false;
    if (show_site_is_empty(site))
        return true;
    if (!check_site(run, site, err) || !write_site(run, site, err))
        return false;
    tell_published(run, name);
    return true;
}

static void publish_shows(struct publish_run *run)
{
    for (size_t i = 0; i < run->order->config->show_count; i++) {
        struct err err = {0};
        if (publish_show(run, run->sites[i], &err))
            continue;
        err_prefix(&err, "show %s", run->order->config->shows[i].name);
        tell_failure(run, &err);
    }
}

static void publish_index(struct publish_run *run)
{
    const struct config *config = run->order->config;
    struct err err = {0};

    if (site_index_write(
            config->url, run->sites, config->show_count, run->store, &err))
        return;
    err_prefix(&err, "index of the site");
    tell_failure(run, &err);
}

static bool prepare(struct publish_run *run, struct err *err)
{
    return open_catalogue(run, err) && open_sites(run, err) &&
           open_store(run, err) && read_episodes(run, err);
}

static bool change_things(struct publish_run *run, struct err *err)
{
    spool_finish_leftovers(run->order->config, on_leftover, run);
    if (!make_plan(run, err))
        return false;
    make_episodes(run);
    if (!read_episodes(run, err))
        return false;
    publish_shows(run);
    publish_index(run);
    return true;
}

/* A change of the configuration alone is a change of the feed too. */
static bool tell_show(
    struct publish_run *run, struct show_site *site, struct err *err)
{
    own_value(text) line = {0};

    if (!show_site_fill(site, &run->episodes, run->order->now, err))
        return false;
    if (show_site_is_empty(site) || !show_site_has_changed(site))
        return true;
    text_appendf(
        &line, "would write %s/feed.xml", show_site_record(site)->name);
    tell(run, PUBLISH_PLANNED, &line);
    return true;
}

static bool only_look(struct publish_run *run, struct err *err)
{
    if (!make_plan(run, err))
        return false;
    tell_plan(run);
    for (size_t i = 0; i < run->order->config->show_count; i++) {
        if (!tell_show(run, run->sites[i], err))
            return false;
    }
    return true;
}

bool publish_run(
    const struct publish_order *order, int *failed_count, struct err *err)
{
    own_value(publish_run) run = {.order = order};

    if (!prepare(&run, err) ||
        !(order->is_dry_run ? only_look : change_things)(&run, err))
        return false;
    *failed_count = run.failed_count;
    return true;
}
