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
#include "tests/support/fault_turns.h"

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

struct known_report {
    char path[300]; /* of the recording */
    struct text text;
};

static bool run_turn(
    void *user, enum failing_call call, const struct failure *failure)
{
    const struct known_report *known = user;
    own_value(text) text = {0};
    struct err err = {0};
    int descriptor = next_descriptor();

    failing_calls_arm(call, failure);
    bool is_good = report(known->path, &text, &err);
    int hits = failing_calls_disarm();
    assert_int_equal(next_descriptor(), descriptor);
    if (is_good)
        assert_string_equal(text_string(&text), text_string(&known->text));
    else
        assert_true(err.kind == (call == FAILING_MEMORY ? ERR_MEMORY : ERR_IO));
    assert_true(is_good || hits > 0);
    return hits > 0;
}

static void test_no_fault_changes_a_verdict(void **state)
{
    struct known_report known = {0};
    struct err err = {0};

    make_recording(*state, known.path, sizeof known.path);
    assert_true(report(known.path, &known.text, &err));
    assert_non_null(strstr(text_string(&known.text), "\"verdict\":\"clean\""));
    for (int call = 0; call < FAILING_CALLS; call++)
        fault_turns((enum failing_call)call,
            call == FAILING_MEMORY ? ENOMEM : EIO, run_turn, &known);
    text_clear(&known.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_no_fault_changes_a_verdict,
            scratch_folder_make, scratch_folder_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
