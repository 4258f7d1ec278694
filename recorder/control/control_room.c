/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/control_room.h"

#include <poll.h>
#include <string.h>
#include <sys/epoll.h>

#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/stop_signal.h"

struct control_room {
    struct control_room_settings settings;
    struct metrics_file metrics;
    struct progress progress;
    struct status_line line;
    int epoll_fd; /* of all watches */
    struct room_watch **watches;
    struct room_figures *figures; /* place for one of each */
    size_t count;
    size_t attached; /* the first so many have their rooms */
};

struct control_room *control_room_new(
    const struct control_room_settings *settings, struct err *err)
{
    own(control_room) control = calloc(1, sizeof *control);

    if (!control)
        return err_no_memory(err), NULL;
    control->settings = *settings;
    control->epoll_fd = -1;
    if (settings->metrics) {
        control->metrics.path = strdup(settings->metrics);
        if (!control->metrics.path)
            return err_no_memory(err), NULL;
    }
    control->progress = settings->progress;
    status_line_init(&control->line);
    control->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (control->epoll_fd < 0)
        return err_set_errno(err, ERR_IO, "watch rooms"), NULL;
    return take(control);
}

static void make_way(struct control_room *control)
{
    status_line_clear(&control->line);
}

/* What a watch tells. */
static void told(void *user, const struct room_event *event)
{
    struct control_room *control = user;
    const struct room_listener *listener = &control->settings.listener;

    make_way(control);
    if (listener->told)
        listener->told(listener->user, event);
}

/* Room for one more watch and its figures. */
static bool grow(struct control_room *control, struct err *err)
{
    size_t count = control->count + 1;
    void *watches = realloc(control->watches, count * sizeof(void *));

    if (watches)
        control->watches = watches;
    void *figures = realloc(control->figures, count * sizeof *control->figures);
    if (figures)
        control->figures = figures;
    return (watches && figures) || err_no_memory(err);
}

bool control_room_open(struct control_room *control, const char *name,
    const struct config_room *room, struct err *err)
{
    const struct room_watch_settings settings = {.name = name,
        .state = control->settings.state,
        .room = room,
        .listener = {.user = control, .told = told}};
    struct epoll_event event = {.events = EPOLLIN};

    if (!grow(control, err))
        return false;
    own(room_watch) watch = room_watch_new(&settings, err);
    if (!watch)
        return false;
    if (epoll_ctl(control->epoll_fd, EPOLL_CTL_ADD,
            room_watch_descriptor(watch), &event) != 0)
        return err_set_errno(err, ERR_IO, "watch room %s", name);
    control->watches[control->count++] = take(watch);
    return true;
}

void control_room_attach(struct control_room *control, struct room *room)
{
    room_watch_attach(control->watches[control->attached++], room);
}

void control_room_hear(
    struct control_room *control, const struct room_event *event)
{
    make_way(control);
    for (size_t i = 0; i < control->count; i++) {
        if (strcmp(room_watch_name(control->watches[i]), event->room) == 0)
            room_watch_hear(control->watches[i], event);
    }
}

int control_room_descriptor(const struct control_room *control)
{
    return control->epoll_fd;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* When somebody wants to see figures. */
static int64_t show_ns(const struct control_room *control)
{
    return earlier(earlier(metrics_file_deadline_ns(&control->metrics),
                       progress_deadline_ns(&control->progress)),
        status_line_deadline_ns(&control->line));
}

int64_t control_room_deadline_ns(const struct control_room *control)
{
    int64_t deadline_ns = show_ns(control);

    for (size_t i = 0; i < control->attached; i++)
        deadline_ns =
            earlier(deadline_ns, room_watch_deadline_ns(control->watches[i]));
    return deadline_ns;
}

static void look(struct control_room *control)
{
    for (size_t i = 0; i < control->attached; i++)
        control->figures[i] = room_watch_figures(control->watches[i]);
}

static void show(struct control_room *control, int64_t now_ns, int64_t utc_ns)
{
    struct err err;

    look(control);
    status_line_show(
        &control->line, now_ns, control->figures, control->attached);
    progress_show(&control->progress, control->figures, control->attached,
        now_ns, utc_ns);
    if (metrics_file_show(&control->metrics, control->figures,
            control->attached, now_ns, &err))
        return;
    make_way(control);
    log_warning("%s", err.text);
}

void control_room_work(
    struct control_room *control, int64_t now_ns, int64_t utc_ns)
{
    for (size_t i = 0; i < control->attached; i++)
        room_watch_work(control->watches[i], now_ns, utc_ns);
    if (now_ns >= show_ns(control))
        show(control, now_ns, utc_ns);
}

static bool is_idle(const struct control_room *control)
{
    for (size_t i = 0; i < control->count; i++) {
        if (!room_watch_is_idle(control->watches[i]))
            return false;
    }
    return true;
}

static void hurry(struct control_room *control)
{
    for (size_t i = 0; i < control->count; i++)
        room_watch_end(control->watches[i], clock_monotonic_ns());
}

/* True when a signal has come. */
static bool wait_for_work(const struct control_room *control, int stop_fd)
{
    struct pollfd fds[2] = {{.fd = stop_fd, .events = POLLIN},
        {.fd = control->epoll_fd, .events = POLLIN}};
    int64_t wait_ns = control_room_deadline_ns(control) - clock_monotonic_ns();
    int64_t wait_ms = wait_ns / CLOCK_MILLISECOND_NS + 1;

    if (wait_ns < 0)
        wait_ms = 0;
    poll(fds, 2, wait_ms < 60000 ? (int)wait_ms : 60000);
    return fds[0].revents && stop_signal_read(stop_fd);
}

static void show_last(struct control_room *control)
{
    struct err err;

    make_way(control);
    look(control);
    progress_end(&control->progress, control->figures, control->attached,
        clock_utc_ns());
    if (!metrics_file_end(
            &control->metrics, control->figures, control->attached, &err))
        log_warning("%s", err.text);
}

void control_room_finish(
    struct control_room *control, int stop_fd, bool is_stopped)
{
    if (is_stopped)
        hurry(control);
    control_room_work(control, clock_monotonic_ns(), clock_utc_ns());
    while (!is_idle(control)) {
        if (wait_for_work(control, stop_fd))
            hurry(control);
        control_room_work(control, clock_monotonic_ns(), clock_utc_ns());
    }
    show_last(control);
}

void control_room_free(struct control_room *control)
{
    if (!control)
        return;
    status_line_clear(&control->line);
    for (size_t i = 0; i < control->count; i++)
        room_watch_free(control->watches[i]);
    if (control->epoll_fd >= 0)
        close(control->epoll_fd);
    free((char *)control->metrics.path);
    free(control->watches);
    free(control->figures);
    free(control);
}
