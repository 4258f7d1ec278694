/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast record: rooms into recordings. */
#include <stdio.h>
#include <sys/resource.h>

#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/program.h"
#include "recorder/base/stop_signal.h"
#include "recorder/base/text.h"
#include "recorder/command/record_command.h"
#include "recorder/command/record_rooms.h"
#include "recorder/command/workers.h"
#include "recorder/source/alsa_source.h"
#include "recorder/source/pulse_source.h"

#define MOST_DESCRIPTORS 16384

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
    if (list.count == 0)
        log_warning("there are no sound cards");
    card_list_format(&list, &lines);
    if (!text_finish(&lines, err))
        return log_failure(err);
    fputs(text_string(&lines), stdout);
    return EXIT_DONE;
}

/* A room takes up to ten. What most systems allow until a program asks for
 * more, 1024, is for those that use select(2). */
static void raise_descriptors(void)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
        limit.rlim_cur >= MOST_DESCRIPTORS)
        return;
    limit.rlim_cur =
        limit.rlim_max < MOST_DESCRIPTORS ? limit.rlim_max : MOST_DESCRIPTORS;
    setrlimit(RLIMIT_NOFILE, &limit);
}

static enum exit_status record(struct record_job *job, struct err *err)
{
    own_fd int stop_fd = stop_signal_open(err);

    raise_descriptors();
    if (stop_fd < 0)
        return log_failure(err);
    if (!job->is_all)
        return record_one_room(job, stop_fd);
    if (job->workers)
        return workers_run(job, stop_fd);
    return record_all_rooms(job, stop_fd);
}

int main(int argc, char **argv)
{
    struct record_job job;
    struct err err = {0};

    program_start("roomcast record");
    switch (record_command_parse(&job, argc, argv, &err)) {
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
