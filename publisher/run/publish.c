/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/catalogue/catalogue_trouble.h"
#include "publisher/run/publish_announce.h"
#include "publisher/run/publish_ends.h"
#include "publisher/run/publish_episodes.h"
#include "publisher/run/publish_look.h"
#include "publisher/run/publish_run.h"
#include "publisher/run/publish_shows.h"
#include "publisher/run/publish_verify.h"
#include "publisher/run/space_memory.h"
#include "publisher/run/witness.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/quantity.h"

static void on_failed_repair(
    struct publish_run *run, const char *part_path, const struct err *reason)
{
    struct err err = *reason;
    struct err ignored;

    if (!strstr(err.text, part_path))
        err_prefix(&err, "%s", part_path);
    name_map_set(run->bad_files, part_path, 0, &ignored);
    publish_run_fail(run, part_path, "", &err);
}

static void on_leftover(void *user, const char *part_path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err)
{
    struct publish_run *run = user;
    own_value(text) line = {0};
    char length[QUANTITY_TIME_BYTES];

    if (outcome == REPAIR_FAILED) {
        on_failed_repair(run, part_path, err);
        return;
    }
    quantity_format_length(
        clock_ns_from_frames_48k(report->frames_48k), length);
    if (outcome == REPAIR_DONE)
        text_appendf(
            &line, "%s: finished what was left, %s", part_path, length);
    else if (outcome == REPAIR_EMPTY)
        text_appendf(&line, "%s: left without sound, set aside", part_path);
    else
        text_appendf(&line, "%s: still running", part_path);
    publish_run_tell(run, PUBLISH_NOTE, "finish", NULL, &line);
}

/* A file that is no longer bad, or no longer there. */
static bool forget_file(void *user, const char *subject,
    const struct catalogue_trouble *trouble, struct err *err)
{
    const struct publish_run *run = user;

    (void)trouble;
    return !strchr(subject, '/') ||
           name_map_find(run->bad_files, subject, NULL) ||
           catalogue_end_trouble(run->catalogue, subject, err);
}

/* Of an episode that nobody wants any more. */
static bool forget_episodes(struct publish_run *run, struct err *err)
{
    for (size_t i = 0; i < run->episodes.count; i++) {
        const struct catalogue_episode *episode = &run->episodes.items[i];
        if (!episode->trouble.reason || run->plan.is_wanted[i])
            continue;
        if (!catalogue_end_trouble(run->catalogue, episode->recording, err))
            return false;
    }
    return true;
}

static bool goes_live(const struct config *config, const char *show)
{
    for (size_t i = 0; i < config->room_count; i++) {
        const struct config_room *room = &config->rooms[i];
        if (room->relay && room->show && strcmp(room->show, show) == 0)
            return true;
    }
    return false;
}

/* What has been lost from the site is made again first. */
static bool is_whole(const struct publish_run *run, const char *show)
{
    for (size_t i = 0; i < run->episodes.count; i++)
        if (strcmp(run->episodes.items[i].show, show) == 0 &&
            run->episodes.items[i].state == EPISODE_LISTED &&
            !run->episodes.items[i].hidden && !run->has_media[i])
            return false;
    return true;
}

/* Rendering may take an hour, and who looks for a live session must not wait
 * for it, nor find one that is over. */
static void publish_lives(struct publish_run *run)
{
    const struct config *config = run->order->config;
    bool has_any = false;
    int64_t due = INT64_MAX;

    for (size_t i = 0; run->plan.count > 0 && i < config->show_count; i++) {
        if (!goes_live(config, config->shows[i].name) ||
            !is_whole(run, config->shows[i].name))
            continue;
        publish_show(run, i);
        has_any = true;
        if (run->progress[i] == SHOW_WRITTEN)
            run->progress[i] = SHOW_WAITS;
    }
    /* What it cannot tell now is told at the end. */
    if (has_any)
        publish_tell_news(run, &due);
}

static void on_show_done(struct publish_run *run, size_t show)
{
    if (!run->is_stopped)
        publish_show(run, show);
}

/* What has had its time is told by what is listed now. */
static bool plan_again(struct publish_run *run, struct err *err)
{
    struct publish_plan before = run->plan;

    run->plan = (struct publish_plan){0};
    bool is_good = publish_run_read(run, err) && publish_run_plan(run, err);
    publish_plan_clear(&before);
    return is_good;
}

/* Media first, then the feeds that name them, and last what no feed names. */
static bool follow_plan(struct publish_run *run, struct err *err)
{
    if (!publish_episodes(run, on_show_done, err))
        return false;
    if (run->is_stopped)
        return true;
    if (!plan_again(run, err) || !publish_verify_end(run, err))
        return false;
    publish_clear_workshop(run);
    publish_hide(run);
    publish_all_shows(run);
    publish_remove(run);
    return publish_keep_copies(run, err);
}

/* Takes as long as it was told to. */
static bool read_on(struct publish_run *run, struct err *err)
{
    if (run->is_stopped || !run->order->verify_ns)
        return true;
    return publish_verify_next(run, err) &&
           (!run->has_damage ||
               (plan_again(run, err) && follow_plan(run, err)));
}

static bool change_things(struct publish_run *run, struct err *err)
{
    spool_finish_leftovers(run->order->config, on_leftover, run);
    if (!publish_run_scan(run, err) || !publish_verify(run, err) ||
        !publish_run_plan(run, err) || !forget_episodes(run, err) ||
        !catalogue_read_troubles(run->catalogue, forget_file, run, err))
        return false;
    publish_check_places(run);
    publish_lives(run);
    return follow_plan(run, err) && read_on(run, err);
}

static int64_t earlier(int64_t one, int64_t other)
{
    return one < other ? one : other;
}

/* When what is told of live sessions becomes another by the clock. */
static int64_t live_due(const struct publish_run *run)
{
    int64_t due = INT64_MAX;

    for (size_t i = 0; i < run->order->config->show_count; i++)
        due = earlier(due, show_site_due(run->sites[i]));
    return due;
}

/* What failed before and waits is a failure still. */
static bool sum_up(const struct publish_run *run, struct publish_result *result,
    struct err *err)
{
    int64_t next_try = INT64_MAX;
    int kept_count = 0;

    if (!run->order->is_dry_run &&
        !catalogue_count_troubles(run->catalogue, &kept_count, &next_try, err))
        return false;
    *result = (struct publish_result){
        .failed_count =
            kept_count > run->failed_count ? kept_count : run->failed_count,
        .is_stopped = run->is_stopped,
        .due = earlier(next_try, earlier(run->plan.due, live_due(run))),
    };
    if (run->arrival_due)
        result->due = earlier(result->due, run->arrival_due);
    return true;
}

/* The next run may rely on what this one has seen, unless it was cut short or
 * could not even keep what failed. What people set in the meantime this one
 * may not have seen: then the next is due. */
static bool keep_witness(struct publish_run *run, struct witness *witness,
    struct publish_result *result, struct err *err)
{
    bool is_kept;

    witness->looked = run->looked ? run->looked : run->order->now;
    witness->due = result->due;
    witness->failed_count = result->failed_count;
    if (!witness_look_at_site(run->order->config, run->store, witness, err) ||
        !witness_keep(run->catalogue, witness, &is_kept, err))
        return false;
    if (!is_kept)
        result->due = run->order->now + 1;
    return true;
}

/* What is full takes the figure itself with it: then the next run looks. */
static bool keep_space(struct publish_run *run,
    const struct publish_result *result, struct err *err)
{
    struct err full;

    if (run->has_no_room) {
        run->has_lost_failure =
            !space_memory_keep(run->catalogue, run->order->config, &full) ||
            run->has_lost_failure;
        return true;
    }
    return (!run->has_more_room && result->failed_count > 0) ||
           space_memory_end(run->catalogue, err);
}

/* What was given up too, or only what may do by now. */
static bool begin_troubles(struct publish_run *run, struct err *err)
{
    if (run->order->is_retry)
        return catalogue_retry_troubles(run->catalogue, err);
    return !run->has_more_room ||
           catalogue_hasten_troubles(run->catalogue, err);
}

static bool work(struct publish_run *run, struct witness *witness,
    struct publish_result *result, struct err *err)
{
    if (!begin_troubles(run, err))
        return false;
    if (!witness_begin(run->catalogue, err) || !publish_run_begin(run, err) ||
        !change_things(run, err) || !sum_up(run, result, err) ||
        !keep_space(run, result, err))
        return false;
    return run->is_stopped || run->has_lost_failure ||
           keep_witness(run, witness, result, err);
}

/* At a glance. */
static bool is_idle(struct publish_run *run, struct witness *now,
    struct publish_result *result, bool *is_idle, struct err *err)
{
    struct witness before;

    now->looked = run->order->now;
    if (!witness_recall(run->catalogue, &before, err) ||
        !witness_look(run->order->config, run->store, now, err) ||
        !space_memory_look(
            run->catalogue, run->order->config, &run->has_more_room, err))
        return false;
    *is_idle = !run->order->is_retry && !run->order->verify_ns &&
               !run->has_more_room && witness_agrees(&before, now);
    run->is_settled = run->order->verify_ns && before.failed_count == 0 &&
                      strcmp(before.spool, now->spool) == 0 &&
                      now->looked < before.due;
    run->looked = witness_is_fresh(&before, now) && !run->order->verify_ns
                      ? before.looked
                      : 0;
    if (*is_idle)
        *result = (struct publish_result){
            .failed_count = before.failed_count, .due = before.due};
    return true;
}

static bool look_then_work(
    struct publish_run *run, struct publish_result *result, struct err *err)
{
    struct witness now = {0};
    bool has_nothing_to_do;

    return is_idle(run, &now, result, &has_nothing_to_do, err) &&
           (has_nothing_to_do || work(run, &now, result, err));
}

static bool dry_run(
    struct publish_run *run, struct publish_result *result, struct err *err)
{
    return publish_run_begin(run, err) && publish_look(run, err) &&
           sum_up(run, result, err);
}

bool publish(const struct publish_order *order, struct publish_result *result,
    struct err *err)
{
    own_value(publish_run) run = {.order = order};

    if (!publish_run_open(&run, err))
        return false;
    if (order->is_dry_run)
        return dry_run(&run, result, err);
    if (!look_then_work(&run, result, err))
        return false;
    if (!result->is_stopped)
        publish_tell_news(&run, &result->due);
    return true;
}
