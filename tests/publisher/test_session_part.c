/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/session_part.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "publisher/episode/episode_marks.h"
#include "publisher/media/montage.h"
#include "recorder/base/own.h"
#include "tests/publisher/recording_file.h"
#include "tests/publisher/tool.h"

#define SECOND 48000

static const char *const parts[] = {"one.opus", "two.opus"};

/* Four seconds, nothing for two, and three seconds; a mark in the second. */
static int make_parts(void **state)
{
    struct sound one = sound_of_noise(1, 4 * SECOND, 0.1);
    struct sound two = sound_of_noise(1, 3 * SECOND, 0.1);

    (void)state;
    tool_do("rm -f one.opus one.jsonl two.opus two.jsonl");
    make_recording("one", &one, NAN);
    make_continuing_recording("two", &two, 6 * SECOND);
    tool_do("echo '{\"event\":\"mark\",\"at\":1,\"text\":\"Parks\"}' "
            ">> two.jsonl");
    sound_clear(&one);
    sound_clear(&two);
    return 0;
}

static int64_t montage_frames(const struct edit_list *edits)
{
    own_value(montage) montage = {0};
    struct err err = {0};
    int64_t frames = 0;

    assert_true(montage_add_parts(&montage, parts, 2, edits, &err));
    for (size_t i = 0; i < montage.count; i++) {
        const struct montage_clip *clip = &montage.clips[i];
        frames += clip->path ? clip->to_48k - clip->from_48k
                             : (int64_t)clip->sound.frames;
    }
    return frames;
}

static int64_t mark_ms(const struct edit_list *edits)
{
    own_value(episode_marks) marks = {0};
    struct err err = {0};

    assert_true(episode_marks_read(&marks, parts, 2, &err));
    assert_true(episode_marks_place(&marks, edits, 0, &err));
    assert_int_equal(marks.count, 1);
    return marks.chapters[0].start_ms;
}

static void test_an_outage_is_as_long_in_the_episode(void **state)
{
    const struct edit_list edits = {0};

    (void)state;
    assert_int_equal(montage_frames(&edits), 9 * SECOND);
    assert_int_equal(mark_ms(&edits), 7000);
}

static void test_an_outage_that_is_cut_moves_what_follows(void **state)
{
    own_value(edit_list) edits = {0};
    struct err err = {0};

    (void)state;
    assert_true(session_part_cut_holes(parts, 2, &edits.cut, &err));
    assert_int_equal(edits.cut.count, 1);
    assert_int_equal(edits.cut.items[0].from_48k, 4 * SECOND);
    assert_int_equal(edits.cut.items[0].to_48k, 6 * SECOND);
    assert_int_equal(montage_frames(&edits), 7 * SECOND);
    assert_int_equal(mark_ms(&edits), 5000);
    assert_int_equal(edit_list_place(&edits, 7 * SECOND), 5 * SECOND);
}

static void test_parts_that_meet_or_overlap_have_no_outage(void **state)
{
    own_value(edit_list) edits = {0};
    struct sound two = sound_of_noise(1, 3 * SECOND, 0.1);
    struct err err = {0};

    (void)state;
    tool_do("rm two.opus two.jsonl");
    make_continuing_recording("two", &two, 3 * SECOND);
    sound_clear(&two);
    assert_true(session_part_cut_holes(parts, 2, &edits.cut, &err));
    assert_int_equal(edits.cut.count, 0);
    assert_int_equal(montage_frames(&edits), 6 * SECOND);
}

static void test_a_part_that_is_gone_is_told(void **state)
{
    static const char *const gone[] = {"one.opus", "gone.opus"};
    own_value(edit_list) edits = {0};
    struct err err = {0};

    (void)state;
    assert_false(session_part_cut_holes(gone, 2, &edits.cut, &err));
    assert_int_equal(err.kind, ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(
            test_an_outage_is_as_long_in_the_episode, make_parts),
        cmocka_unit_test_setup(
            test_an_outage_that_is_cut_moves_what_follows, make_parts),
        cmocka_unit_test_setup(
            test_parts_that_meet_or_overlap_have_no_outage, make_parts),
        cmocka_unit_test_setup(test_a_part_that_is_gone_is_told, make_parts),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
