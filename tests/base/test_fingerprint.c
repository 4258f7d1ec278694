/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/fingerprint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The vectors of draft-eastlake-fnv, appendix C, for FNV-1a of 64 bits. */
static void test_the_published_vectors_come_out(void **state)
{
    char fingerprint[FINGERPRINT_BYTES];

    (void)state;
    fingerprint_make("", 0, fingerprint);
    assert_string_equal(fingerprint, "cbf29ce484222325");
    fingerprint_make("a", 1, fingerprint);
    assert_string_equal(fingerprint, "af63dc4c8601ec8c");
    fingerprint_make("foobar", 6, fingerprint);
    assert_string_equal(fingerprint, "85944171f73967e8");
}

static void test_pieces_give_what_the_whole_gives(void **state)
{
    struct fingerprint pieces = {0};
    char whole[FINGERPRINT_BYTES];
    char joined[FINGERPRINT_BYTES];

    (void)state;
    fingerprint_make("town hall", 9, whole);
    fingerprint_add(&pieces, "town", 4);
    fingerprint_add(&pieces, " hall", 5);
    fingerprint_finish(&pieces, joined);
    assert_string_equal(whole, joined);
}

static void test_texts_are_kept_apart(void **state)
{
    struct fingerprint one = {0};
    struct fingerprint other = {0};

    (void)state;
    fingerprint_add_text(&one, "ab");
    fingerprint_add_text(&one, "c");
    fingerprint_add_text(&other, "a");
    fingerprint_add_text(&other, "bc");
    assert_true(one.hash != other.hash);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_published_vectors_come_out),
        cmocka_unit_test(test_pieces_give_what_the_whole_gives),
        cmocka_unit_test(test_texts_are_kept_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
