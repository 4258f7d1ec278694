/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/leftovers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "recorder/audio/recording_reader.h"
#include "recorder/audio/repair_folder.h"
#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/quantity.h"
#include "recorder/base/text.h"

static void tell_repair(void *user, const char *part_path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err)
{
    char time[QUANTITY_TIME_BYTES];

    (void)user;
    switch (outcome) {
    case REPAIR_DONE:
        quantity_format_time(
            clock_ns_from_frames_48k(report->frames_48k), time);
        log_warning(
            "%s: left unfinished; finished now, %s long", part_path, time);
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
    quantity_format_time(clock_ns_from_frames_48k(frames_48k), time);
    err_set(err, why.kind, "%s; %s is kept in %s; the next run finishes it",
        why.text, time, part);
    return true;
}
