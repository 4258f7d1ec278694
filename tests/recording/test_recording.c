/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/recording/scratch.h"

#define START_NS INT64_C(1795370400000000000) /* 2026-11-22T18:00:00Z */

static void expect_stem(const char *path, const char *stem)
{
    own_heap(char) found = recording_stem(path);

    assert_string_equal(found, stem);
}

static void test_the_stem_is_the_path_without_suffixes(void **state)
{
    (void)state;
    expect_stem("a/b.opus.part", "a/b");
    expect_stem("a/b.opus", "a/b");
    expect_stem("a/b.jsonl", "a/b");
    expect_stem("a/b.c.opus", "a/b.c");
    expect_stem("a/b", "a/b");
    expect_stem("", "");
}

static void test_a_path_is_stem_and_suffix(void **state)
{
    (void)state;
    own_heap(char) path = recording_path("a/b", RECORDING_PART_SUFFIX);

    assert_string_equal(path, "a/b.opus.part");
}

static void expect_free(void **state, const char *name)
{
    struct err err = {0};
    own_heap(char) expected = scratch_path(state, name);
    own_heap(char) stem = recording_free_stem(*state, START_NS, &err);

    assert_non_null(stem);
    assert_string_equal(stem, expected);
}

static void take_name(void **state, const char *name)
{
    own_heap(char) path = scratch_path(state, name);

    scratch_write(path, "", 0);
}

static void test_names_are_utc_and_numbered_when_taken(void **state)
{
    expect_free(state, "2026-11-22T180000Z");
    take_name(state, "2026-11-22T180000Z.opus");
    expect_free(state, "2026-11-22T180000Z-2");
    take_name(state, "2026-11-22T180000Z-2.opus.part");
    expect_free(state, "2026-11-22T180000Z-3");
    take_name(state, "2026-11-22T180000Z-3.jsonl");
    expect_free(state, "2026-11-22T180000Z-4");
}

static void test_a_folder_that_is_a_file_is_an_error(void **state)
{
    struct err err = {0};
    own_heap(char) path = scratch_path(state, "file");

    scratch_write(path, "", 0);
    assert_null(recording_free_stem(path, START_NS, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "Not a directory"));
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_stem_is_the_path_without_suffixes),
        cmocka_unit_test(test_a_path_is_stem_and_suffix),
        SCRATCH_TEST(test_names_are_utc_and_numbered_when_taken),
        SCRATCH_TEST(test_a_folder_that_is_a_file_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
