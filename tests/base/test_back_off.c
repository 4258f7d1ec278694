/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/back_off.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define SECOND INT64_C(1000000000)

static void test_waits_double_up_to_a_minute(void **state)
{
    static const int seconds[] = {1, 2, 4, 8, 16, 32, 60, 60, 60};
    struct back_off back_off;
    int64_t now_ns = 5400 * SECOND + 987654321;

    (void)state;
    back_off_reset(&back_off);
    for (size_t i = 0; i < sizeof seconds / sizeof seconds[0]; i++) {
        int64_t wait_ns = back_off_next_ns(&back_off, now_ns) - now_ns;
        assert_in_range(
            wait_ns, seconds[i] * SECOND, seconds[i] * SECOND * 5 / 4);
        now_ns += wait_ns;
    }
    back_off_reset(&back_off);
    assert_in_range(
        back_off_next_ns(&back_off, now_ns) - now_ns, SECOND, SECOND * 5 / 4);
}

static void test_two_that_fail_together_do_not_return_together(void **state)
{
    struct back_off one, other;
    int64_t now_ns = 5400 * SECOND;

    (void)state;
    back_off_reset(&one);
    back_off_reset(&other);
    int64_t first = back_off_next_ns(&one, now_ns + 12345678);
    int64_t second = back_off_next_ns(&other, now_ns + 92345678);
    assert_true(second - first > 100 * (SECOND / 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_waits_double_up_to_a_minute),
        cmocka_unit_test(test_two_that_fail_together_do_not_return_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
