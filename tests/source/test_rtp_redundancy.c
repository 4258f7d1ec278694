/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/source/rtp_redundancy.h"

#define PRIMARY 111
#define TICKS 960
#define BLOCK_BYTES 10

struct fixture {
    struct rtp_description description;
    struct rtp_redundancy redundancy;
    struct media_queue unpacked;
};

static int set_up(void **state)
{
    static struct fixture fixture;
    struct err err;

    fixture = (struct fixture){.description = {.payload_type = PRIMARY}};
    assert_true(rtp_description_set_codec(
        &fixture.description, "opus", 48000, 2, &err));
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *at = *state;

    media_queue_clear(&at->unpacked);
    return 0;
}

/* The sound of the packet of that number. */
static void put_sound(uint8_t *bytes, int number)
{
    memset(bytes, number & 0xff, BLOCK_BYTES);
    bytes[0] = 0xf8;
}

/* A payload that repeats `depth` earlier packets, each `stride` before. */
static size_t put_red(uint8_t *bytes, int number, int depth, int stride)
{
    size_t at = 0;

    for (int back = depth; back > 0; back--) {
        uint32_t offset = (uint32_t)(back * stride * TICKS);
        bytes[at++] = 0x80 | PRIMARY;
        bytes[at++] = (uint8_t)(offset >> 6);
        bytes[at++] = (uint8_t)(offset << 2);
        bytes[at++] = BLOCK_BYTES;
    }
    bytes[at++] = PRIMARY;
    for (int back = depth; back >= 0; back--, at += BLOCK_BYTES)
        put_sound(bytes + at, number - back * stride);
    return at;
}

static bool take_payload(struct fixture *at, const uint8_t *bytes,
    size_t length, int number, bool is_red)
{
    struct media_packet *packet = media_packet_new(bytes, length);

    packet->sequence = (uint16_t)(65530 + number);
    packet->timestamp = 0xffffff00u + (uint32_t)number * TICKS;
    packet->ticks = TICKS;
    packet->is_red = is_red;
    packet->begins_stream = number == 0;
    return rtp_redundancy_unpack(
        &at->redundancy, &at->description, packet, &at->unpacked);
}

static void take_red(struct fixture *at, int number, int depth, int stride)
{
    uint8_t bytes[512];
    size_t length = put_red(bytes, number, depth, stride);

    assert_true(take_payload(at, bytes, length, number, true));
}

static void expect(struct fixture *at, int number)
{
    own(media_packet) packet = media_queue_pop(&at->unpacked);
    uint8_t sound[BLOCK_BYTES];

    assert_non_null(packet);
    put_sound(sound, number);
    assert_int_equal(packet->sequence, (uint16_t)(65530 + number));
    assert_int_equal(packet->timestamp, 0xffffff00u + (uint32_t)number * TICKS);
    assert_int_equal(packet->ticks, TICKS);
    assert_int_equal(packet->bytes, BLOCK_BYTES);
    assert_memory_equal(packet->payload, sound, BLOCK_BYTES);
    assert_int_equal(packet->begins_stream, number == 0);
    assert_false(packet->is_red);
}

static void expect_no_more(const struct fixture *at)
{
    assert_null(at->unpacked.first);
}

static void test_stream_without_loss_comes_out_once(void **state)
{
    struct fixture *at = *state;

    for (int i = 0; i < 100; i++) {
        take_red(at, i, 2, 1);
        expect(at, i);
        expect_no_more(at);
    }
    assert_int_equal(at->redundancy.recovered, 0);
}

static void test_lost_packets_come_back_before_the_next(void **state)
{
    struct fixture *at = *state;

    take_red(at, 0, 2, 1);
    expect(at, 0);
    take_red(at, 2, 2, 1);
    expect(at, 1);
    expect(at, 2);
    take_red(at, 5, 2, 1);
    expect(at, 3);
    expect(at, 4);
    expect(at, 5);
    expect_no_more(at);
    assert_int_equal(at->redundancy.recovered, 3);
}

static void test_longer_loss_comes_back_as_far_as_it_is_repeated(void **state)
{
    struct fixture *at = *state;

    take_red(at, 0, 1, 1);
    expect(at, 0);
    take_red(at, 10, 1, 1);
    expect(at, 9);
    expect(at, 10);
    expect_no_more(at);
}

static void test_repetition_at_a_distance_finds_its_place(void **state)
{
    struct fixture *at = *state;

    for (int i = 0; i < 5; i++) {
        take_red(at, i, 1, 3);
        expect(at, i);
    }
    take_red(at, 6, 1, 3);
    expect(at, 6);
    take_red(at, 7, 1, 3);
    expect(at, 7);
    take_red(at, 8, 1, 3); /* repeats 5 */
    expect(at, 5);
    expect(at, 8);
    expect_no_more(at);
}

static void test_lost_packet_of_a_plain_stream_comes_back_too(void **state)
{
    struct fixture *at = *state;
    uint8_t sound[BLOCK_BYTES];

    put_sound(sound, 0);
    assert_true(take_payload(at, sound, sizeof sound, 0, false));
    expect(at, 0);
    take_red(at, 2, 1, 1);
    expect(at, 1);
    expect(at, 2);
}

/* After a pause of DTX the timestamps have gone on and the numbers not: what
 * is repeated lies in no hole. */
static void test_pause_is_no_hole(void **state)
{
    struct fixture *at = *state;
    uint8_t bytes[512];
    size_t length = put_red(bytes, 1, 1, 1);
    struct media_packet *packet = media_packet_new(bytes, length);

    take_red(at, 0, 1, 1);
    expect(at, 0);
    packet->sequence = (uint16_t)(65530 + 1);
    packet->timestamp = 0xffffff00u + 20 * TICKS;
    packet->is_red = true;
    assert_true(rtp_redundancy_unpack(
        &at->redundancy, &at->description, packet, &at->unpacked));
    assert_int_equal(at->unpacked.count, 1);
}

static void test_nothing_is_repeated_from_before_a_stream(void **state)
{
    struct fixture *at = *state;

    take_red(at, 4, 1, 1);
    expect(at, 4);
    take_red(at, 0, 2, 1);
    expect(at, 0);
    expect_no_more(at);
}

static void test_blocks_of_other_types_and_empty_ones_are_passed_over(
    void **state)
{
    struct fixture *at = *state;
    uint8_t bytes[512];
    size_t length = put_red(bytes, 2, 1, 1);

    take_red(at, 0, 1, 1);
    expect(at, 0);
    bytes[0] = 0x80 | 13;
    assert_true(take_payload(at, bytes, length, 2, true));
    expect(at, 2);
    expect_no_more(at);
    length = put_red(bytes, 4, 1, 1);
    bytes[3] = 0;
    memmove(bytes + 5, bytes + 5 + BLOCK_BYTES, BLOCK_BYTES);
    assert_true(take_payload(at, bytes, length - BLOCK_BYTES, 4, true));
    expect(at, 4);
    expect_no_more(at);
    length = put_red(bytes, 5, 1, 1);
    bytes[4] = 13;
    assert_false(take_payload(at, bytes, length, 5, true));
    expect_no_more(at);
}

static void test_payloads_that_do_not_fit_are_refused(void **state)
{
    uint8_t bytes[512];
    struct red_payload red = {.count = 99};
    size_t length = put_red(bytes, 7, 3, 1);

    (void)state;
    for (size_t cut = 0; cut <= length - BLOCK_BYTES; cut++)
        assert_false(red_payload_parse(bytes, cut, &red));
    assert_int_equal(red.count, 99);
    assert_true(red_payload_parse(bytes, length - BLOCK_BYTES + 1, &red));
    memset(bytes, 0x80, sizeof bytes);
    assert_false(red_payload_parse(bytes, sizeof bytes, &red));
    bytes[4 * RED_MOST_BLOCKS] = 0;
    assert_false(red_payload_parse(bytes, sizeof bytes, &red));
}

static void test_offsets_and_lengths_have_all_their_bits(void **state)
{
    uint8_t bytes[5 + 1023 + 1] = {0x80 | 5, 0xff, 0xff, 0xff, 6};
    struct red_payload red;

    (void)state;
    assert_true(red_payload_parse(bytes, sizeof bytes, &red));
    assert_int_equal(red.count, 2);
    assert_int_equal(red.blocks[0].payload_type, 5);
    assert_int_equal(red.blocks[0].offset, 0x3fff);
    assert_int_equal(red.blocks[0].length, 1023);
    assert_ptr_equal(red.blocks[0].bytes, bytes + 5);
    assert_int_equal(red.blocks[1].payload_type, 6);
    assert_int_equal(red.blocks[1].length, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_stream_without_loss_comes_out_once),
        TEST(test_lost_packets_come_back_before_the_next),
        TEST(test_longer_loss_comes_back_as_far_as_it_is_repeated),
        TEST(test_repetition_at_a_distance_finds_its_place),
        TEST(test_lost_packet_of_a_plain_stream_comes_back_too),
        TEST(test_pause_is_no_hole),
        TEST(test_nothing_is_repeated_from_before_a_stream),
        TEST(test_blocks_of_other_types_and_empty_ones_are_passed_over),
        TEST(test_payloads_that_do_not_fit_are_refused),
        TEST(test_offsets_and_lengths_have_all_their_bits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
