/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/talker_loudness.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "recorder/audio/k_weighting.h"
#include "tests/support/seeded_random.h"

/* Words come in levels that differ by some dB, as speech does. */
static struct seeded_random words = {1};

static void talk(struct talker_loudness *talker, double lufs, int steps)
{
    for (int i = 0; i < steps; i++) {
        double step_lufs = lufs + seeded_random_between(&words, -6, 4);
        talker_loudness_push(talker, k_weighting_energy_of(step_lufs));
    }
}

static void check(const struct talker_loudness *talker, double lufs, double by)
{
    double off = talker_loudness_lufs(talker) - lufs;

    if (fabs(off) > by)
        fail_msg("%.2f LU off", off);
}

static void test_nothing_is_known_before_a_word(void **state)
{
    struct talker_loudness talker = {0};

    (void)state;
    assert_true(talker_loudness_lufs(&talker) == -HUGE_VAL);
}

static void test_a_quarter_of_a_second_gives_a_first_idea(void **state)
{
    struct talker_loudness talker = {0};

    (void)state;
    talk(&talker, -30, 5);
    check(&talker, -30, 3);
}

static void test_three_seconds_are_enough_for_half_a_unit(void **state)
{
    struct talker_loudness talker = {0};

    (void)state;
    talk(&talker, -27, 60);
    check(&talker, -27, 0.5);
}

static void test_louder_talker_is_followed_within_a_quarter_of_a_second(
    void **state)
{
    struct talker_loudness talker = {0};

    (void)state;
    talk(&talker, -35, 200);
    talk(&talker, -15, 5);
    check(&talker, -15, 4);
}

static void test_quieter_talker_is_followed_within_six_tenths(void **state)
{
    struct talker_loudness talker = {0};

    (void)state;
    talk(&talker, -15, 200);
    talk(&talker, -35, 12);
    check(&talker, -35, 3);
}

static void test_talker_4_lu_away_is_followed_within_three_seconds(void **state)
{
    (void)state;
    for (double step = -4; step <= 4; step += 8) {
        struct talker_loudness talker = {0};
        talk(&talker, -25, 200);
        talk(&talker, -25 + step, 60);
        check(&talker, -25 + step, 1);
    }
}

static void test_bang_counts_for_little(void **state)
{
    struct talker_loudness talker = {0};

    (void)state;
    talk(&talker, -25, 100);
    talker_loudness_push(&talker, k_weighting_energy_of(-2));
    talker_loudness_push(&talker, k_weighting_energy_of(-12));
    check(&talker, -25, 1);
    talk(&talker, -25, 20);
    check(&talker, -25, 1);
}

static void test_expectation_weighs_little(void **state)
{
    struct talker_loudness talker = {0};

    (void)state;
    talker_loudness_expect(&talker, -33);
    check(&talker, -33, 0.01);
    talk(&talker, -18, 10);
    check(&talker, -18, 3);
}

static void test_what_is_forgotten_weighs_nothing(void **state)
{
    struct talker_loudness talker = {0};

    (void)state;
    talk(&talker, -20, 120);
    talk(&talker, -23, 8);
    assert_true(talker_loudness_lufs(&talker) > -21.5);
    talker_loudness_forget(&talker, 8);
    talk(&talker, -23, 8);
    check(&talker, -23, 1.2);
    talker_loudness_forget(&talker, 100);
    check(&talker, -23, 1.2);
}

static void test_silence_and_huge_energies_leave_a_number(void **state)
{
    struct talker_loudness talker = {0};

    (void)state;
    for (int i = 0; i < 300; i++) {
        talker_loudness_push(&talker, i % 3 == 0   ? 0
                                      : i % 3 == 1 ? 1e9
                                                   : 1e-40);
        assert_false(isnan(talker_loudness_lufs(&talker)));
    }
    talk(&talker, -20, 100);
    check(&talker, -20, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_is_known_before_a_word),
        cmocka_unit_test(test_a_quarter_of_a_second_gives_a_first_idea),
        cmocka_unit_test(test_three_seconds_are_enough_for_half_a_unit),
        cmocka_unit_test(
            test_louder_talker_is_followed_within_a_quarter_of_a_second),
        cmocka_unit_test(test_quieter_talker_is_followed_within_six_tenths),
        cmocka_unit_test(
            test_talker_4_lu_away_is_followed_within_three_seconds),
        cmocka_unit_test(test_bang_counts_for_little),
        cmocka_unit_test(test_expectation_weighs_little),
        cmocka_unit_test(test_what_is_forgotten_weighs_nothing),
        cmocka_unit_test(test_silence_and_huge_energies_leave_a_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
