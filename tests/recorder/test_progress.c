/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/progress.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "tests/recorder/sample_figures.h"

static int ends[2]; /* of a pipe */
static struct progress progress;

static int open_pipe(void **state)
{
    (void)state;
    signal(SIGPIPE, SIG_IGN);
    if (pipe2(ends, O_CLOEXEC) != 0)
        return -1;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    progress = (struct progress){.fd = ends[1]};
    return 0;
}

static int close_pipe(void **state)
{
    (void)state;
    close(ends[0]);
    close(ends[1]);
    return 0;
}

/* How many whole lines have come, each an object of that room in turn. */
static int count_lines(const char *const *rooms, int room_count)
{
    static char bytes[1 << 17];
    ssize_t got = read(ends[0], bytes, sizeof bytes - 1);
    struct err err = {0};
    int count = 0;

    bytes[got > 0 ? got : 0] = '\0';
    for (char *line = bytes, *end; (end = strchr(line, '\n')); line = end + 1) {
        own(jdoc) doc = jdoc_parse(line, (size_t)(end - line), &err);
        assert_non_null(doc);
        assert_string_equal(
            jdoc_string(doc, "room"), rooms[count++ % room_count]);
        assert_string_equal(
            jdoc_string(doc, "time"), "1970-01-01T00:00:00.000Z");
        assert_string_equal(jdoc_string(doc, "state"), "recording");
    }
    return count;
}

static void test_a_line_a_room_and_second_is_told(void **state)
{
    static const char *const names[] = {"hall", "attic"};
    const struct room_figures rooms[] = {
        sample_figures("hall"), sample_figures("attic")};

    (void)state;
    for (int i = 0; i < 30; i++)
        progress_show(&progress, rooms, 2, i * 100 * CLOCK_MILLISECOND_NS, 0);
    assert_int_equal(count_lines(names, 2), 2 * 3);
    assert_int_equal(progress_deadline_ns(&progress), 3 * CLOCK_SECOND_NS);
    progress_end(&progress, rooms, 2, 0);
    assert_int_equal(count_lines(names, 2), 2);
}

/* Should it wait, the test does not end. */
static void test_a_reader_that_stands_still_is_not_waited_for(void **state)
{
    static const char *const names[] = {"hall"};
    const struct room_figures room = sample_figures("hall");

    (void)state;
    for (int i = 0; i < 1000; i++)
        progress_show(&progress, &room, 1, i * CLOCK_SECOND_NS, 0);
    assert_in_range(count_lines(names, 1), 50, 500);
    progress_show(&progress, &room, 1, 1000 * CLOCK_SECOND_NS, 0);
    assert_int_equal(count_lines(names, 1), 1);
}

static void test_without_a_reader_nothing_more_is_told(void **state)
{
    const struct room_figures room = sample_figures("hall");

    (void)state;
    close(ends[0]);
    progress_show(&progress, &room, 1, 0, 0);
    assert_int_equal(progress_deadline_ns(&progress), INT64_MAX);
    progress_show(&progress, &room, 1, CLOCK_SECOND_NS, 0);
    ends[0] = dup(ends[1]);
}

static void test_only_json_is_spoken(void **state)
{
    struct progress parsed = {.fd = -1};
    struct err err = {0};

    (void)state;
    assert_false(progress_parse("xml", &parsed, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text, "\"xml\": expected json");
    assert_int_equal(progress_deadline_ns(&parsed), INT64_MAX);
    assert_true(progress_parse("json", &parsed, &err));
    assert_int_equal(parsed.fd, STDOUT_FILENO);
}

int main(void)
{
#define WITH_PIPE(test)                                                        \
    cmocka_unit_test_setup_teardown(test, open_pipe, close_pipe)
    const struct CMUnitTest tests[] = {
        WITH_PIPE(test_a_line_a_room_and_second_is_told),
        WITH_PIPE(test_a_reader_that_stands_still_is_not_waited_for),
        WITH_PIPE(test_without_a_reader_nothing_more_is_told),
        cmocka_unit_test(test_only_json_is_spoken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
