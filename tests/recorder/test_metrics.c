/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/metrics.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "tests/recorder/sample_figures.h"
#include "tests/recorder/scratch_folder.h"

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("%s is not in:\n%s", part, text);
}

static void test_each_metric_has_its_head_once_and_a_line_a_room(void **state)
{
    const struct room_figures rooms[] = {
        sample_figures("hall"), sample_figures_waiting("attic")};
    own_value(text) text = {0};

    (void)state;
    metrics_format(rooms, 2, true, &text);
    assert_has(text_string(&text),
        "# HELP roomcast_lost_packets_total Packets that never came; they "
        "were concealed or filled.\n"
        "# TYPE roomcast_lost_packets_total counter\n"
        "roomcast_lost_packets_total{room=\"hall\"} 10\n"
        "roomcast_lost_packets_total{room=\"attic\"} 0\n");
    assert_has(text_string(&text), "roomcast_up{room=\"attic\"} 1\n");
    assert_has(text_string(&text),
        "roomcast_state{room=\"hall\",state=\"recording\"} 1\n");
    assert_has(text_string(&text),
        "roomcast_state{room=\"attic\",state=\"recording\"} 0\n");
    assert_has(
        text_string(&text), "roomcast_alarm{room=\"hall\",alarm=\"disk\"} 1\n");
    assert_has(text_string(&text),
        "roomcast_free_bytes{room=\"hall\"} 120345678901\n");
}

static void test_silence_and_the_unknown_have_their_own_numbers(void **state)
{
    const struct room_figures rooms[] = {sample_figures_waiting("attic")};
    own_value(text) text = {0};

    (void)state;
    metrics_format(rooms, 1, true, &text);
    assert_has(text_string(&text),
        "roomcast_loudness_momentary_lufs{room=\"attic\"} -Inf\n");
    assert_has(
        text_string(&text), "roomcast_clock_drift_ppm{room=\"attic\"} NaN\n");
    assert_has(text_string(&text), "roomcast_free_bytes{room=\"attic\"} NaN\n");
}

static void test_labels_are_escaped(void **state)
{
    const struct room_figures rooms[] = {sample_figures_waiting("a\"b\\c\nd")};
    own_value(text) text = {0};

    (void)state;
    metrics_format(rooms, 1, false, &text);
    assert_has(text_string(&text), "roomcast_up{room=\"a\\\"b\\\\c\\nd\"} 0\n");
}

static void read_file(const char *path, struct text *text)
{
    char bytes[16384];
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = read(fd, bytes, sizeof bytes);

    text_reset(text);
    text_append_bytes(text, bytes, got > 0 ? (size_t)got : 0);
}

static void test_the_file_is_written_every_15_seconds(void **state)
{
    struct room_figures room = sample_figures("hall");
    own_value(text) path = {0};
    own_value(text) text = {0};
    struct err err = {0};

    text_appendf(&path, "%s/roomcast.prom", (const char *)*state);
    struct metrics_file file = {.path = text_string(&path)};
    assert_true(metrics_file_show(&file, &room, 1, 5, &err));
    assert_int_equal(metrics_file_deadline_ns(&file), 5 + 15 * CLOCK_SECOND_NS);
    room.status.counters.packets = 77;
    assert_true(
        metrics_file_show(&file, &room, 1, 4 + 15 * CLOCK_SECOND_NS, &err));
    read_file(file.path, &text);
    assert_has(
        text_string(&text), "roomcast_packets_total{room=\"hall\"} 9990\n");
    assert_true(
        metrics_file_show(&file, &room, 1, 5 + 15 * CLOCK_SECOND_NS, &err));
    read_file(file.path, &text);
    assert_has(
        text_string(&text), "roomcast_packets_total{room=\"hall\"} 77\n");
    assert_has(text_string(&text), "roomcast_up{room=\"hall\"} 1\n");
    assert_true(metrics_file_end(&file, &room, 1, &err));
    read_file(file.path, &text);
    assert_has(text_string(&text), "roomcast_up{room=\"hall\"} 0\n");
}

static void test_a_missing_folder_is_told_once_and_tried_again(void **state)
{
    const struct room_figures room = sample_figures("hall");
    own_value(text) folder = {0};
    own_value(text) path = {0};
    struct err err = {0};
    int64_t now_ns = 0;

    text_appendf(&folder, "%s/missing", (const char *)*state);
    text_appendf(&path, "%s/roomcast.prom", text_string(&folder));
    struct metrics_file file = {.path = text_string(&path)};
    assert_false(metrics_file_show(&file, &room, 1, now_ns, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_has(err.text, "metrics: ");
    now_ns += METRICS_PERIOD_NS;
    assert_true(metrics_file_show(&file, &room, 1, now_ns, &err));
    assert_int_equal(mkdir(text_string(&folder), 0700), 0);
    now_ns += METRICS_PERIOD_NS;
    assert_true(metrics_file_show(&file, &room, 1, now_ns, &err));
    assert_int_equal(access(text_string(&path), R_OK), 0);
}

static void test_without_a_path_nothing_is_due(void **state)
{
    struct metrics_file file = {0};
    struct err err = {0};

    (void)state;
    assert_true(metrics_file_show(&file, NULL, 0, 0, &err));
    assert_true(metrics_file_end(&file, NULL, 0, &err));
    assert_int_equal(metrics_file_deadline_ns(&file), INT64_MAX);
}

int main(void)
{
#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, scratch_folder_make, scratch_folder_remove)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_metric_has_its_head_once_and_a_line_a_room),
        cmocka_unit_test(test_silence_and_the_unknown_have_their_own_numbers),
        cmocka_unit_test(test_labels_are_escaped),
        IN_FOLDER(test_the_file_is_written_every_15_seconds),
        IN_FOLDER(test_a_missing_folder_is_told_once_and_tried_again),
        cmocka_unit_test(test_without_a_path_nothing_is_due),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
