/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/apple_categories.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "feeds/apple_categories.h"
#include "feeds/checker/feed_checker.h"
#include "recorder/base/own.h"

static void test_category_is_split_at_its_arrow(void **state)
{
    const char *category = NULL;
    const char *below = "unset";

    (void)state;
    assert_true(feed_split_category("News > Politics", &category, &below));
    assert_string_equal(category, "News");
    assert_string_equal(below, "Politics");
    assert_true(feed_split_category("  TV & Film  ", &category, &below));
    assert_string_equal(category, "TV & Film");
    assert_null(below);
    assert_true(feed_split_category("Music>Music History", &category, &below));
    assert_string_equal(below, "Music History");
}

static void test_unknown_category_leaves_the_outputs_alone(void **state)
{
    static const char *const bad[] = {"", ">", "Newz", "News >", "News > Books",
        "News > Politics > Local", "Politics",
        "News >                                                            "
        "                  x"};
    const char *category = "kept";
    const char *below = "kept too";

    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(feed_split_category(bad[i], &category, &below));
    assert_string_equal(category, "kept");
    assert_string_equal(below, "kept too");
}

static void test_letters_of_any_case_give_the_lists_own(void **state)
{
    const char *category = NULL;
    const char *below = NULL;

    (void)state;
    assert_true(feed_split_category("news > POLITICS", &category, &below));
    assert_string_equal(category, "News");
    assert_string_equal(below, "Politics");
    assert_true(feed_split_category("tv & film", &category, &below));
    assert_string_equal(category, "TV & Film");
}

static void test_nearest_entry_is_what_was_meant(void **state)
{
    static const char *const meant[][2] = {
        {"Newz", "News"},
        {"Politics", "News > Politics"},
        {"News > Politcs", "News > Politics"},
        {"News / politics", "News > Politics"},
        {"Technologies", "Technology"},
        {"Society and Culture", "Society & Culture"},
        {"Film", "TV & Film"},
        {"sci fi", "Fiction > Science Fiction"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof meant / sizeof *meant; i++) {
        own_value(text) found = {0};
        apple_categories_append_nearest(meant[i][0], &found);
        assert_string_equal(text_string(&found), meant[i][1]);
    }
}

static void test_nearest_of_anything_is_something(void **state)
{
    char long_one[1000];
    own_value(text) found = {0};

    (void)state;
    memset(long_one, 'x', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    apple_categories_append_nearest(long_one, &found);
    assert_true(found.length > 0);
    found.length = 0;
    apple_categories_append_nearest("", &found);
    assert_true(found.length > 0);
}

static void count_category(
    void *user, const char *category, const char *subcategory)
{
    int *counts = user;
    const char *found = NULL;
    const char *found_below = NULL;
    char joined[128];

    counts[subcategory != NULL]++;
    snprintf(joined, sizeof joined, "%s%s%s", category,
        subcategory ? " > " : "", subcategory ? subcategory : "");
    assert_true(feed_split_category(joined, &found, &found_below));
    assert_ptr_equal(found, category);
    assert_ptr_equal(found_below, subcategory);
}

static void test_list_has_19_categories_and_91_below_them(void **state)
{
    int counts[2] = {0};

    (void)state;
    apple_categories_list(count_category, counts);
    assert_int_equal(counts[0], 19);
    assert_int_equal(counts[1], 91);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_category_is_split_at_its_arrow),
        cmocka_unit_test(test_unknown_category_leaves_the_outputs_alone),
        cmocka_unit_test(test_letters_of_any_case_give_the_lists_own),
        cmocka_unit_test(test_nearest_entry_is_what_was_meant),
        cmocka_unit_test(test_nearest_of_anything_is_something),
        cmocka_unit_test(test_list_has_19_categories_and_91_below_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
