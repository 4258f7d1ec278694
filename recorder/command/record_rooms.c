/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/command/record_rooms.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/quantity.h"
#include "recorder/base/text.h"
#include "recorder/command/output_folder.h"
#include "recorder/control/control_room.h"
#include "recorder/recording/recording.h"
#include "recorder/room/leftovers.h"
#include "recorder/room/room_loop.h"

/* Below this nothing is counted as sound (BS.1770-4). */
#define GATE_LUFS (-70.0)

/* What the rooms are told to, and what came of them. */
struct recorder {
    const struct record_job *job; /* of the only room; NULL: of all */
    const struct config *config;  /* of all */
    bool is_verbose;
    struct control_room *control;
    struct room *room; /* of the only job */
    int finished;      /* recordings */
    int segments;      /* of recordings that go on, or were to */
    int dropped;
    int left_parts; /* for the next run to finish */
};

/* --- Telling ----------------------------------------------------------- */

static const struct config_room *find_config(
    const struct config *config, const char *room)
{
    for (size_t i = 0; config && i < config->room_count; i++) {
        if (strcmp(config->rooms[i].name, room) == 0)
            return &config->rooms[i];
    }
    return NULL;
}

static double target_of(const struct recorder *recorder, const char *room)
{
    if (recorder->job)
        return recorder->job->target_lufs;
    const struct config_room *found = find_config(recorder->config, room);
    return found ? found->target_lufs : CONFIG_TARGET_DEFAULT;
}

static void print_loudness(const struct loudness *loudness)
{
    if (isfinite(loudness->integrated_lufs))
        fprintf(stderr, "%.1f LUFS, true peak %.1f dBTP\n",
            loudness->integrated_lufs, loudness->true_peak_dbtp);
    else if (!(loudness->true_peak_dbtp > GATE_LUFS))
        fputs("silent\n", stderr);
    else
        fprintf(stderr,
            "too quiet or short for a loudness, "
            "true peak %.1f dBTP\n",
            loudness->true_peak_dbtp);
}

static void tell_file(
    const struct recorder *recorder, const struct room_event *event)
{
    const struct recording_result *result = event->result;
    char time[QUANTITY_TIME_BYTES];

    if (result->short_lu > 0.05)
        log_warning("%s: %.1f LU below the target of %.1f LUFS, to keep its "
                    "true peak at %.1f dBTP",
            event->path, result->short_lu, target_of(recorder, event->room),
            result->loudness.true_peak_dbtp);
    if (!recorder->is_verbose && !isatty(STDERR_FILENO))
        return;
    quantity_format_length(clock_ns_from_frames_48k(result->frames_48k), time);
    fprintf(stderr, "%s: %s, ", event->path, time);
    print_loudness(&result->loudness);
}

static void hear(void *user, const struct room_event *event)
{
    struct recorder *recorder = user;

    switch (event->kind) {
    case ROOM_EVENT_STARTED:
        log_note("%s: recording %s", event->room, event->path);
        break;
    case ROOM_EVENT_FINISHED:
        recorder->finished++;
        recorder->left_parts += event->left_parts;
        tell_file(recorder, event);
        break;
    case ROOM_EVENT_SEGMENT:
        recorder->segments++;
        tell_file(recorder, event);
        break;
    case ROOM_EVENT_DROPPED:
        recorder->dropped++;
        log_note(
            "%s: too short, nothing was kept (%s)", event->room, event->text);
        break;
    case ROOM_EVENT_FAILED:
    case ROOM_EVENT_RECOVERED:
    case ROOM_EVENT_ALARM:
    case ROOM_EVENT_ALL_CLEAR:
        log_warning("%s: %s", event->room, event->text);
        break;
    }
}

/* What rooms tell themselves; alarms and hooks are told to hear() alone. */
static void hear_room(void *user, const struct room_event *event)
{
    struct recorder *recorder = user;

    control_room_hear(recorder->control, event);
    hear(recorder, event);
}

/* --- The control room, a guest of the loop ------------------------------ */

static int guest_descriptor(void *user)
{
    return control_room_descriptor(user);
}

static int64_t guest_deadline_ns(void *user)
{
    return control_room_deadline_ns(user);
}

static void guest_work(void *user, int64_t now_ns)
{
    control_room_work(user, now_ns, clock_utc_ns());
}

static bool add_guest(
    struct recorder *recorder, struct room_loop *loop, struct err *err)
{
    const struct room_loop_guest guest = {.user = recorder->control,
        .descriptor = guest_descriptor,
        .deadline_ns = guest_deadline_ns,
        .work = guest_work};

    return room_loop_add_guest(loop, &guest, err);
}

/* Recorders that share the rooms have a file each: "a.prom" is "a.2.prom" for
 * the second. */
static bool name_metrics(
    const struct record_job *job, struct text *path, struct err *err)
{
    const char *suffix = strrchr(job->metrics, '.');

    if (!suffix || strchr(suffix, '/'))
        suffix = job->metrics + strlen(job->metrics);
    text_append_bytes(path, job->metrics, (size_t)(suffix - job->metrics));
    if (job->shard_count > 1)
        text_appendf(path, ".%d", job->shard);
    text_append(path, suffix);
    return text_finish(path, err);
}

/* NULL: none. */
static struct control_room *make_control(
    struct recorder *recorder, const struct record_job *job, struct err *err)
{
    struct control_room_settings settings = {.progress.fd = -1,
        .state = job->config ? job->config->state : NULL,
        .listener = {.user = recorder, .told = hear}};
    own_value(text) metrics = {0};

    if (job->metrics && !name_metrics(job, &metrics, err))
        return NULL;
    settings.metrics = job->metrics ? text_string(&metrics) : NULL;
    if (job->progress &&
        !progress_parse(job->progress, &settings.progress, err))
        return NULL;
    recorder->control = control_room_new(&settings, err);
    return recorder->control;
}

/* Hooks that run have their time, unless it was a signal that ended it. */
static void finish_control(
    struct recorder *recorder, const struct room_loop *loop, int stop_fd)
{
    bool is_stopped = false;

    for (size_t i = 0; i < room_loop_count(loop); i++)
        is_stopped |= !room_has_ended(room_loop_room(loop, i));
    control_room_finish(recorder->control, stop_fd, is_stopped);
}

static bool add_room(struct recorder *recorder, struct room_loop *loop,
    const struct record_job *job, struct err *err)
{
    const struct config_room *config = find_config(recorder->config, job->room);

    if (!control_room_open(recorder->control, job->room, config, err))
        return false;
    struct room *room = room_new(job, room_loop_listener(loop), err);
    if (!room || !room_loop_add(loop, room, err))
        return false;
    control_room_attach(recorder->control, room);
    return true;
}

/* --- One room ---------------------------------------------------------- */

/* A file that was cut short has been told of when it ended. */
static bool is_input_whole(const struct room *room)
{
    return room_status(room).counters.missing_bytes == 0;
}

/* What a disk that failed has kept is for the next run. */
static bool is_all_finished(const struct recorder *recorder)
{
    if (recorder->left_parts)
        log_warning("%s: %d of its files %s left unfinished; the next run "
                    "finishes %s",
            recorder->job->room, recorder->left_parts,
            recorder->left_parts > 1 ? "are" : "is",
            recorder->left_parts > 1 ? "them" : "it");
    return !recorder->left_parts;
}

/* After its end: what to tell the shell. */
static enum exit_status judge_one(
    const struct recorder *recorder, bool is_good, struct err *err)
{
    bool is_enough =
        recorder->finished || recorder->dropped || recorder->job->keeps_on;
    bool is_partly = recorder->finished || recorder->segments ||
                     room_has_left_part(recorder->room);

    if (is_good && is_enough)
        return is_all_finished(recorder) && is_input_whole(recorder->room)
                   ? EXIT_DONE
                   : EXIT_PARTLY;
    if (is_good)
        room_nothing_came(recorder->room, err);
    enum exit_status status = log_failure(err);
    return is_partly ? EXIT_PARTLY : status;
}

static enum exit_status run_one(
    struct recorder *recorder, struct room_loop *loop, int stop_fd)
{
    struct err err = {0};

    recorder->room = room_loop_room(loop, 0);
    if (!add_guest(recorder, loop, &err))
        return log_failure(&err);
    bool is_good =
        room_loop_run(loop, &err) && room_loop_stop(loop, "signal", &err);
    finish_control(recorder, loop, stop_fd);
    return judge_one(recorder, is_good, &err);
}

enum exit_status record_one_room(struct record_job *job, int stop_fd)
{
    struct err err = {0};
    struct recorder recorder = {
        .job = job, .config = job->config, .is_verbose = job->is_verbose};
    const struct room_listener listener = {&recorder, hear_room};

    if (!output_folder_try(job, &err) || !leftovers_finish(job, &err))
        return log_failure(&err);
    own(room_loop) loop = room_loop_new(stop_fd, &listener, &err);
    own(control_room) control = make_control(&recorder, job, &err);
    if (!loop || !control)
        return log_failure(&err);
    if (!add_room(&recorder, loop, job, &err))
        return log_failure(&err);
    return run_one(&recorder, loop, stop_fd);
}

/* --- All rooms ---------------------------------------------------------- */

/* The jobs of the rooms that are ours. */
struct jobs {
    struct record_job *list;
    size_t count;
};

static void jobs_clear(struct jobs *jobs)
{
    for (size_t i = 0; i < jobs->count; i++)
        record_job_clear(&jobs->list[i]);
    free(jobs->list);
}

static bool make_jobs(
    const struct record_job *all, struct jobs *jobs, struct err *err)
{
    const struct config *config = all->config;
    size_t number = 0;

    jobs->list = calloc(config->room_count + 1, sizeof *jobs->list);
    if (!jobs->list)
        return err_no_memory(err);
    for (size_t i = 0; i < config->room_count; i++) {
        const struct config_room *room = &config->rooms[i];
        if (!room->source || !record_job_has_room(all, number++))
            continue;
        if (!record_job_for_room(all, room, &jobs->list[jobs->count], err))
            return false;
        if (jobs->list[jobs->count].warning)
            log_warning("%s", jobs->list[jobs->count].warning);
        jobs->count++;
    }
    return number > 0 ||
           err_set(err, ERR_CONFIG, "%s: no room has a source", config->path);
}

static bool finish_leftovers(const struct jobs *jobs, struct err *err)
{
    own_heap(const char *) folders =
        calloc(2 * jobs->count + 1, sizeof *folders);
    size_t count = 0;

    if (!folders)
        return err_no_memory(err);
    for (size_t i = 0; i < jobs->count; i++) {
        const struct record_job *job = &jobs->list[i];
        folders[count++] = job->folder;
        if (job->second_folder)
            folders[count++] = job->second_folder;
    }
    return leftovers_finish_later(folders, count, err);
}

static bool add_rooms(struct recorder *recorder, struct room_loop *loop,
    const struct jobs *jobs, struct err *err)
{
    for (size_t i = 0; i < jobs->count; i++) {
        if (!add_room(recorder, loop, &jobs->list[i], err))
            return err_prefix(err, "room %s", jobs->list[i].room);
    }
    return add_guest(recorder, loop, err);
}

/* A room that is broken in the end has been told of when it broke. One that
 * waits for its disk may still be finished. */
static bool is_broken(const struct room *room)
{
    const struct room_status status = room_status(room);

    return status.state == ROOM_BROKEN && !status.path;
}

static enum exit_status judge_all(const struct room_loop *loop)
{
    size_t broken = 0;

    for (size_t i = 0; i < room_loop_count(loop); i++)
        broken += is_broken(room_loop_room(loop, i));
    if (broken == 0)
        return EXIT_DONE;
    return broken < room_loop_count(loop) ? EXIT_PARTLY : EXIT_FAILED;
}

enum exit_status record_all_rooms(const struct record_job *all, int stop_fd)
{
    struct err err = {0};
    struct recorder recorder = {
        .config = all->config, .is_verbose = all->is_verbose};
    const struct room_listener listener = {&recorder, hear_room};
    own_value(jobs) jobs = {0};

    if (!make_jobs(all, &jobs, &err))
        return log_failure(&err);
    own(room_loop) loop = room_loop_new(stop_fd, &listener, &err);
    own(control_room) control = make_control(&recorder, all, &err);
    if (!loop || !control || !finish_leftovers(&jobs, &err) ||
        !add_rooms(&recorder, loop, &jobs, &err) || !room_loop_run(loop, &err))
        return log_failure(&err);
    enum exit_status status = judge_all(loop);
    bool is_good = room_loop_stop(loop, "signal", &err);
    finish_control(&recorder, loop, stop_fd);
    if (is_good)
        return status;
    log_failure(&err);
    return EXIT_PARTLY;
}
