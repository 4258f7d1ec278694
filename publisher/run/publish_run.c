/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_run.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "publisher/catalogue/catalogue_copy.h"
#include "publisher/catalogue/catalogue_events.h"
#include "publisher/catalogue/catalogue_read.h"
#include "publisher/catalogue/catalogue_show.h"
#include "publisher/catalogue/catalogue_trouble.h"
#include "publisher/catalogue/imported_show.h"
#include "publisher/episode/episode_maker.h"
#include "publisher/recovery/private_copy.h"
#include "publisher/run/planner.h"
#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"

void publish_run_clear(struct publish_run *run)
{
    for (size_t i = 0; run->sites && i < run->order->config->show_count; i++)
        show_site_free(run->sites[i]);
    free(run->sites);
    free(run->progress);
    publish_plan_clear(&run->plan);
    free(run->has_media);
    episode_list_clear(&run->episodes);
    part_table_free(run->parts);
    live_state_clear(&run->live);
    spool_clear(&run->spool);
    name_map_free(run->bad_files);
    name_map_free(run->damaged);
    free(run->verified);
    store_free(run->store);
    catalogue_free(run->catalogue);
}

/* For the digest, which is a courtesy: without a place for it the line has
 * still been told. */
static void keep_event(const struct publish_run *run,
    enum publish_event_kind kind, const char *line)
{
    struct err ignored;

    if ((kind == PUBLISH_DONE || kind == PUBLISH_FAILED) &&
        !run->order->is_dry_run)
        catalogue_add_event(run->catalogue, run->order->now, line, &ignored);
}

void publish_run_tell(const struct publish_run *run,
    enum publish_event_kind kind, const char *action,
    const struct catalogue_episode *episode, const struct text *line)
{
    const struct publish_event event = {
        .kind = kind,
        .action = action,
        .episode = episode,
        .line = text_string(line),
    };

    run->order->told(run->order->user, &event);
    keep_event(run, kind, event.line);
}

/* A catalogue that cannot keep it is no reason to be silent about it. */
static enum trouble_news keep_failure(struct publish_run *run,
    const char *subject, const char *print, const struct err *reason,
    struct catalogue_trouble *trouble)
{
    const struct trouble_report report = {
        .subject = subject,
        .reason = reason->text,
        .print = print,
        .now = run->order->now,
        .is_passing = reason->kind == ERR_IO,
    };
    enum trouble_news news = TROUBLE_NEW;
    struct err err;

    if (run->order->is_dry_run)
        return TROUBLE_NEW;
    if (!catalogue_add_trouble(run->catalogue, &report, &news, &err) ||
        !catalogue_find_trouble(run->catalogue, subject, trouble, &err)) {
        run->has_lost_failure = true;
        return TROUBLE_NEW;
    }
    return news;
}

void publish_run_fail(struct publish_run *run, const char *subject,
    const char *print, const struct err *reason)
{
    own_value(catalogue_trouble) trouble = {0};
    own_value(text) line = {0};
    enum trouble_news news =
        keep_failure(run, subject, print, reason, &trouble);

    text_append(&line, reason->text);
    if (news == TROUBLE_PARKED)
        text_appendf(&line, "; given up after %d tries (--retry tries again)",
            trouble.tries);
    const struct publish_event event = {
        .kind = news == TROUBLE_OLD ? PUBLISH_NOTE : PUBLISH_FAILED,
        .subject = subject,
        .line = text_string(&line),
        .tries = trouble.tries,
        .is_parked = news == TROUBLE_PARKED,
    };
    run->failed_count++;
    run->has_no_room = run->has_no_room || reason->is_full;
    run->order->told(run->order->user, &event);
    keep_event(run, event.kind, event.line);
}

void publish_run_end_trouble(struct publish_run *run, const char *subject)
{
    own_value(catalogue_trouble) trouble = {0};
    struct err err;

    if (catalogue_find_trouble(run->catalogue, subject, &trouble, &err) &&
        trouble.reason)
        catalogue_end_trouble(run->catalogue, subject, &err);
}

size_t publish_run_show_at(const struct publish_run *run, const char *name)
{
    const struct config *config = run->order->config;
    size_t at = 0;

    while (at < config->show_count && strcmp(config->shows[at].name, name) != 0)
        at++;
    return at;
}

static bool open_catalogue(struct publish_run *run, struct err *err)
{
    const struct publish_order *order = run->order;
    own_heap(char) path = catalogue_path(order->config->state);

    if (!path)
        return err_no_memory(err);
    run->catalogue = catalogue_open(
        path, order->is_dry_run ? DATABASE_LOOK : DATABASE_CREATE, err);
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
    run->progress = calloc(count, sizeof *run->progress);
    if (!run->sites || !run->progress)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++) {
        if (!open_site(run, i, err))
            return false;
    }
    return true;
}

bool publish_run_open(struct publish_run *run, struct err *err)
{
    return open_catalogue(run, err) && open_store(run, err);
}

static bool is_known(const struct publish_run *run, size_t at)
{
    const char *show = run->order->config->shows[at].name;

    if (show_site_is_known(run->sites[at]))
        return true;
    for (size_t i = 0; i < run->episodes.count; i++) {
        if (strcmp(run->episodes.items[i].show, show) == 0)
            return true;
    }
    return false;
}

static bool find_on_site(const struct publish_run *run, const char *show,
    bool *is_there, struct err *err)
{
    static const char *const names[] = {CATALOGUE_COPY_NAME, "feed.xml"};
    int64_t length_bytes = -1;

    for (size_t i = 0; i < 2 && length_bytes < 0; i++) {
        own_value(text) key = {0};
        text_appendf(&key, "%s/%s", show, names[i]);
        if (!text_finish(&key, err) ||
            !store_find(run->store, text_string(&key), &length_bytes, err))
            return false;
    }
    *is_there = length_bytes >= 0;
    return true;
}

static bool find_in_spool(const struct publish_run *run, const char *show,
    bool *is_there, struct err *err)
{
    own_heap(char) path = private_copy_path(run->order->config, show);

    if (!path)
        return err_no_memory(err);
    *is_there = access(path, F_OK) == 0;
    return true;
}

/* An empty catalogue beside a site that is not, or beside a copy of a fuller
 * one, would publish it all once more, and what was hidden too. */
static bool check_not_lost(struct publish_run *run, struct err *err)
{
    const struct config *config = run->order->config;

    for (size_t i = 0; i < config->show_count; i++) {
        const char *show = config->shows[i].name;
        bool is_on_site;
        bool is_in_spool;
        if (is_known(run, i))
            continue;
        if (!find_on_site(run, show, &is_on_site, err) ||
            !find_in_spool(run, show, &is_in_spool, err))
            return false;
        if (is_on_site || is_in_spool)
            return err_set(err, ERR_CONFIG,
                "the catalogue does not know %s, and %s does: was it "
                "lost? `roomcast publish --rebuild` makes it again",
                show, is_on_site ? "the site" : "its copy in the spool");
    }
    return true;
}

bool publish_run_begin(struct publish_run *run, struct err *err)
{
    run->bad_files = name_map_new(err);
    return run->bad_files &&
           live_state_read(run->order->config,
               run->order->now * CLOCK_SECOND_NS, &run->live, err) &&
           open_sites(run, err) && publish_run_read(run, err) &&
           check_not_lost(run, err);
}

bool publish_run_read(struct publish_run *run, struct err *err)
{
    episode_list_clear(&run->episodes);
    free(run->has_media);
    run->has_media = NULL;
    part_table_free(run->parts);
    run->parts = part_table_read(run->catalogue, err);
    if (!run->parts || !catalogue_read(run->catalogue, &run->episodes, err))
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

/* As a copy over a slow line may pause. */
#define ARRIVAL_SECONDS 60

/* Whether more of it may be on its way, which is no failure yet; with a clock
 * that was set back that is not for ever. */
static bool is_arriving(
    struct publish_run *run, const struct spool_fault *fault)
{
    int64_t now = run->order->now;
    int64_t due = fault->changed + ARRIVAL_SECONDS;
    own_value(text) line = {0};

    if (fault->changed == 0 || due <= now ||
        fault->changed > now + ARRIVAL_SECONDS)
        return false;
    if (run->arrival_due == 0 || due < run->arrival_due)
        run->arrival_due = due;
    text_appendf(&line, "%s: still arriving", fault->path);
    publish_run_tell(run, PUBLISH_NOTE, "wait", NULL, &line);
    return true;
}

/* One that failed before, and is the same, waits for its next try. A folder
 * that cannot be read has been told when leftovers were looked for. */
static void on_bad_recording(void *user, const struct spool_fault *fault)
{
    struct publish_run *run = user;
    own_value(catalogue_trouble) trouble = {0};
    struct err reason = fault->reason;
    struct err err;

    if (name_map_find(run->bad_files, fault->path, NULL) ||
        is_arriving(run, fault))
        return;
    if (!strstr(reason.text, fault->path))
        err_prefix(&reason, "%s", fault->path);
    if (!name_map_set(run->bad_files, fault->path, 0, &err))
        run->failed_count++;
    else if (!catalogue_find_trouble(
                 run->catalogue, fault->path, &trouble, &err) ||
             trouble_is_due(&trouble, fault->print, run->order->now))
        publish_run_fail(run, fault->path, fault->print, &reason);
}

/* A site may live by what its shows brought along until somebody records. */
static bool needs_spool(const struct publish_run *run)
{
    const struct config *config = run->order->config;
    own_value(text) path = {0};

    for (size_t i = 0; !run->episodes.count && i < config->show_count; i++) {
        text_reset(&path);
        imported_show_path(config, config->shows[i].name, &path);
        if (!path.has_failed && access(text_string(&path), F_OK) == 0)
            return false;
    }
    return true;
}

static void check_spool(struct publish_run *run)
{
    struct spool_fault fault = {.path = run->order->config->spool};

    if (spool_is_there(run->order->config) || !needs_spool(run))
        return;
    err_set(&fault.reason, ERR_IO,
        "%s: there is no such folder; a recorder makes it with its first "
        "recording, or is it a disk that is not mounted?",
        fault.path);
    on_bad_recording(run, &fault);
}

bool publish_run_scan(struct publish_run *run, struct err *err)
{
    check_spool(run);
    return spool_scan(
        run->order->config, &run->spool, on_bad_recording, run, err);
}

bool publish_run_plan(struct publish_run *run, struct err *err)
{
    const struct plan_input input = {
        .config = run->order->config,
        .spool = &run->spool,
        .known = &run->episodes,
        .parts = run->parts,
        .has_media = run->has_media,
        .damaged = run->damaged,
        .now = run->order->now,
        .free_bytes = store_free_bytes(run->store),
    };

    return planner_make(&input, &run->plan, err);
}
