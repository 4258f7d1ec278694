/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/gain_search.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TARGET_LUFS (-16.0)

/* The loudness that a gain gives. */
typedef double programme(double gain_db);

static struct gain_search find(
    programme *lufs, double gain_db, double most_db, double peak_dbtp)
{
    struct gain_search search = gain_search_begin(gain_db, most_db);
    double now;

    do
        now = lufs(search.gain_db);
    while (gain_search_go_on(&search, TARGET_LUFS - now, peak_dbtp - now));
    return search;
}

static void check(programme *lufs, double gain_db, int most_tries)
{
    struct gain_search search = find(lufs, gain_db, 40, -1.4);

    if (fabs(lufs(search.gain_db) - TARGET_LUFS) > 0.05)
        fail_msg("%.2f LUFS", lufs(search.gain_db));
    assert_in_range(search.tries, 1, most_tries);
}

static double untouched(double gain_db)
{
    return -30 + gain_db;
}

static double bent(double gain_db)
{
    return gain_db < 6 ? -25 + gain_db : -19 + 0.5 * (gain_db - 6);
}

static double kinked(double gain_db)
{
    return gain_db < 11 ? -20 + 0.05 * gain_db : -19.45 + 2 * (gain_db - 11);
}

/* A few bangs count alone until the voices rise over the gate. */
static double dipping(double gain_db)
{
    if (gain_db < 8)
        return -19.7;
    return gain_db < 12 ? -19.7 - 2 * (gain_db - 8) : -27.7 + (gain_db - 12);
}

static double saturated(double gain_db)
{
    return -10 - 15 * exp(-gain_db / 4);
}

static double saturated_below(double gain_db)
{
    return saturated(gain_db) - 6.9;
}

static void test_gain_that_nothing_takes_back_is_found_at_once(void **state)
{
    (void)state;
    check(untouched, 14, 1);
}

static void test_bent_and_kinked_programmes_are_brought_to_the_target(
    void **state)
{
    (void)state;
    check(bent, 9, 5);
    check(kinked, 4, 10);
    check(saturated, 0, 8);
}

static void test_programme_that_gets_quieter_first_is_brought_there(
    void **state)
{
    (void)state;
    for (double gain_db = 0; gain_db < 12; gain_db += 0.7)
        check(dipping, gain_db, 10);
}

static void test_gain_stays_within_what_is_allowed(void **state)
{
    (void)state;
    struct gain_search search = find(untouched, 14, 10, -1.4);

    assert_true(search.gain_db == 10);
    assert_int_equal(search.tries, 1);
}

static void test_search_ends_where_gain_is_no_use(void **state)
{
    (void)state;
    struct gain_search search = find(saturated_below, 4, 40, -7);

    assert_true(search.gain_db < 30);
    assert_true(search.tries < 9);
    assert_true(saturated_below(search.gain_db) > TARGET_LUFS - 1.3);
}

/* Of two that were tried at once. */
static void test_between_two_near_gains_no_third_is_tried(void **state)
{
    struct gain_search search = gain_search_begin(9, 40);

    (void)state;
    search.gain_db = 11.7; /* -16.15 LUFS */
    assert_true(gain_search_go_on(&search, 0.15, 14));
    search.gain_db = 12.3; /* -15.85 LUFS */
    assert_false(gain_search_go_on(&search, -0.15, 14));
    assert_int_equal(search.tries, 2);
    assert_true(fabs(search.gain_db - 12) < 1e-9);
    assert_true(fabs(search.slope - 0.5) < 1e-9);
}

static void test_between_gains_far_apart_one_is_tried(void **state)
{
    struct gain_search search = gain_search_begin(6, 40);

    (void)state;
    assert_true(gain_search_go_on(&search, 3, 14));
    search.gain_db = 14;
    assert_true(gain_search_go_on(&search, -1, 14));
    assert_true(fabs(search.gain_db - 12) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gain_that_nothing_takes_back_is_found_at_once),
        cmocka_unit_test(
            test_bent_and_kinked_programmes_are_brought_to_the_target),
        cmocka_unit_test(
            test_programme_that_gets_quieter_first_is_brought_there),
        cmocka_unit_test(test_gain_stays_within_what_is_allowed),
        cmocka_unit_test(test_search_ends_where_gain_is_no_use),
        cmocka_unit_test(test_between_two_near_gains_no_third_is_tried),
        cmocka_unit_test(test_between_gains_far_apart_one_is_tried),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
