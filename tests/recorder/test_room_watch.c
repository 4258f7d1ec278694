/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/room_watch.h"

#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/text.h"
#include "recorder/control/control_address.h"
#include "tests/recorder/fake_room.h"
#include "tests/recorder/scratch_folder.h"

#define SECOND CLOCK_SECOND_NS
#define BEGIN_UTC_NS (INT64_C(1795370400) * SECOND)

static struct room_watch *watch;
static struct room *room;
static struct fake_room *fake;
static int64_t now_ns;
static const char *folder;

static int connect_client(void)
{
    own_value(control_address) address = {.folder_fd = -1};
    struct err err = {0};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(control_address_open(&address, folder, "hall", &err));
    assert_int_equal(
        connect(fd, (struct sockaddr *)&address.name, sizeof address.name), 0);
    return fd;
}

static void hear(void *user, const struct room_event *event)
{
    (void)user;
    room_watch_hear(watch, event);
}

/* What the watch itself tells, a line each. */
static char heard[1000];

static void hear_watch(void *user, const struct room_event *event)
{
    size_t length = strlen(heard);

    (void)user;
    assert_string_equal(event->room, "hall");
    snprintf(heard + length, sizeof heard - length, "%d %s\n", event->kind,
        event->text);
}

/* A watched room whose hooks append to the file "told". */
static int begin(void **state)
{
    const struct record_job job = {.room = "hall"};
    own_value(text) hook = {0};
    struct err err = {0};

    if (scratch_folder_make(state) != 0)
        return -1;
    folder = *state;
    text_appendf(&hook,
        "sh -c 'echo $ROOMCAST_EVENT $ROOMCAST_ALARM $ROOMCAST_ALARM_STATE "
        "$ROOMCAST_TEXT $ROOMCAST_DURATION ${ROOMCAST_FILE##*/} >>%s/told'",
        folder);
    struct config_room config = {.hook_start = hook.bytes,
        .hook_segment = hook.bytes,
        .hook_finish = hook.bytes,
        .hook_alarm = hook.bytes,
        .hook_limit_ns = 60 * SECOND,
        .alarm_no_input_ns = 10 * SECOND};
    const struct room_watch_settings settings = {.name = "hall",
        .state = folder,
        .room = &config,
        .listener = {.told = hear_watch}};
    const struct room_listener listener = {.told = hear};
    heard[0] = '\0';
    watch = room_watch_new(&settings, &err);
    if (!watch)
        return -1;
    room = room_new(&job, &listener, &err);
    fake = fake_room_of(room);
    room_watch_attach(watch, room);
    now_ns = 100 * SECOND;
    return 0;
}

/* As the loop does, until the clock shows so much more. */
static void pass(int64_t ns)
{
    int64_t until_ns = now_ns + ns;

    do {
        room_watch_work(watch, now_ns, BEGIN_UTC_NS + now_ns);
        int64_t deadline_ns = room_watch_deadline_ns(watch);
        assert_true(deadline_ns > now_ns || deadline_ns == 0);
        now_ns = deadline_ns && deadline_ns < until_ns ? deadline_ns : until_ns;
    } while (now_ns < until_ns);
    room_watch_work(watch, now_ns, BEGIN_UTC_NS + now_ns);
}

static void wait_for_hooks(void)
{
    struct pollfd poll_fd = {
        .fd = room_watch_descriptor(watch), .events = POLLIN};

    while (!room_watch_is_idle(watch)) {
        assert_int_equal(poll(&poll_fd, 1, 120000), 1);
        room_watch_work(watch, now_ns, BEGIN_UTC_NS + now_ns);
    }
}

static int end(void **state)
{
    wait_for_hooks();
    room_watch_free(take(watch));
    room_free(take(room));
    return scratch_folder_remove(state);
}

static void expect_told(const char *expected)
{
    char words[4096];
    own_value(text) path = {0};

    wait_for_hooks();
    text_appendf(&path, "%s/told", folder);
    own_fd int fd = open(text_string(&path), O_RDONLY | O_CLOEXEC);
    ssize_t got = fd < 0 ? 0 : read(fd, words, sizeof words - 1);
    words[got] = '\0';
    assert_string_equal(words, expected);
}

static struct jdoc *ask(const char *request)
{
    own_fd int client = connect_client();
    char words[8192];
    struct err err = {0};

    assert_int_equal(
        send(client, request, strlen(request), 0), strlen(request));
    room_watch_work(watch, now_ns, BEGIN_UTC_NS + now_ns);
    room_watch_work(watch, now_ns, BEGIN_UTC_NS + now_ns);
    ssize_t got = recv(client, words, sizeof words, MSG_DONTWAIT);
    assert_true(got > 0);
    struct jdoc *doc = jdoc_parse(words, (size_t)got, &err);
    assert_non_null(doc);
    return doc;
}

static void tell(const char *request)
{
    bool is_ok = false;
    own(jdoc) doc = ask(request);

    assert_true(jdoc_bool(doc, "ok", &is_ok) && is_ok);
}

static void test_recordings_run_their_hooks(void **state)
{
    (void)state;
    pass(0);
    fake->result.frames_48k = 48000;
    tell("{\"verb\":\"start\"}\n");
    fake->status.frames_48k = 96000;
    tell("{\"verb\":\"split\"}\n");
    tell("{\"verb\":\"stop\"}\n");
    expect_told("start 2026-11-22T180000Z.opus.part\n"
                "segment 1.000 2026-11-22T180000Z.opus\n"
                "finish 2.000 2026-11-22T180000Z.opus\n");
}

static void test_commands_reach_the_room(void **state)
{
    (void)state;
    tell("{\"verb\":\"start\"}\n");
    assert_int_equal(fake->last_command, ROOM_START);
    tell("{\"verb\":\"mark\",\"text\":\"Questions\"}\n");
    assert_int_equal(fake->last_command, ROOM_MARK);
    assert_string_equal(fake->last_text, "Questions");
    tell("{\"verb\":\"pause\"}\n");
    assert_int_equal(fake->last_command, ROOM_PAUSE);
    tell("{\"verb\":\"resume\"}\n");
    assert_int_equal(fake->last_command, ROOM_RESUME);
    tell("{\"verb\":\"split\"}\n");
    assert_int_equal(fake->last_command, ROOM_SPLIT);
    tell("{\"verb\":\"stop\"}\n");
    assert_int_equal(fake->last_command, ROOM_STOP);
    assert_int_equal(fake->commands, 6);
    tell("{\"verb\":\"status\"}\n");
    assert_int_equal(fake->commands, 6);
}

static void test_what_the_room_refuses_is_answered(void **state)
{
    bool is_ok = true;
    own(jdoc) doc = ask("{\"verb\":\"pause\"}\n");

    (void)state;
    assert_true(jdoc_bool(doc, "ok", &is_ok) && !is_ok);
    assert_string_equal(jdoc_string(doc, "error"), "nothing is being recorded");
    assert_string_equal(jdoc_string(doc, "kind"), "config");
}

static void test_the_state_has_its_time(void **state)
{
    (void)state;
    pass(5 * SECOND);
    tell("{\"verb\":\"start\"}\n");
    pass(SECOND);
    own(jdoc) doc = ask("{\"verb\":\"status\"}\n");
    assert_string_equal(jdoc_string(doc, "state"), "recording");
    assert_string_equal(jdoc_string(doc, "since"), "2026-11-22T18:01:45.000Z");
}

static void test_what_was_recorded_adds_up(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        tell("{\"verb\":\"start\"}\n");
        fake->status.frames_48k = 48000;
        assert_int_equal(
            room_watch_figures(watch).recorded_frames_48k, 48000 * (i + 1));
        tell("{\"verb\":\"stop\"}\n");
        assert_int_equal(room_watch_figures(watch).recordings, i + 1);
    }
    assert_int_equal(room_watch_figures(watch).recorded_frames_48k, 3 * 48000);
}

/* The room counts on through the parts of a recording. */
static void test_finished_parts_are_not_counted_twice(void **state)
{
    (void)state;
    tell("{\"verb\":\"start\"}\n");
    fake->status.frames_48k = fake->result.frames_48k = 48000;
    tell("{\"verb\":\"split\"}\n");
    assert_int_equal(room_watch_figures(watch).recorded_frames_48k, 48000);
    fake->status.frames_48k = 60000;
    assert_int_equal(room_watch_figures(watch).recorded_frames_48k, 60000);
    fake->result.frames_48k = 12000;
    fake_room_tell(room, ROOM_EVENT_SEGMENT, "b.opus", NULL);
    fake->status.frames_48k = 100000;
    assert_int_equal(room_watch_figures(watch).recorded_frames_48k, 100000);
    assert_int_equal(room_watch_figures(watch).recordings, 2);
}

static void test_digital_silence_has_no_loudness(void **state)
{
    (void)state;
    tell("{\"verb\":\"start\"}\n");
    fake->status.loudness.momentary_lufs = -681.3;
    fake->status.loudness.short_term_lufs = -90;
    own(jdoc) doc = ask("{\"verb\":\"status\"}\n");
    double lufs;
    assert_false(jdoc_real(doc, "momentary_lufs", &lufs));
    assert_true(jdoc_real(doc, "short_term_lufs", &lufs));
    assert_true(lufs == -90);
}

static void test_an_alarm_is_shown_and_runs_its_hook(void **state)
{
    (void)state;
    tell("{\"verb\":\"start\"}\n");
    fake->status.counters.packets = 5;
    fake->status.loudness.momentary_lufs = -20;
    pass(15 * SECOND);
    own(jdoc) doc = ask("{\"verb\":\"status\"}\n");
    assert_string_equal(jdoc_string_at(doc, "alarms", 0), "no-input");
    assert_null(jdoc_string_at(doc, "alarms", 1));
    for (int i = 0; i < 10; i++) {
        fake->status.counters.packets += 50;
        pass(SECOND);
    }
    assert_false(room_watch_figures(watch).alarms[ALARM_NO_INPUT]);
    char expected[100];
    snprintf(expected, sizeof expected,
        "%d no input for 0:10\n%d there is input again\n", ROOM_EVENT_ALARM,
        ROOM_EVENT_ALL_CLEAR);
    assert_string_equal(heard, expected);
    expect_told("start 2026-11-22T180000Z.opus.part\n"
                "alarm no-input raised no input for 0:10 "
                "2026-11-22T180000Z.opus.part\n"
                "alarm no-input cleared there is input again "
                "2026-11-22T180000Z.opus.part\n");
}

/* Sound from a pipe is counted in frames only. */
static void test_a_source_without_packets_has_input_by_its_frames(void **state)
{
    (void)state;
    tell("{\"verb\":\"start\"}\n");
    for (int i = 0; i < 20; i++) {
        fake->status.frames_48k += 48000;
        pass(SECOND);
    }
    assert_false(room_watch_figures(watch).alarms[ALARM_NO_INPUT]);
    for (int i = 0; i < 20; i++) {
        fake->status.frames_48k += 48000;
        fake->status.counters.gap_ms += 1000;
        pass(SECOND);
    }
    assert_true(room_watch_figures(watch).alarms[ALARM_NO_INPUT]);
}

static void test_what_the_room_says_is_passed_on(void **state)
{
    (void)state;
    fake_room_tell(room, ROOM_EVENT_FAILED, NULL, "the card was pulled out");
    fake_room_tell(room, ROOM_EVENT_RECOVERED, NULL, "the card is back");
    fake_room_tell(room, ROOM_EVENT_ALARM, NULL, "it is too hot");
    fake_room_tell(room, ROOM_EVENT_ALL_CLEAR, NULL, "it is cool again");
    fake_room_tell(room, ROOM_EVENT_DROPPED, NULL, NULL);
    pass(0);
    expect_told("alarm failure raised the card was pulled out\n"
                "alarm failure cleared the card is back\n"
                "alarm room raised it is too hot\n"
                "alarm room cleared it is cool again\n");
    assert_string_equal(heard, "");
}

static void test_a_watch_without_a_configuration_has_neither(void **state)
{
    const struct room_watch_settings settings = {.name = "room"};
    struct err err = {0};
    own(room_watch) bare = room_watch_new(&settings, &err);

    (void)state;
    assert_non_null(bare);
    room_watch_attach(bare, room);
    const struct room_event event = {
        .kind = ROOM_EVENT_FAILED, .room = "room", .text = "x"};
    room_watch_hear(bare, &event);
    room_watch_work(bare, 0, 0);
    assert_true(room_watch_is_idle(bare));
    assert_int_equal(room_watch_deadline_ns(bare), SECOND);
}

static void test_a_room_is_recorded_even_if_nobody_can_control_it(void **state)
{
    const struct room_watch_settings settings = {.name = "hall",
        .state = "/dev/null/state",
        .listener = {.told = hear_watch}};
    struct err err = {0};
    own(room_watch) deaf = room_watch_new(&settings, &err);

    (void)state;
    assert_non_null(deaf);
    assert_non_null(strstr(heard, "control of hall: "));
    const struct room_watch_settings again = {.name = "hall", .state = folder};
    assert_null(room_watch_new(&again, &err));
    assert_int_equal(err.kind, ERR_BUSY);
}

int main(void)
{
#define WATCHED(test) cmocka_unit_test_setup_teardown(test, begin, end)
    const struct CMUnitTest tests[] = {
        WATCHED(test_recordings_run_their_hooks),
        WATCHED(test_commands_reach_the_room),
        WATCHED(test_what_the_room_refuses_is_answered),
        WATCHED(test_the_state_has_its_time),
        WATCHED(test_what_was_recorded_adds_up),
        WATCHED(test_finished_parts_are_not_counted_twice),
        WATCHED(test_digital_silence_has_no_loudness),
        WATCHED(test_an_alarm_is_shown_and_runs_its_hook),
        WATCHED(test_a_source_without_packets_has_input_by_its_frames),
        WATCHED(test_what_the_room_says_is_passed_on),
        WATCHED(test_a_room_is_recorded_even_if_nobody_can_control_it),
        WATCHED(test_a_watch_without_a_configuration_has_neither),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
