/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A recorder whose rooms are fake: all that is around rooms is real, so that
 * control, hooks, metrics and progress can be tried without any sound.
 *
 *     room-host --config FILE [--metrics FILE] [--progress json]
 */
#include <poll.h>
#include <stdio.h>

#include "recorder/base/clock.h"
#include "recorder/base/command_line.h"
#include "recorder/base/config_file.h"
#include "recorder/base/log.h"
#include "recorder/base/stop_signal.h"
#include "recorder/control/control_room.h"
#include "tests/recorder/fake_room.h"

#define MOST_ROOMS 16
#define STEP_NS (100 * CLOCK_MILLISECOND_NS)

struct host {
    struct config *config;
    struct control_room_settings settings;
    struct control_room *control;
    int stop_fd;
    size_t count;
    struct room *rooms[MOST_ROOMS];
};

static void hear_room(void *user, const struct room_event *event)
{
    struct host *host = user;

    control_room_hear(host->control, event);
}

/* As the recorder logs. */
static void hear_watch(void *user, const struct room_event *event)
{
    (void)user;
    log_warning("%s: %s", event->room, event->text);
}

static bool open_room(struct host *host, size_t place, struct err *err)
{
    const struct config_room *config = &host->config->rooms[place];
    const struct record_job job = {.room = config->name};
    const struct room_listener listener = {.user = host, .told = hear_room};

    if (!control_room_open(host->control, config->name, config, err))
        return false;
    struct room *room = room_new(&job, &listener, err);
    if (!room)
        return false;
    host->rooms[host->count++] = room;
    fake_room_of(room)->result.loudness.integrated_lufs = -16;
    control_room_attach(host->control, room);
    return true;
}

/* Sound comes, if it is not paused. */
static void step(struct room *room)
{
    struct room_status *status = &fake_room_of(room)->status;

    if (status->state != ROOM_RECORDING)
        return;
    status->frames_48k += clock_frames_48k_from_ns(STEP_NS);
    status->counters.packets += 5;
    status->loudness = (struct loudness){.momentary_lufs = -18,
        .short_term_lufs = -18,
        .integrated_lufs = -17,
        .true_peak_dbtp = -2};
    status->drift_ppm = 12;
    status->free_bytes = 50000000000;
}

static bool wait_for_work(const struct host *host, int64_t deadline_ns)
{
    struct pollfd fds[2] = {{.fd = host->stop_fd, .events = POLLIN},
        {.fd = control_room_descriptor(host->control), .events = POLLIN}};
    int64_t due_ns = control_room_deadline_ns(host->control);
    int64_t wait_ns =
        (due_ns < deadline_ns ? due_ns : deadline_ns) - clock_monotonic_ns();

    poll(fds, 2, wait_ns > 0 ? (int)(wait_ns / CLOCK_MILLISECOND_NS + 1) : 0);
    return fds[0].revents && stop_signal_read(host->stop_fd);
}

static void run(struct host *host)
{
    int64_t step_ns = clock_monotonic_ns();

    while (!wait_for_work(host, step_ns)) {
        for (; clock_monotonic_ns() >= step_ns; step_ns += STEP_NS) {
            for (size_t i = 0; i < host->count; i++)
                step(host->rooms[i]);
        }
        control_room_work(host->control, clock_monotonic_ns(), clock_utc_ns());
    }
}

/* A signal: what runs is finished, and hooks have their two seconds. */
static void end(struct host *host)
{
    struct err err;

    for (size_t i = 0; i < host->count; i++)
        room_stop(host->rooms[i], clock_monotonic_ns(), "signal", &err);
    control_room_finish(host->control, host->stop_fd, true);
}

static bool record(struct host *host, struct err *err)
{
    host->stop_fd = stop_signal_open(err);
    if (host->stop_fd < 0)
        return false;
    host->settings.state = host->config->state;
    host->settings.listener = (struct room_listener){.told = hear_watch};
    host->control = control_room_new(&host->settings, err);
    if (!host->control)
        return false;
    for (size_t i = 0; i < host->config->room_count; i++) {
        if (!open_room(host, i, err))
            return false;
    }
    run(host);
    end(host);
    return true;
}

static enum command_line_outcome parse(
    struct host *host, int argc, char **argv, struct err *err)
{
    const char *config = NULL;
    const char *progress = NULL;
    const struct command_option options[] = {
        {"config", "FILE", "its rooms", .value = &config},
        {"metrics", "FILE", "for Prometheus", .value = &host->settings.metrics},
        {"progress", "json", "a line a second", .value = &progress},
    };
    const struct command command = {.program = "room-host",
        .usage = "--config FILE [option ...]",
        .summary = "Hosts fake rooms.",
        .options = options,
        .option_count = 3};
    enum command_line_outcome outcome =
        command_line_parse(&command, argc, argv, NULL, err);

    if (outcome != COMMAND_LINE_RUN)
        return outcome;
    if (progress && !progress_parse(progress, &host->settings.progress, err))
        return COMMAND_LINE_BAD;
    host->config = config_load(config ? config : "roomcast.conf", err);
    return host->config && host->config->room_count <= MOST_ROOMS
               ? COMMAND_LINE_RUN
               : COMMAND_LINE_BAD;
}

int main(int argc, char **argv)
{
    struct host host = {.settings.progress.fd = -1};
    struct err err = {0};

    log_start("room-host", LOG_LEVEL_WARNING);
    switch (parse(&host, argc, argv, &err)) {
    case COMMAND_LINE_ANSWERED:
        return EXIT_DONE;
    case COMMAND_LINE_BAD:
        return log_failure(&err);
    case COMMAND_LINE_RUN:
        break;
    }
    bool is_good = record(&host, &err);
    control_room_free(host.control);
    for (size_t i = 0; i < host.count; i++)
        room_free(host.rooms[i]);
    config_free(host.config);
    return is_good ? EXIT_DONE : log_failure(&err);
}
