/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/source/lag_floor.h"

#define PACKET_NS (20 * CLOCK_MILLISECOND_NS)
#define TICKS(ms) ((ms)*48)

static struct lag_floor begun(void)
{
    struct lag_floor lags = {
        .span_ns = CLOCK_SECOND_NS, .put_in = TICKS(25), .grain = 120};

    lag_floor_begin(&lags, 0);
    return lags;
}

/* Packets from one time to another, one of ten no later than `least`, the
 * others by 100 ms more; what is put in. */
static int64_t push_span(
    struct lag_floor *lags, int64_t from_ns, int64_t to_ns, int64_t least)
{
    int64_t put_in = 0;
    int at = 0;

    for (int64_t ns = from_ns + PACKET_NS; ns <= to_ns; ns += PACKET_NS)
        put_in +=
            lag_floor_push(lags, at++ % 10 ? least + TICKS(100) : least, ns);
    return put_in;
}

static void test_jitter_alone_puts_nothing_in(void **state)
{
    struct lag_floor lags = begun();

    (void)state;
    assert_int_equal(push_span(&lags, 0, 20 * CLOCK_SECOND_NS, TICKS(24)), 0);
}

static void test_two_late_spans_put_in_whole_grains_of_the_least(void **state)
{
    struct lag_floor lags = begun();

    (void)state;
    assert_int_equal(push_span(&lags, 0, CLOCK_SECOND_NS, TICKS(40)), 0);
    assert_int_equal(
        push_span(&lags, CLOCK_SECOND_NS, 2 * CLOCK_SECOND_NS, TICKS(31) + 7),
        TICKS(31) - TICKS(31) % 120);
}

static void test_what_was_put_in_counts_for_the_next_span(void **state)
{
    struct lag_floor lags = begun();

    (void)state;
    push_span(&lags, 0, 2 * CLOCK_SECOND_NS, TICKS(30));
    assert_int_equal(
        push_span(&lags, 2 * CLOCK_SECOND_NS, 3 * CLOCK_SECOND_NS, TICKS(30)),
        0);
}

static void test_few_packets_make_a_longer_span(void **state)
{
    struct lag_floor lags = begun();
    int64_t put_in = 0;

    (void)state;
    for (int i = 1; i < 32; i++)
        put_in += lag_floor_push(&lags, TICKS(40), i * CLOCK_SECOND_NS / 2);
    assert_int_equal(put_in, 0);
    assert_int_equal(
        lag_floor_push(&lags, TICKS(40), 16 * CLOCK_SECOND_NS), TICKS(40));
}

static void test_forgotten_lateness_needs_two_spans_again(void **state)
{
    struct lag_floor lags = begun();

    (void)state;
    push_span(&lags, 0, CLOCK_SECOND_NS, TICKS(30));
    lag_floor_forget(&lags);
    assert_int_equal(
        push_span(&lags, CLOCK_SECOND_NS, 2 * CLOCK_SECOND_NS, TICKS(30)), 0);
    assert_int_equal(
        push_span(&lags, 2 * CLOCK_SECOND_NS, 3 * CLOCK_SECOND_NS, TICKS(30)),
        TICKS(30));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_jitter_alone_puts_nothing_in),
        cmocka_unit_test(test_two_late_spans_put_in_whole_grains_of_the_least),
        cmocka_unit_test(test_what_was_put_in_counts_for_the_next_span),
        cmocka_unit_test(test_few_packets_make_a_longer_span),
        cmocka_unit_test(test_forgotten_lateness_needs_two_spans_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
