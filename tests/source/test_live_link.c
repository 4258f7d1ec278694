/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/live_link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/recording/stream_head.h"
#include "tests/source/broadcast.h"

#define SECOND INT64_C(1000000000)
#define PAGE_PACKETS 50
#define TICKS BROADCAST_TICKS

static void test_packets_know_their_place_in_the_page(void **state)
{
    struct broadcast *broadcast = *state;

    broadcast_write_head(broadcast, 7, 1, NULL);
    broadcast_write_page(broadcast, PAGE_PACKETS);
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, PAGE_PACKETS);
    const struct media_packet *first = broadcast->heard.first;
    assert_true(first->begins_stream);
    assert_int_equal(first->timestamp, 0);
    assert_int_equal(first->ticks, TICKS);
    assert_int_equal(first->behind, 49 * TICKS);
    assert_int_equal(first->arrival_ns, SECOND);
    assert_int_equal(first->origin.ssrc, 7);
    assert_int_equal(broadcast->heard.last->behind, 0);
    assert_int_equal(broadcast->heard.last->timestamp, 49 * TICKS);
    assert_false(broadcast->heard.last->begins_stream);
    assert_string_equal(text_string(&broadcast->notes),
        "0 Opus, 1 channel, serial number 00000007;");
}

static void test_damaged_page_is_a_hole_of_its_length(void **state)
{
    struct broadcast *broadcast = *state;

    broadcast_write_head(broadcast, 7, 1, NULL);
    broadcast_write_page(broadcast, 50);
    size_t begin = broadcast_write_page(broadcast, 25);
    broadcast->bytes.bytes[begin + 60] ^= 1;
    broadcast_write_page(broadcast, 50);
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, 100);
    const struct media_packet *behind = broadcast_heard(broadcast, 50);
    assert_int_equal(behind->timestamp, 75 * TICKS);
    assert_int_equal(behind->lost, 25);
    assert_false(behind->begins_stream);
    assert_int_equal(broadcast_heard(broadcast, 51)->lost, 0);
    assert_int_equal(live_ogg_lost(broadcast->ogg), 25);
    assert_true(live_ogg_garbage(broadcast->ogg) > 0);
}

static void test_links_follow_each_other_whatever_their_serials(void **state)
{
    static const uint32_t serials[] = {7, 8, 8, 7};
    struct broadcast *broadcast = *state;

    for (int i = 0; i < 4; i++) {
        broadcast_write_head(
            broadcast, serials[i], 1 + i % 2, i < 2 ? "One" : "Two");
        broadcast_write_page(broadcast, 10);
    }
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, 40);
    assert_int_equal(live_ogg_lost(broadcast->ogg), 0);
    for (int i = 0; i < 40; i++) {
        const struct media_packet *packet = broadcast_heard(broadcast, i);
        assert_int_equal(packet->begins_stream, i % 10 == 0);
        assert_int_equal(packet->timestamp, i % 10 * TICKS);
        assert_int_equal(packet->sequence, 1 + i / 10);
    }
    broadcast_expect(broadcast, "1 One;0 Opus, 2 channels");
    assert_null(
        strstr(strstr(text_string(&broadcast->notes), "1 Two;") + 1, "1 Two;"));
}

static void test_end_of_a_link_may_be_an_empty_packet(void **state)
{
    struct broadcast *broadcast = *state;

    broadcast_write_head(broadcast, 7, 1, NULL);
    broadcast_write_page(broadcast, 10);
    size_t begin = broadcast->bytes.length;
    broadcast_write_packet(broadcast, "", 0, true);
    page_make_last((uint8_t *)broadcast->bytes.bytes + begin,
        broadcast->bytes.length - begin, broadcast->granule);
    broadcast_write_head(broadcast, 8, 1, NULL);
    broadcast_write_page(broadcast, 10);
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, 20);
    assert_int_equal(live_ogg_garbage(broadcast->ogg), 0);
}

static void test_end_trimming_does_not_move_what_was_sent(void **state)
{
    struct broadcast *broadcast = *state;

    broadcast_write_head(broadcast, 7, 1, NULL);
    broadcast_write_page(broadcast, 10);
    size_t begin = broadcast_write_page(broadcast, 10);
    page_make_last((uint8_t *)broadcast->bytes.bytes + begin,
        broadcast->bytes.length - begin, broadcast->granule - 700);
    broadcast_send(broadcast);
    assert_int_equal(broadcast_heard(broadcast, 10)->timestamp, 10 * TICKS);
    assert_int_equal(broadcast->heard.last->timestamp, 19 * TICKS);
}

static void test_joined_after_an_hour(void **state)
{
    struct broadcast *broadcast = *state;

    broadcast_write_head(broadcast, 7, 1, NULL);
    broadcast_start(broadcast, 7, 3702);
    broadcast->granule = INT64_C(3600) * 48000;
    broadcast_write_page(broadcast, 10);
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, 10);
    assert_true(broadcast->heard.first->begins_stream);
    assert_int_equal(broadcast->heard.first->timestamp, 3600 * 48000);
    assert_int_equal(live_ogg_lost(broadcast->ogg), 0);
}

static void test_headers_in_the_middle_are_no_sound(void **state)
{
    struct broadcast *broadcast = *state;
    const struct stream_head head = {.channels = 1};
    uint8_t packet[STREAM_HEAD_BYTES];

    broadcast_write_head(broadcast, 7, 1, "One");
    broadcast_write_page(broadcast, 10);
    stream_head_format(&head, packet);
    broadcast_write_packet(broadcast, packet, sizeof packet, true);
    broadcast_write_tags(broadcast, "Two");
    broadcast_write_page(broadcast, 10);
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, 20);
    assert_int_equal(broadcast->heard.last->timestamp, 19 * TICKS);
    broadcast_expect(broadcast, "1 Two;");
}

static void test_packets_that_opus_cannot_have_made_keep_their_place(
    void **state)
{
    static const uint8_t bad[] = {0xff, 0x3f, 0};
    struct broadcast *broadcast = *state;

    broadcast_write_head(broadcast, 7, 1, NULL);
    broadcast_write_sound(broadcast, false);
    broadcast->granule += TICKS;
    broadcast_write_packet(broadcast, bad, sizeof bad, false);
    broadcast->granule += TICKS;
    broadcast_write_packet(broadcast, "", 0, false);
    broadcast_write_sound(broadcast, true);
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, 2);
    assert_int_equal(broadcast->heard.first->timestamp, 0);
    assert_int_equal(broadcast->heard.last->timestamp, 3 * TICKS);
    assert_int_equal(broadcast->heard.last->lost, 2);
    assert_int_equal(live_ogg_lost(broadcast->ogg), 2);
    assert_int_equal(live_ogg_garbage(broadcast->ogg), 2);
}

static void test_packet_may_lie_on_many_pages(void **state)
{
    struct broadcast *broadcast = *state;
    uint8_t packet[1275] = {0xf8, 1, 2, 3};

    broadcast_write_head(broadcast, 7, 1, NULL);
    for (int i = 0; i < 200; i++) {
        broadcast->granule += TICKS;
        broadcast_write_packet(broadcast, packet, sizeof packet, i == 199);
    }
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, 200);
    for (int i = 0; i < 200; i++)
        assert_int_equal(broadcast_heard(broadcast, i)->timestamp, i * TICKS);
    assert_int_equal(live_ogg_lost(broadcast->ogg), 0);
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, broadcast_set_up, broadcast_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_packets_know_their_place_in_the_page),
        TEST(test_damaged_page_is_a_hole_of_its_length),
        TEST(test_links_follow_each_other_whatever_their_serials),
        TEST(test_end_of_a_link_may_be_an_empty_packet),
        TEST(test_end_trimming_does_not_move_what_was_sent),
        TEST(test_joined_after_an_hour),
        TEST(test_headers_in_the_middle_are_no_sound),
        TEST(test_packets_that_opus_cannot_have_made_keep_their_place),
        TEST(test_packet_may_lie_on_many_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
