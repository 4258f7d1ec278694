/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/room/leftovers.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/quantity.h"
#include "recorder/base/text.h"
#include "recorder/recording/recording_reader.h"
#include "recorder/recording/repair_folder.h"

static void tell_repair(void *user, const char *part_path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err)
{
    char time[QUANTITY_TIME_BYTES];

    (void)user;
    switch (outcome) {
    case REPAIR_DONE:
        quantity_format_length(
            clock_ns_from_frames_48k(report->frames_48k), time);
        log_warning("%s: left unfinished; finished now%s%s, %s long", part_path,
            *report->other_name ? " as " : "", report->other_name, time);
        break;
    case REPAIR_EMPTY:
        log_warning(
            "%s: left unfinished, and there is no sound in it", part_path);
        break;
    case REPAIR_FAILED:
        log_warning("%s: left unfinished: %s", part_path, err->text);
        break;
    case REPAIR_RUNNING:
        break;
    }
}

static bool move_to_free_stem(struct record_job *job, struct err *err)
{
    char *next = recording_next_stem(job->stem, err);

    if (!next)
        return false;
    if (strcmp(next, job->stem) != 0)
        log_warning("the new recording is %s%s", next, RECORDING_SUFFIX);
    free(job->stem);
    job->stem = next;
    return true;
}

static bool is_there(const char *stem, const char *suffix)
{
    own_heap(char) path = recording_path(stem, suffix);

    return path && access(path, F_OK) == 0;
}

static void finish_leftover(const char *stem)
{
    own_heap(char) part = recording_path(stem, RECORDING_PART_SUFFIX);
    struct repair_report report = {0};
    struct err why = {0};

    if (part && access(part, F_OK) == 0)
        tell_repair(
            NULL, part, recording_repair(part, &report, &why), &report, &why);
}

/* STEM-2 and so on: the parts of a session that was split, or that a disk
 * failed in. */
static bool finish_parts(const char *stem, struct err *err)
{
    for (int number = 2;; number++) {
        own_heap(char) next = recording_numbered_stem(stem, number, err);
        if (!next)
            return false;
        if (!is_there(next, RECORDING_PART_SUFFIX) &&
            !is_there(next, RECORDING_SUFFIX) &&
            !is_there(next, RECORDING_LEDGER_SUFFIX))
            return true;
        finish_leftover(next);
    }
}

static bool finish_output(struct record_job *job, struct err *err)
{
    struct repair_report report = {0};
    struct err why = {0};
    own_heap(char) done = recording_path(job->stem, RECORDING_SUFFIX);
    own_heap(char) part = recording_path(job->stem, RECORDING_PART_SUFFIX);

    if (!done || !part)
        return err_no_memory(err);
    if (access(done, F_OK) == 0)
        return err_set(err, ERR_CONFIG,
            "--output: %s is there already; a recording is never overwritten",
            done);
    if (!finish_parts(job->stem, err))
        return false;
    if (access(part, F_OK) != 0)
        return move_to_free_stem(job, err);
    enum repair_outcome outcome = recording_repair(part, &report, &why);
    if (outcome == REPAIR_RUNNING)
        return err_set(err, ERR_BUSY,
            "--output: %s is being recorded by another program", part);
    tell_repair(NULL, part, outcome, &report, &why);
    return move_to_free_stem(job, err);
}

bool leftovers_finish(struct record_job *job, struct err *err)
{
    struct err ignored;

    if (job->stem)
        return finish_output(job, err);
    repair_folder(job->folder, tell_repair, NULL, &ignored);
    if (job->second_folder)
        repair_folder(job->second_folder, tell_repair, NULL, &ignored);
    return true;
}

bool leftovers_tell(const char *stem, struct err *err)
{
    char time[QUANTITY_TIME_BYTES];
    int64_t frames_48k;
    struct err why = *err;
    struct err ignored;
    own_heap(char) part =
        stem ? recording_path(stem, RECORDING_PART_SUFFIX) : NULL;

    if (!part || !recording_duration_48k(part, &frames_48k, &ignored) ||
        frames_48k <= 0)
        return false;
    quantity_format_length(clock_ns_from_frames_48k(frames_48k), time);
    err_set(err, why.kind, "%s; %s is kept in %s; the next run finishes it",
        why.text, time, part);
    return true;
}

/* As nice(1) has it; repairs decode and measure whole recordings. */
#define REPAIR_NICE 10

struct folders {
    size_t count;
    char *paths[];
};

static void folders_free(struct folders *folders)
{
    for (size_t i = 0; folders && i < folders->count; i++)
        free(folders->paths[i]);
    free(folders);
}
OWNED(folders)

static struct folders *copy_folders(
    const char *const *paths, size_t count, struct err *err)
{
    own(folders) folders = calloc(1, sizeof *folders + count * sizeof(char *));

    if (!folders)
        return err_no_memory(err), NULL;
    folders->count = count;
    for (size_t i = 0; i < count; i++) {
        folders->paths[i] = strdup(paths[i]);
        if (!folders->paths[i])
            return err_no_memory(err), NULL;
    }
    return take(folders);
}

static void *finish_folders(void *user)
{
    own(folders) folders = user;
    struct err ignored;

    /* Of this thread alone, on Linux. */
    setpriority(PRIO_PROCESS, (id_t)gettid(), REPAIR_NICE);
    for (size_t i = 0; i < folders->count; i++)
        repair_folder(folders->paths[i], tell_repair, NULL, &ignored);
    return NULL;
}

bool leftovers_finish_later(
    const char *const *paths, size_t count, struct err *err)
{
    own(folders) folders = copy_folders(paths, count, err);
    pthread_t thread;
    sigset_t all;
    sigset_t before;

    if (!folders)
        return false;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    errno = pthread_create(&thread, NULL, finish_folders, folders);
    bool is_started = errno == 0;
    if (!is_started)
        err_set_errno(err, ERR_IO, "start a thread");
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!is_started)
        return false;
    (void)take(folders);
    pthread_detach(thread);
    return true;
}
