/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/slug.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define DAY INT64_C(1795370400) /* 2026-11-22T18:00:00Z */

static void expect(const char *title, const char *expected)
{
    char slug[SLUG_BYTES];

    slug_from_title(DAY, title, slug);
    assert_string_equal(slug, expected);
    assert_true(is_slug(slug));
}

static void test_words_are_joined_by_hyphens(void **state)
{
    (void)state;
    expect("Town Hall", "2026-11-22-town-hall");
    expect("  Q&A:  part 2!  ", "2026-11-22-q-a-part-2");
}

static void test_accents_are_taken_off(void **state)
{
    (void)state;
    expect("Ümläute & Straße", "2026-11-22-umlaute-strasse");
    expect("Çà, Œuvre, Łódź, Žižek", "2026-11-22-ca-oeuvre-lodz-zizek");
    expect("e\xCC\x81t\xC3\xA9", "2026-11-22-ete"); /* combining acute */
}

static void test_an_apostrophe_does_not_part_a_word(void **state)
{
    (void)state;
    expect("Don't and don\xE2\x80\x99t", "2026-11-22-dont-and-dont");
}

static void test_a_title_in_another_script_leaves_the_date(void **state)
{
    (void)state;
    expect("\xE6\x9D\xB1\xE4\xBA\xAC", "2026-11-22");
    expect("", "2026-11-22");
    expect("...", "2026-11-22");
}

static void test_a_path_cannot_be_smuggled_in(void **state)
{
    (void)state;
    expect("../../etc/passwd", "2026-11-22-etc-passwd");
    expect("a\nb\tc\x01"
           "d",
        "2026-11-22-a-b-c-d");
    expect("%2e%2e", "2026-11-22-2e-2e");
}

static void test_broken_utf8_does_no_harm(void **state)
{
    (void)state;
    expect("a\xFF"
           "b\xC3",
        "2026-11-22-a-b");
    expect("\xF0\x9F", "2026-11-22");
    expect("x\xE2\x80", "2026-11-22-x");
}

static void test_a_long_title_is_cut_between_words(void **state)
{
    (void)state;
    expect("one two three four five six seven eight nine ten eleven twelve",
        "2026-11-22-one-two-three-four-five-six-seven-eight-nine-ten");
}

static void test_a_word_of_any_length_fits_nowhere(void **state)
{
    char title[500];

    (void)state;
    memset(title, 'x', sizeof title - 1);
    title[sizeof title - 1] = '\0';
    expect(title, "2026-11-22");
}

static void test_a_number_goes_behind(void **state)
{
    char slug[SLUG_BYTES];

    (void)state;
    slug_from_title(DAY, "Town Hall", slug);
    slug_append_number(slug, 2);
    assert_string_equal(slug, "2026-11-22-town-hall-2");
}

static void test_days_before_1970_have_names_too(void **state)
{
    char slug[SLUG_BYTES];

    (void)state;
    slug_from_title(-1, "x", slug);
    assert_string_equal(slug, "1969-12-31-x");
}

static void test_only_safe_names_are_slugs(void **state)
{
    (void)state;
    assert_true(is_slug("2026-11-22"));
    assert_false(is_slug(""));
    assert_false(is_slug("-x"));
    assert_false(is_slug("a/b"));
    assert_false(is_slug("A"));
    assert_false(is_slug(".."));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words_are_joined_by_hyphens),
        cmocka_unit_test(test_accents_are_taken_off),
        cmocka_unit_test(test_an_apostrophe_does_not_part_a_word),
        cmocka_unit_test(test_a_title_in_another_script_leaves_the_date),
        cmocka_unit_test(test_a_path_cannot_be_smuggled_in),
        cmocka_unit_test(test_broken_utf8_does_no_harm),
        cmocka_unit_test(test_a_long_title_is_cut_between_words),
        cmocka_unit_test(test_a_word_of_any_length_fits_nowhere),
        cmocka_unit_test(test_a_number_goes_behind),
        cmocka_unit_test(test_days_before_1970_have_names_too),
        cmocka_unit_test(test_only_safe_names_are_slugs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
