/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/room_watch.h"

#include <math.h>
#include <string.h>
#include <sys/epoll.h>

#include "recorder/base/clock.h"
#include "recorder/control/control_socket.h"
#include "recorder/control/hook_runner.h"

struct room_watch {
    char *name;
    struct room_listener listener;
    struct room *room;
    struct control_socket *control; /* NULL: none */
    struct hook_runner *hooks;
    struct alarm alarm;
    int epoll_fd; /* of both */
    int64_t now_ns;
    int64_t look_ns; /* when the room is looked at again */
    enum room_state state;
    int64_t since_utc_ns;
    int64_t recordings;
    int64_t frames_48k;          /* of the one that runs, when last seen */
    int64_t parts_frames_48k;    /* of it, in parts that are finished */
    int64_t finished_frames_48k; /* in all files that are finished */
};

/* --- What happens ------------------------------------------------------ */

static void tell(
    struct room_watch *watch, enum room_event_kind kind, const char *text)
{
    const struct room_event event = {
        .kind = kind, .room = watch->name, .text = text};

    if (watch->listener.told)
        watch->listener.told(watch->listener.user, &event);
}

static void hook_failed(void *user, const char *text)
{
    tell(user, ROOM_EVENT_FAILED, text);
}

static void push_alarm(struct room_watch *watch, const char *alarm,
    bool is_raised, const char *text)
{
    const struct hook_facts facts = {.kind = HOOK_ALARM,
        .room = watch->name,
        .file = watch->room ? room_status(watch->room).path : NULL,
        .alarm = alarm,
        .is_raised = is_raised,
        .text = text};

    hook_runner_push(watch->hooks, &facts, watch->now_ns);
}

static void push_file(struct room_watch *watch, enum hook_kind kind,
    const struct room_event *event)
{
    const struct hook_facts facts = {.kind = kind,
        .room = watch->name,
        .file = event->path,
        .text = event->text,
        .result = event->result};

    hook_runner_push(watch->hooks, &facts, watch->now_ns);
}

static void count_file(struct room_watch *watch, const struct room_event *event)
{
    int64_t frames_48k = watch->frames_48k - watch->parts_frames_48k;

    if (event->result)
        frames_48k = event->result->frames_48k;
    watch->recordings++;
    watch->finished_frames_48k += frames_48k;
    watch->parts_frames_48k += frames_48k;
}

void room_watch_hear(struct room_watch *watch, const struct room_event *event)
{
    watch->look_ns = 0;
    switch (event->kind) {
    case ROOM_EVENT_STARTED:
        watch->parts_frames_48k = 0;
        push_file(watch, HOOK_START, event);
        break;
    case ROOM_EVENT_SEGMENT:
        count_file(watch, event);
        push_file(watch, HOOK_SEGMENT, event);
        break;
    case ROOM_EVENT_FINISHED:
        count_file(watch, event);
        push_file(watch, HOOK_FINISH, event);
        break;
    case ROOM_EVENT_DROPPED:
        break;
    case ROOM_EVENT_ALARM:
    case ROOM_EVENT_ALL_CLEAR:
        push_alarm(watch, "room", event->kind == ROOM_EVENT_ALARM, event->text);
        break;
    case ROOM_EVENT_FAILED:
    case ROOM_EVENT_RECOVERED:
        push_alarm(
            watch, "failure", event->kind == ROOM_EVENT_FAILED, event->text);
        break;
    }
}

const char *room_watch_name(const struct room_watch *watch)
{
    return watch->name;
}

/* --- What is asked ----------------------------------------------------- */

static bool obey(struct room_watch *watch,
    const struct control_request *request, struct err *err)
{
    static const enum room_command commands[CONTROL_VERBS] = {
        [CONTROL_START] = ROOM_START,
        [CONTROL_STOP] = ROOM_STOP,
        [CONTROL_SPLIT] = ROOM_SPLIT,
        [CONTROL_PAUSE] = ROOM_PAUSE,
        [CONTROL_RESUME] = ROOM_RESUME,
        [CONTROL_MARK] = ROOM_MARK,
        [CONTROL_PERSON] = ROOM_PERSON};
    const char *text = request->text[0] ? request->text : NULL;

    if (request->verb == CONTROL_STATUS)
        return true;
    watch->look_ns = 0;
    return room_command(
        watch->room, commands[request->verb], text, watch->now_ns, err);
}

static char *asked(void *user, const struct control_request *request)
{
    struct room_watch *watch = user;
    own(jdoc) doc = jdoc_new();
    struct err err = {0};

    if (!obey(watch, request, &err))
        return control_answer_refusal(&err);
    jdoc_set_bool(doc, "ok", true);
    if (request->verb == CONTROL_STATUS) {
        const struct room_figures figures = room_watch_figures(watch);
        room_figures_set(doc, &figures);
    }
    return jdoc_format(doc, &err);
}

/* --- Beginning and end -------------------------------------------------- */

static struct alarm_limits limits_of(const struct config_room *room)
{
    return (struct alarm_limits){.no_input_ns = room->alarm_no_input_ns,
        .silence_ns = room->alarm_silence_ns,
        .clipping_ns = room->alarm_clipping_ns,
        .loss_percent = room->alarm_loss_percent,
        .disk_bytes = room->alarm_disk_bytes};
}

static bool make_hooks(
    struct room_watch *watch, const struct config_room *room, struct err *err)
{
    struct hook_settings settings = {.user = watch, .failed = hook_failed};

    if (room) {
        settings.commands[HOOK_START] = room->hook_start;
        settings.commands[HOOK_SEGMENT] = room->hook_segment;
        settings.commands[HOOK_FINISH] = room->hook_finish;
        settings.commands[HOOK_ALARM] = room->hook_alarm;
        settings.limit_ns = room->hook_limit_ns;
    }
    watch->hooks = hook_runner_new(&settings, err);
    return watch->hooks;
}

static bool make_control(
    struct room_watch *watch, const char *state, struct err *err)
{
    const struct control_listener listener = {.user = watch, .asked = asked};

    if (state)
        watch->control = control_socket_new(state, watch->name, &listener, err);
    if (!state || watch->control)
        return true;
    if (err->kind == ERR_BUSY)
        return false;
    /* A room that cannot be controlled is recorded all the same. */
    tell(watch, ROOM_EVENT_FAILED, err->text);
    return true;
}

static bool poll_both(struct room_watch *watch, struct err *err)
{
    struct epoll_event event = {.events = EPOLLIN};
    int hooks = hook_runner_descriptor(watch->hooks);

    watch->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (watch->epoll_fd < 0 ||
        epoll_ctl(watch->epoll_fd, EPOLL_CTL_ADD, hooks, &event) != 0)
        return err_set_errno(err, ERR_IO, "poll room %s", watch->name);
    if (!watch->control)
        return true;
    return epoll_ctl(watch->epoll_fd, EPOLL_CTL_ADD,
               control_socket_descriptor(watch->control), &event) == 0 ||
           err_set_errno(err, ERR_IO, "poll room %s", watch->name);
}

struct room_watch *room_watch_new(
    const struct room_watch_settings *settings, struct err *err)
{
    own(room_watch) watch = calloc(1, sizeof *watch);
    struct alarm_limits limits = {0};

    if (!watch)
        return err_no_memory(err), NULL;
    watch->epoll_fd = -1;
    watch->listener = settings->listener;
    watch->name = strdup(settings->name);
    if (!watch->name)
        return err_no_memory(err), NULL;
    if (settings->room)
        limits = limits_of(settings->room);
    alarm_init(&watch->alarm, &limits);
    if (!make_hooks(watch, settings->room, err) ||
        !make_control(watch, settings->state, err) || !poll_both(watch, err))
        return NULL;
    return take(watch);
}

void room_watch_attach(struct room_watch *watch, struct room *room)
{
    watch->room = room;
    watch->state = room_status(room).state;
}

void room_watch_end(struct room_watch *watch, int64_t now_ns)
{
    hook_runner_end(watch->hooks, now_ns);
}

bool room_watch_is_idle(const struct room_watch *watch)
{
    return hook_runner_is_idle(watch->hooks);
}

void room_watch_free(struct room_watch *watch)
{
    if (!watch)
        return;
    control_socket_free(watch->control);
    hook_runner_free(watch->hooks);
    if (watch->epoll_fd >= 0)
        close(watch->epoll_fd);
    free(watch->name);
    free(watch);
}

/* --- As time goes by ---------------------------------------------------- */

int room_watch_descriptor(const struct room_watch *watch)
{
    return watch->epoll_fd;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t room_watch_deadline_ns(const struct room_watch *watch)
{
    int64_t deadline_ns =
        earlier(watch->look_ns, hook_runner_deadline_ns(watch->hooks));

    return watch->control ? earlier(deadline_ns,
                                control_socket_deadline_ns(watch->control))
                          : deadline_ns;
}

/* Packets tell that something comes. A pipe or a card counts none: there it
 * is sound that was not made up by us. */
static int64_t input_of(const struct room_status *status)
{
    if (status->counters.packets)
        return status->counters.packets;
    return status->frames_48k - status->counters.gap_ms * 48;
}

static struct alarm_sample sample_of(const struct room_status *status)
{
    return (struct alarm_sample){
        .is_recording = status->state == ROOM_RECORDING,
        .is_awaited = status->is_awaited,
        .input = input_of(status),
        .momentary_lufs = status->loudness.momentary_lufs,
        .clipped_samples = status->clipped_samples,
        .packets = status->counters.packets,
        .lost = status->counters.lost,
        .free_bytes = status->free_bytes};
}

static void look(struct room_watch *watch, int64_t utc_ns)
{
    const struct room_status status = room_status(watch->room);
    const struct alarm_sample sample = sample_of(&status);
    struct alarm_news news[ALARM_KINDS];

    if (status.state != watch->state || !watch->since_utc_ns)
        watch->since_utc_ns = utc_ns;
    watch->state = status.state;
    watch->frames_48k = status.frames_48k;
    int count = alarm_update(&watch->alarm, &sample, watch->now_ns, news);
    for (int i = 0; i < count; i++) {
        bool is_raised = news[i].is_raised;
        tell(watch, is_raised ? ROOM_EVENT_ALARM : ROOM_EVENT_ALL_CLEAR,
            news[i].text);
        push_alarm(watch, alarm_name(news[i].kind), is_raised, news[i].text);
    }
}

void room_watch_work(struct room_watch *watch, int64_t now_ns, int64_t utc_ns)
{
    watch->now_ns = now_ns;
    if (watch->control)
        control_socket_work(watch->control, now_ns);
    if (now_ns >= watch->look_ns) {
        look(watch, utc_ns);
        /* Whole seconds: all rooms are looked at in one wake-up. */
        watch->look_ns = (now_ns / CLOCK_SECOND_NS + 1) * CLOCK_SECOND_NS;
    }
    hook_runner_work(watch->hooks, now_ns);
}

#define NOTHING_LUFS (-120.0)

/* In digital silence the meter's filters ring on towards zero for ever. */
static double heard_lufs(double lufs)
{
    return lufs < NOTHING_LUFS ? -HUGE_VAL : lufs;
}

struct room_figures room_watch_figures(const struct room_watch *watch)
{
    struct room_figures figures = {.status = room_status(watch->room),
        .since_utc_ns = watch->since_utc_ns,
        .hooks_waiting = hook_runner_waiting(watch->hooks),
        .hook_failures = hook_runner_failures(watch->hooks),
        .recordings = watch->recordings,
        .recorded_frames_48k = watch->finished_frames_48k};

    if (figures.status.path)
        figures.recorded_frames_48k +=
            figures.status.frames_48k - watch->parts_frames_48k;
    struct loudness *loudness = &figures.status.loudness;
    loudness->momentary_lufs = heard_lufs(loudness->momentary_lufs);
    loudness->short_term_lufs = heard_lufs(loudness->short_term_lufs);
    memcpy(figures.alarms, watch->alarm.is_raised, sizeof figures.alarms);
    return figures;
}
