/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A check of a recording in which the first, the second, the third … call of
 * each kind fails, once or from there on. It says so, or comes to what it
 * came to before; never to another verdict.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/report/verifier.h"
#include "tests/recorder/pushed_track.h"
#include "tests/recorder/scratch_folder.h"
#include "tests/support/failing_calls.h"

#define MOST_TURNS 2000

static void make_recording(const char *folder, char *path, size_t room)
{
    struct pushed_track pushed;
    struct track_parts parts;
    struct err err;

    assert_true(pushed_track_begin(&pushed, folder, NULL, &err));
    assert_true(pushed_track_push_slowly(&pushed, 50, &err));
    assert_true(track_mark(pushed.track, "A chapter", 9600, &err));
    assert_true(pushed_track_finish(&pushed, &err));
    pushed_track_end(&pushed);
    track_parts_collect(&parts, folder, NULL);
    assert_int_equal(parts.count, 1);
    snprintf(path, room, "%s", parts.list[0].path);
}

/* Both kinds of report, one after the other. */
static bool report(const char *path, struct text *text, struct err *err)
{
    static struct verification verification; /* large */

    if (!verifier_check(&verification, path, err))
        return false;
    own_heap(char) json = verification_format_json(&verification, err);
    verification_append_text(&verification, text);
    verification_clear(&verification);
    if (!json)
        return false;
    text_append(text, json);
    return text_finish(text, err);
}

static int next_descriptor(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    close(fd);
    return fd;
}

/* False when the failure was not reached. */
static bool run_turn(const char *path, enum failing_call call,
    const struct failure *failure, const struct text *expected)
{
    own_value(text) text = {0};
    struct err err = {0};
    int descriptor = next_descriptor();

    failing_calls_arm(call, failure);
    bool is_good = report(path, &text, &err);
    int hits = failing_calls_disarm();
    assert_int_equal(next_descriptor(), descriptor);
    if (is_good)
        assert_string_equal(text_string(&text), text_string(expected));
    else
        assert_true(err.kind == (call == FAILING_MEMORY ? ERR_MEMORY : ERR_IO));
    assert_true(is_good || hits > 0);
    return hits > 0;
}

static void fail_every(const char *path, enum failing_call call,
    bool is_for_ever, const struct text *expected)
{
    int error = call == FAILING_MEMORY ? ENOMEM : EIO;
    bool was_reached = true;
    int nth = 0;

    while (was_reached) {
        const struct failure failure = {++nth, is_for_ever, error};
        was_reached = run_turn(path, call, &failure, expected);
        assert_in_range(nth, 1, MOST_TURNS);
    }
    if (nth > 1)
        print_message("%s, %s: each of %d\n", failing_call_name(call),
            is_for_ever ? "for ever" : "once", nth - 1);
}

static void test_no_fault_changes_a_verdict(void **state)
{
    char path[300];
    own_value(text) expected = {0};
    struct err err = {0};

    make_recording(*state, path, sizeof path);
    assert_true(report(path, &expected, &err));
    assert_non_null(strstr(text_string(&expected), "\"verdict\":\"clean\""));
    for (int call = 0; call < FAILING_CALLS; call++) {
        fail_every(path, (enum failing_call)call, false, &expected);
        fail_every(path, (enum failing_call)call, true, &expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_no_fault_changes_a_verdict,
            scratch_folder_make, scratch_folder_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
