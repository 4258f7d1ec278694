/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_marks.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "tests/publisher/recording_file.h"
#include "tests/publisher/tool.h"

#define SECOND 48000

static void record(const char *stem, size_t frames)
{
    struct sound sound = sound_of_noise(1, frames, 0.1);

    tool_do("rm -f %s.opus %s.jsonl", stem, stem);
    make_recording(stem, &sound, NAN);
    sound_clear(&sound);
}

static void check_mark(const struct episode_marks *marks, size_t at,
    int64_t start_ms, const char *title)
{
    assert_in_range(at, 0, marks->count - 1);
    assert_int_equal(marks->chapters[at].start_ms, start_ms);
    assert_string_equal(marks->chapters[at].title, title);
}

static void test_marks_come_from_the_ledgers_of_all_parts(void **state)
{
    static const char *const parts[] = {"one.opus", "two.opus"};
    own_value(episode_marks) marks = {0};
    struct err err = {0};

    (void)state;
    record("one", 3 * SECOND);
    record("two", 3 * SECOND);
    tool_do("echo '{\"event\":\"mark\",\"at\":1.5,\"text\":\"Budget\"}' "
            ">> one.jsonl");
    tool_do("echo '{\"event\":\"mark\",\"at\":1,\"title\":\"Parks\"}' "
            ">> two.jsonl");
    assert_true(episode_marks_read(&marks, parts, 2, &err));
    assert_int_equal(marks.count, 2);
    check_mark(&marks, 0, 1500, "Budget");
    check_mark(&marks, 1, 4000, "Parks");
}

static void test_tags_come_before_the_ledger(void **state)
{
    static const char *const parts[] = {"tagged.opus"};
    own_value(episode_marks) marks = {0};
    struct err err = {0};

    (void)state;
    tool_do("sox -n -r 48000 -c 1 -b 16 t.wav synth 3 sine 400 && opusenc "
            "--quiet --comment CHAPTER000=00:00:01.250 --comment "
            "CHAPTER000NAME=Parks t.wav tagged.opus");
    assert_true(episode_marks_read(&marks, parts, 1, &err));
    assert_int_equal(marks.count, 1);
    check_mark(&marks, 0, 1250, "Parks");
}

static void test_a_recording_without_its_ledger_has_no_marks(void **state)
{
    static const char *const parts[] = {"one.opus"};
    own_value(episode_marks) marks = {0};
    struct err err = {0};

    (void)state;
    record("one", SECOND);
    tool_do("rm one.jsonl");
    assert_true(episode_marks_read(&marks, parts, 1, &err));
    assert_int_equal(marks.count, 0);
}

static void test_marks_follow_what_is_cut(void **state)
{
    own_value(episode_marks) marks = {0};
    own_value(edit_list) edits = {0};
    struct err err = {0};

    (void)state;
    assert_true(episode_marks_add(&marks, 20000, "last", &err));
    assert_true(episode_marks_add(&marks, 1000, "small talk", &err));
    assert_true(episode_marks_add(&marks, 2000, "beginning", &err));
    assert_true(episode_marks_add(&marks, 12500, "secret", &err));
    assert_true(episode_marks_add(&marks, 40000, "goodbye", &err));
    assert_true(edit_spans_parse(&edits.cut, "-5,30-", &err));
    assert_true(edit_spans_parse(&edits.silenced, "12-13", &err));
    assert_true(episode_marks_place(&marks, &edits, 2 * SECOND, &err));
    assert_int_equal(marks.count, 2);
    check_mark(&marks, 0, 2000, "beginning");
    check_mark(&marks, 1, 17000, "last");
}

static void test_marks_survive_being_written_and_read(void **state)
{
    own_value(episode_marks) marks = {0};
    own_value(text) lines = {0};
    struct err err = {0};

    (void)state;
    assert_true(episode_marks_parse(
        &marks, "00:00:00.000 One\nnonsense\n101:02:03.004 Two words\n", &err));
    assert_int_equal(marks.count, 2);
    check_mark(&marks, 1, 363723004, "Two words");
    episode_marks_append(marks.chapters, marks.count, &lines);
    assert_string_equal(
        text_string(&lines), "00:00:00.000 One\n101:02:03.004 Two words\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks_come_from_the_ledgers_of_all_parts),
        cmocka_unit_test(test_tags_come_before_the_ledger),
        cmocka_unit_test(test_a_recording_without_its_ledger_has_no_marks),
        cmocka_unit_test(test_marks_follow_what_is_cut),
        cmocka_unit_test(test_marks_survive_being_written_and_read),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
