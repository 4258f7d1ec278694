/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/stream_lock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define MS INT64_C(1000000)
#define ROOM 0x11111111u
#define OTHER 0x22222222u

/* A lock, and what it let in. */
struct fixture {
    struct stream_lock lock;
    struct media_queue room;
};

static int set_up(void **state)
{
    static struct fixture fixture;

    fixture = (struct fixture){0};
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *at = *state;

    media_queue_clear(&at->room);
    stream_lock_clear(&at->lock);
    return 0;
}

/* A packet from host 1 (or `host`), port 4000. */
static void send_from(struct fixture *at, uint8_t host, uint32_t ssrc,
    uint16_t sequence, int64_t ms)
{
    struct media_packet *packet = media_packet_new((uint8_t *)"x", 1);

    packet->origin.address[15] = host;
    packet->origin.port = 4000;
    packet->origin.ssrc = ssrc;
    packet->sequence = sequence;
    packet->arrival_ns = 1000 * MS + ms * MS;
    stream_lock_push(&at->lock, packet, &at->room);
}

static void send_room(struct fixture *at, uint16_t first, int count, int64_t ms)
{
    for (int i = 0; i < count; i++)
        send_from(at, 1, ROOM, (uint16_t)(first + i), ms + 20 * i);
}

/* Takes the next packet that was let in and checks it. */
static void expect(
    struct fixture *at, uint32_t ssrc, uint16_t sequence, bool begins)
{
    own(media_packet) packet = media_queue_pop(&at->room);

    assert_non_null(packet);
    assert_int_equal(packet->origin.ssrc, ssrc);
    assert_int_equal(packet->sequence, sequence);
    assert_int_equal(packet->begins_stream, begins);
}

static void expect_run(
    struct fixture *at, uint32_t ssrc, uint16_t first, int count, bool begins)
{
    for (int i = 0; i < count; i++)
        expect(at, ssrc, (uint16_t)(first + i), begins && i == 0);
}

static void test_one_packet_alone_is_not_a_room(void **state)
{
    struct fixture *at = *state;

    send_room(at, 7, 1, 0);
    assert_int_equal(at->room.count, 0);
}

static void test_two_packets_in_a_row_are_and_both_come_through(void **state)
{
    struct fixture *at = *state;

    send_room(at, 65535, 2, 0);
    expect_run(at, ROOM, 65535, 2, true);
}

static void test_strangers_between_never_come_in(void **state)
{
    struct fixture *at = *state;

    for (int i = 0; i < 200; i++) {
        send_from(at, 1, ROOM, (uint16_t)i, 20 * i);
        send_from(at, 9, OTHER, (uint16_t)(500 + i), 20 * i + 1);
        send_from(at, 9, OTHER + 1 + (uint32_t)i, 3, 20 * i + 2);
    }
    assert_int_equal(at->room.count, 200);
    expect_run(at, ROOM, 0, 200, true);
    assert_true(at->lock.strangers > 300);
}

static void test_flood_of_ssrcs_costs_constant_memory(void **state)
{
    struct fixture *at = *state;
    int held = 0;

    for (int i = 0; i < 100000; i++)
        send_from(at, 9, (uint32_t)i, (uint16_t)i, i / 100);
    for (int i = 0; i < STREAM_LOCK_HEIRS; i++)
        held += at->lock.heirs[i].count;
    assert_true(held <= STREAM_LOCK_HEIRS);
    assert_int_equal(at->room.count, 0);
    assert_int_equal(at->lock.strangers + held, 100000);
}

static void test_forwarder_made_anew_loses_no_packet(void **state)
{
    struct fixture *at = *state;

    send_room(at, 1, 100, 0); /* the last at 1980 ms */
    for (int i = 0; i < 50; i++)
        send_from(at, 1, OTHER, (uint16_t)(1 + i), 2000 + 20 * i);
    expect_run(at, ROOM, 1, 100, true);
    expect_run(at, OTHER, 1, 50, true);
    assert_int_equal(at->lock.strangers, 0);
}

static void test_other_host_takes_over_only_after_five_seconds(void **state)
{
    struct fixture *at = *state;

    send_room(at, 1, 100, 0);
    for (int i = 0; i < 240; i++) /* from 2000 to 6780 ms */
        send_from(at, 9, OTHER, (uint16_t)i, 2000 + 20 * i);
    assert_int_equal(at->room.count, 100);
    for (int i = 240; i < 300; i++)
        send_from(at, 9, OTHER, (uint16_t)i, 2000 + 20 * i);
    assert_true(at->room.count > 100);
}

static void test_room_that_talks_again_keeps_its_place(void **state)
{
    struct fixture *at = *state;

    send_room(at, 1, 100, 0);
    send_from(at, 9, OTHER, 1, 4000);
    send_from(at, 9, OTHER, 2, 4020);
    send_room(at, 101, 100, 4040);
    assert_int_equal(at->room.count, 200);
    assert_int_equal(at->lock.strangers, 2);
}

static void test_numbering_back_to_one_with_the_same_ssrc(void **state)
{
    struct fixture *at = *state;

    send_room(at, 5000, 100, 0);
    send_room(at, 1, 10, 4000);
    expect_run(at, ROOM, 5000, 100, true);
    expect_run(at, ROOM, 1, 10, true);
}

static void test_short_step_back_after_a_pause_is_a_new_beginning(void **state)
{
    struct fixture *at = *state;

    send_room(at, 1, 60, 0);
    send_room(at, 1, 10, 4000);
    expect_run(at, ROOM, 1, 60, true);
    expect_run(at, ROOM, 1, 10, true);
}

static void test_one_forged_number_does_not_move_the_room(void **state)
{
    struct fixture *at = *state;

    send_room(at, 1, 50, 0);
    send_from(at, 1, ROOM, 40000, 1001);
    send_room(at, 51, 50, 1020);
    expect_run(at, ROOM, 1, 50, true);
    expect_run(at, ROOM, 51, 50, false);
    assert_int_equal(at->lock.strangers, 1);
}

static void test_late_packets_belong_to_the_room(void **state)
{
    struct fixture *at = *state;

    send_room(at, 100, 2, 0);
    send_from(at, 1, ROOM, 130, 20);
    send_from(at, 1, ROOM, 110, 21);
    assert_int_equal(at->room.count, 4);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_one_packet_alone_is_not_a_room),
        TEST(test_two_packets_in_a_row_are_and_both_come_through),
        TEST(test_strangers_between_never_come_in),
        TEST(test_flood_of_ssrcs_costs_constant_memory),
        TEST(test_forwarder_made_anew_loses_no_packet),
        TEST(test_other_host_takes_over_only_after_five_seconds),
        TEST(test_room_that_talks_again_keeps_its_place),
        TEST(test_numbering_back_to_one_with_the_same_ssrc),
        TEST(test_short_step_back_after_a_pause_is_a_new_beginning),
        TEST(test_one_forged_number_does_not_move_the_room),
        TEST(test_late_packets_belong_to_the_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
