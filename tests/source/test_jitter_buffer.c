/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/jitter_buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define MS INT64_C(1000000)

static int set_up(void **state)
{
    static struct jitter_buffer buffer;

    jitter_buffer_init(&buffer, JITTER_BUFFER_WAIT_NS);
    *state = &buffer;
    return 0;
}

static int tear_down(void **state)
{
    jitter_buffer_clear(*state);
    return 0;
}

static void push(struct jitter_buffer *buffer, uint16_t sequence, int64_t ms)
{
    struct media_packet *packet = media_packet_new((uint8_t *)"x", 1);

    packet->sequence = sequence;
    packet->arrival_ns = ms * MS;
    jitter_buffer_push(buffer, packet);
}

static void expect(
    struct jitter_buffer *buffer, int64_t now_ms, uint16_t sequence, int lost)
{
    own(media_packet) packet = jitter_buffer_pull(buffer, now_ms * MS);

    assert_non_null(packet);
    assert_int_equal(packet->sequence, sequence);
    assert_int_equal(packet->lost, lost);
}

static void test_packets_in_order_pass_at_once(void **state)
{
    for (int i = 0; i < 1000; i++) {
        push(*state, (uint16_t)(65000 + i), 20 * i);
        expect(*state, 20 * i, (uint16_t)(65000 + i), 0);
    }
    assert_null(jitter_buffer_pull(*state, INT64_MAX));
}

static void test_hole_is_waited_for_until_500_ms(void **state)
{
    push(*state, 1, 0);
    push(*state, 3, 40);
    expect(*state, 40, 1, 0);
    assert_null(jitter_buffer_pull(*state, 539 * MS));
    assert_int_equal(jitter_buffer_deadline_ns(*state), 540 * MS);
    expect(*state, 540, 3, 1);
}

static void test_hole_is_waited_for_as_long_as_is_told(void **state)
{
    struct jitter_buffer *buffer = *state;

    jitter_buffer_init(buffer, 100 * MS);
    push(buffer, 1, 0);
    push(buffer, 3, 40);
    expect(buffer, 40, 1, 0);
    assert_null(jitter_buffer_pull(buffer, 139 * MS));
    expect(buffer, 140, 3, 1);
    push(buffer, 2, 141);
    assert_null(jitter_buffer_pull(buffer, INT64_MAX));
    assert_int_equal(buffer->late, 1);
}

/* The most that can be told, with the shortest packets there are. */
static void test_two_seconds_of_short_packets_come_out_in_order(void **state)
{
    struct jitter_buffer *buffer = *state;

    jitter_buffer_init(buffer, JITTER_BUFFER_MOST_WAIT_NS);
    push(buffer, 65500, 0);
    expect(buffer, 0, 65500, 0);
    for (int i = 2; i <= 800; i++)
        push(buffer, (uint16_t)(65500 + i), 5 * i / 2);
    assert_null(jitter_buffer_pull(buffer, 2000 * MS));
    push(buffer, 65501, 2000);
    for (int i = 1; i <= 800; i++)
        expect(buffer, 2000, (uint16_t)(65500 + i), 0);
    assert_int_equal(buffer->lost + buffer->late, 0);
}

static void test_twenty_places_out_of_order_come_out_in_order(void **state)
{
    push(*state, 100, 0);
    for (int i = 102; i <= 121; i++)
        push(*state, (uint16_t)i, 20 * (i - 100));
    push(*state, 101, 421);
    for (int i = 100; i <= 121; i++)
        expect(*state, 421, (uint16_t)i, 0);
}

static void test_duplicates_come_out_once(void **state)
{
    struct jitter_buffer *buffer = *state;

    push(buffer, 1, 0);
    push(buffer, 1, 1);
    push(buffer, 3, 2);
    push(buffer, 3, 3);
    push(buffer, 2, 4);
    for (uint16_t i = 1; i <= 3; i++)
        expect(buffer, 4, i, 0);
    assert_null(jitter_buffer_pull(buffer, INT64_MAX));
    assert_int_equal(buffer->duplicates, 2);
}

static void test_packet_that_was_given_up_is_late_not_duplicate(void **state)
{
    struct jitter_buffer *buffer = *state;

    push(buffer, 1, 0);
    push(buffer, 3, 0);
    expect(buffer, 600, 1, 0);
    expect(buffer, 600, 3, 1);
    push(buffer, 2, 601);
    assert_null(jitter_buffer_pull(buffer, INT64_MAX));
    assert_int_equal(buffer->late, 1);
    assert_int_equal(buffer->lost, 1);
    assert_int_equal(buffer->duplicates, 0);
}

static void test_jump_beyond_the_buffer_counts_what_is_missing(void **state)
{
    push(*state, 65000, 0);
    push(*state, (uint16_t)(65000 + 1501), 30000);
    expect(*state, 30000, 65000, 0);
    expect(*state, 30000, (uint16_t)(65000 + 1501), 1500);
    push(*state, (uint16_t)(65000 + 1502), 30020);
    expect(*state, 30020, (uint16_t)(65000 + 1502), 0);
}

static void test_new_stream_ends_waiting_for_the_old(void **state)
{
    struct media_packet *packet = media_packet_new((uint8_t *)"x", 1);

    push(*state, 10, 0);
    push(*state, 12, 0);
    packet->sequence = 1;
    packet->begins_stream = true;
    jitter_buffer_push(*state, packet);
    expect(*state, 0, 10, 0);
    expect(*state, 0, 12, 1);
    expect(*state, 0, 1, 0);
}

static void test_flush_gives_all_that_is_held(void **state)
{
    push(*state, 1, 0);
    push(*state, 5, 0);
    push(*state, 9, 0);
    jitter_buffer_flush(*state);
    expect(*state, 0, 1, 0);
    expect(*state, 0, 5, 3);
    expect(*state, 0, 9, 3);
    assert_int_equal(jitter_buffer_deadline_ns(*state), INT64_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_packets_in_order_pass_at_once),
        TEST(test_hole_is_waited_for_until_500_ms),
        TEST(test_hole_is_waited_for_as_long_as_is_told),
        TEST(test_two_seconds_of_short_packets_come_out_in_order),
        TEST(test_twenty_places_out_of_order_come_out_in_order),
        TEST(test_duplicates_come_out_once),
        TEST(test_packet_that_was_given_up_is_late_not_duplicate),
        TEST(test_jump_beyond_the_buffer_counts_what_is_missing),
        TEST(test_new_stream_ends_waiting_for_the_old),
        TEST(test_flush_gives_all_that_is_held),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
