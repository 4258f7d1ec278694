/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast record: one room into one recording. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/log.h"
#include "recorder/base/quantity.h"
#include "recorder/base/secret.h"
#include "recorder/base/stop_signal.h"
#include "recorder/base/text.h"
#include "recorder/leftovers.h"
#include "recorder/output_folder.h"
#include "recorder/record_job.h"
#include "recorder/record_loop.h"
#include "recorder/source/alsa_source.h"
#include "recorder/source/pulse_source.h"

/* Below this nothing is counted as sound (BS.1770-4). */
#define GATE_LUFS (-70.0)

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

static void tell_report(
    const struct record_job *job, const struct session_report *report)
{
    const struct recording_result *result = &report->result;
    char time[QUANTITY_TIME_BYTES];

    if (result->short_lu > 0.05)
        log_warning("%s: %.1f LU below the target of %.1f LUFS, to keep its "
                    "true peak at %.1f dBTP",
            report->path, result->short_lu, job->target_lufs,
            result->loudness.true_peak_dbtp);
    if (!job->is_verbose && !isatty(STDERR_FILENO))
        return;
    quantity_format_time(clock_ns_from_frames_48k(result->frames_48k), time);
    fprintf(stderr, "%s: %s, ", report->path, time);
    print_loudness(&result->loudness);
}

/* What cannot be listed is a warning as long as something can. */
static enum exit_status list_devices(struct err *err)
{
    own_value(card_list) list = {0};
    own_value(text) lines = {0};
    struct err why = {0};
    bool has_alsa = alsa_source_list(&list, err);
    bool has_pulse = pulse_source_list(&list, &why);

    if (!has_alsa && !has_pulse)
        log_warning("%s", why.text);
    if (!has_alsa && !has_pulse)
        return log_failure(err);
    if (!has_alsa || !has_pulse)
        log_warning("%s", has_alsa ? why.text : err->text);
    card_list_format(&list, &lines);
    if (!text_finish(&lines, err))
        return log_failure(err);
    fputs(text_string(&lines), stdout);
    return EXIT_DONE;
}

/* A mistake in the configuration is told by its place there. */
static struct source *open_source(const struct record_job *job, struct err *err)
{
    const struct source_options options = {.pcm_format = job->format,
        .srtp_key = job->srtp_key,
        .srtp_state = job->srtp_state,
        .user = job->user,
        .password = job->password};
    struct source *source = source_open(job->source, &options, err);
    const struct config_room *room = NULL;
    struct err ignored;

    if (!source && err->kind == ERR_CONFIG && job->config)
        room = config_find_room(job->config, job->room, &ignored);
    if (room && job->source == room->source)
        err_prefix(err, "%s:%d: [room %s]: source", job->config->path,
            room->line, room->name);
    return source;
}

static enum exit_status record(struct record_job *job, struct err *err)
{
    struct session_report report = {0};
    own_fd int stop_fd = stop_signal_open(err);

    if (stop_fd < 0 || !output_folder_try(job, err) ||
        !leftovers_finish(job, err))
        return log_failure(err);
    own(source) source = open_source(job, err);
    secret_free(take(job->srtp_key));
    secret_free(take(job->password));
    if (!source)
        return log_failure(err);
    enum record_outcome outcome =
        record_loop(job, source, stop_fd, &report, err);
    if (outcome != RECORD_NOTHING && report.path[0])
        tell_report(job, &report);
    if (outcome == RECORD_DONE)
        return EXIT_DONE;
    enum exit_status status = log_failure(err);
    return outcome == RECORD_PARTLY ? EXIT_PARTLY : status;
}

int main(int argc, char **argv)
{
    struct record_job job;
    struct err err = {0};

    log_start("roomcast record", LOG_LEVEL_WARNING);
    switch (record_job_parse(&job, argc, argv, &err)) {
    case COMMAND_LINE_ANSWERED:
        return EXIT_DONE;
    case COMMAND_LINE_BAD:
        return log_failure(&err);
    case COMMAND_LINE_RUN:
        break;
    }
    if (job.is_verbose)
        log_start("roomcast record", LOG_LEVEL_NOTE);
    if (job.warning)
        log_warning("%s", job.warning);
    enum exit_status status =
        job.lists_devices ? list_devices(&err) : record(&job, &err);
    record_job_clear(&job);
    return status;
}
