/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_episodes.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/episode/episode_maker.h"
#include "publisher/episode/episode_work.h"
#include "publisher/episode/try_print.h"
#include "publisher/episode/workshop.h"
#include "publisher/run/making_news.h"
#include "publisher/run/publish_pictures.h"
#include "publisher/run/publish_shows.h"
#include "publisher/run/render_space.h"
#include "publisher/run/worker_pool.h"
#include "recorder/base/own.h"

/* The subject of what is told once, while episodes wait for room. */
#define NO_ROOM "disk"

/* One job at work. */
struct making {
    struct publish_run *run;
    struct episode_job *job;
    int threads; /* its share of the cores */
    struct episode_files files;
    struct render_space wanted; /* while it is at work */
    bool waits;                 /* made, and to be put in place with its feed */
};

/* All of them. */
struct makings {
    struct publish_run *run;
    struct episode_maker maker;
    struct worker_pool *pool;
    int cores;            /* that may be at work at once */
    struct making *items; /* one for each job of the plan */
    size_t *left;         /* of each show: jobs that have not ended */
    size_t *listed_left;  /* those of them that listeners have already */
    size_t ended;
    bool has_no_room; /* the disk is too full for one that was to be rendered */
    show_listener *told;
};

static void makings_clear(struct makings *makings)
{
    worker_pool_free(makings->pool);
    free(makings->items);
    free(makings->left);
    free(makings->listed_left);
}

static size_t show_at(
    const struct makings *makings, const struct episode_job *job)
{
    return publish_run_show_at(makings->run, job->episode.show);
}

static bool is_listed(const struct episode_job *job)
{
    return job->episode.state == EPISODE_LISTED;
}

/* What listeners have already comes first: a redaction must not wait until
 * all that is new is made. */
static void take_jobs(struct makings *makings)
{
    const struct publish_plan *plan = &makings->run->plan;
    struct making *next = makings->items;

    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < plan->count; i++) {
            if (is_listed(&plan->jobs[i]) == (pass == 0))
                *next++ =
                    (struct making){.run = makings->run, .job = &plan->jobs[i]};
        }
    }
    for (size_t i = 0; i < plan->count; i++) {
        size_t show = show_at(makings, &plan->jobs[i]);
        makings->left[show]++;
        makings->listed_left[show] += is_listed(&plan->jobs[i]);
    }
}

static bool makings_begin(struct makings *makings, struct err *err)
{
    struct publish_run *run = makings->run;
    const struct publish_order *order = run->order;
    size_t shows = order->config->show_count;

    makings->cores =
        order->most_renders ? order->most_renders : worker_pool_cores();
    makings->items = calloc(run->plan.count + 1, sizeof *makings->items);
    makings->left = calloc(shows, sizeof *makings->left);
    makings->listed_left = calloc(shows, sizeof *makings->listed_left);
    if (!makings->items || !makings->left || !makings->listed_left)
        return err_no_memory(err);
    take_jobs(makings);
    makings->maker = (struct episode_maker){
        .config = order->config,
        .catalogue = run->catalogue,
        .store = run->store,
        .now = order->now,
    };
    makings->pool = worker_pool_new(makings->cores, err);
    return makings->pool != NULL;
}

static void give_up(
    struct makings *makings, struct episode_job *job, const struct err *reason)
{
    char print[FINGERPRINT_BYTES];
    struct err err;

    try_print_of(
        config_find_show(makings->run->order->config, job->episode.show, &err),
        job->recording, print);
    /* That it could not be kept will show when it is tried next. */
    episode_give_up(&makings->maker, job, &err);
    publish_run_fail(makings->run, job->episode.recording, print, reason);
}

static void put_in_place(struct makings *makings, struct episode_job *job,
    const struct episode_files *files)
{
    bool is_first = files && job->episode.state < EPISODE_RENDERED;
    struct err err = {0};

    if (files && files->trouble[0])
        making_news_trouble(makings->run, &job->episode, files->trouble);
    if (!episode_finish(&makings->maker, job, files, &err))
        give_up(makings, job, &err);
    else if (is_first && job->is_held)
        making_news_prepared(makings->run, &job->episode);
}

/* Whether there were any. */
static bool put_waiting_in_place(struct makings *makings, size_t show)
{
    bool has_any = false;

    for (size_t i = 0; i < makings->run->plan.count; i++) {
        struct making *making = &makings->items[i];
        if (!making->waits || show_at(makings, making->job) != show)
            continue;
        making->waits = false;
        has_any = true;
        put_in_place(makings, making->job, &making->files);
    }
    return has_any;
}

/* The listener may write the show's feed: with the last of its jobs, and
 * before that with the last of those that may have to wait for it. */
static void count_end(struct makings *makings, const struct episode_job *job)
{
    size_t show = show_at(makings, job);

    makings->ended++;
    makings->left[show]--;
    makings->listed_left[show] -= is_listed(job);
    if (makings->listed_left[show] == 0 &&
        (put_waiting_in_place(makings, show) || makings->left[show] == 0))
        makings->told(makings->run, show);
}

static void fail(
    struct makings *makings, struct episode_job *job, const struct err *reason)
{
    give_up(makings, job, reason);
    count_end(makings, job);
}

static bool has_media(
    const struct makings *makings, const struct episode_job *job)
{
    bool has_all;
    struct err ignored;

    return episode_has_media(
               makings->maker.store, &job->episode, &has_all, &ignored) &&
           has_all;
}

/* What the feed tells of these media, their length and their hash, is told
 * anew only after the last such episode of the show: until then listeners get
 * those that it tells of. */
static bool must_wait(
    const struct makings *makings, const struct episode_job *job)
{
    return is_listed(job) && has_media(makings, job);
}

static void finish(struct makings *makings, struct making *making)
{
    making->waits = must_wait(makings, making->job);
    if (!making->waits)
        put_in_place(makings, making->job, &making->files);
    count_end(makings, making->job);
}

/* In a worker. */
static bool work(void *user, const struct render_progress *progress,
    void *result, struct err *err)
{
    const struct making *making = user;
    const struct episode_worker worker = {
        .job = making->job,
        .threads = making->threads,
        .progress = progress,
    };

    return episode_work(making->run->order->config, &worker, result, err);
}

/* With fewer episodes than cores each gets several. */
static int share_of_cores(const struct makings *makings)
{
    size_t left = makings->run->plan.count - makings->ended;
    int share = left > 0 ? makings->cores / (int)left : makings->cores;

    return share > 1 ? share : 1;
}

static void start(struct makings *makings, struct making *making)
{
    struct episode_job *job = making->job;
    const struct worker_task task = {
        .work = work,
        .user = making,
        .result = &making->files,
        .result_bytes = sizeof making->files,
    };
    struct err err = {0};

    making->threads = share_of_cores(makings);
    making_news_begun(makings->run, &job->episode);
    if (!worker_pool_start(makings->pool, &task, &err))
        fail(makings, job, &err);
}

static bool is_to_be_rendered(
    const struct makings *makings, const struct episode_job *job)
{
    return job->recording &&
           (job->episode.state < EPISODE_RENDERED || job->is_remade ||
               (is_listed(job) && !has_media(makings, job)));
}

/* With all that is at work. It is the disk that fails, once, and not each
 * episode: they wait, and nothing is kept of them on a disk that is full. */
static bool has_room(struct makings *makings, struct making *making)
{
    struct publish_run *run = makings->run;
    const struct episode_job *job = making->job;
    struct render_space sum = {0};
    struct err err = {0};

    if (!is_to_be_rendered(makings, job))
        return true;
    render_space_of(&run->order->config->shows[show_at(makings, job)],
        job->recording, &sum);
    const struct render_space wanted = sum;
    for (size_t i = 0; i < run->plan.count; i++)
        render_space_add(&sum, &makings->items[i].wanted);
    if (render_space_check(run->order->config, &sum, &err)) {
        making->wanted = wanted;
        return true;
    }
    if (!makings->has_no_room)
        publish_run_fail(run, NO_ROOM, "", &err);
    makings->has_no_room = true;
    return false;
}

static void begin(struct makings *makings, struct making *making)
{
    struct err err = {0};
    bool must_render;

    if (!has_room(makings, making)) {
        count_end(makings, making->job);
        return;
    }
    if (!episode_begin(&makings->maker, making->job, &must_render, &err)) {
        fail(makings, making->job, &err);
    } else if (must_render) {
        start(makings, making);
    } else {
        making->wanted = (struct render_space){0};
        put_in_place(makings, making->job, NULL);
        count_end(makings, making->job);
    }
}

static void name_failure(const struct episode_job *job, struct err *err)
{
    err_prefix(err, "publish %s/%s", job->episode.show, job->episode.slug);
}

/* False at the end, of the work or of the run. */
static bool take_news(struct makings *makings)
{
    struct worker_news news = {0};
    struct making *making;
    struct err err;

    enum worker_step step = worker_pool_next(
        makings->pool, makings->run->order->stop_fd, &news, &err);
    making = news.user;
    if (making && step != WORKER_PROGRESS)
        making->wanted = (struct render_space){0};
    switch (step) {
    case WORKER_DONE:
        finish(makings, making);
        return true;
    case WORKER_LOST:
        name_failure(making->job, &news.err);
        fail(makings, making->job, &news.err);
        return true;
    case WORKER_PROGRESS:
        making_news_progress(
            makings->run, &making->job->episode, makings->ended + 1, news.done);
        return true;
    case WORKER_IDLE:
        return false;
    default:
        makings->run->is_stopped = true;
        return false;
    }
}

/* A feed does not go out while media that it names are missing. */
static bool can_be_written(const struct makings *makings, size_t show)
{
    for (size_t i = 0; i < makings->run->plan.count; i++) {
        const struct episode_job *job = makings->items[i].job;
        if (show_at(makings, job) == show && is_listed(job) &&
            !has_media(makings, job))
            return false;
    }
    return true;
}

/* What was made by then is not made again by the next run. */
static void keep_waiting(struct makings *makings)
{
    struct publish_run *run = makings->run;

    for (size_t i = 0; i < run->order->config->show_count; i++)
        if (can_be_written(makings, i) && put_waiting_in_place(makings, i))
            publish_show(run, i);
}

bool publish_episodes(
    struct publish_run *run, show_listener *told, struct err *err)
{
    own_value(makings) makings = {.run = run, .told = told};
    size_t next = 0;
    bool goes_on = true;

    if (!makings_begin(&makings, err))
        return false;
    publish_tell_pictures(run);
    while (goes_on && !run->is_stopped) {
        while (next < run->plan.count && !worker_pool_is_full(makings.pool))
            begin(&makings, &makings.items[next++]);
        goes_on = take_news(&makings);
    }
    if (run->is_stopped)
        keep_waiting(&makings);
    else if (!makings.has_no_room)
        publish_run_end_trouble(run, NO_ROOM);
    return true;
}

/* It waits there for its time, or its next try may go on from there. */
static bool is_of_use(const void *user, const char *recording)
{
    const struct publish_run *run = user;

    for (size_t i = 0; i < run->episodes.count; i++) {
        const struct catalogue_episode *episode = &run->episodes.items[i];
        if (strcmp(episode->recording, recording) == 0)
            return episode->state >= EPISODE_RENDERED && !episode->removed &&
                   (episode->state < EPISODE_LISTED || run->plan.is_wanted[i]);
    }
    return false;
}

void publish_clear_workshop(const struct publish_run *run)
{
    workshop_sweep(run->order->config->state, is_of_use, run);
}
