/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/live_ogg.h"

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

static void write_foreign(
    struct broadcast *broadcast, const char *packet, size_t length)
{
    broadcast_start(broadcast, 99, 0);
    broadcast_write_packet(broadcast, packet, length, true);
}

static void test_bytes_may_come_one_by_one(void **state)
{
    struct broadcast *broadcast = *state;

    broadcast_write_head(broadcast, 7, 2, "Hall");
    broadcast_write_page(broadcast, PAGE_PACKETS);
    for (size_t i = 0; i < broadcast->bytes.length; i++) {
        broadcast->now_ns++;
        broadcast_push(broadcast, broadcast->bytes.bytes + i, 1);
    }
    assert_int_equal(broadcast->heard.count, PAGE_PACKETS);
    /* A page came when its last byte did. */
    assert_int_equal(broadcast->heard.first->arrival_ns, broadcast->now_ns);
    broadcast_expect(broadcast, "0 Opus, 2 channels");
    broadcast_expect(broadcast, "1 Hall;");
}

static void test_mount_is_switched_in_the_middle_of_a_page(void **state)
{
    struct broadcast *broadcast = *state;

    broadcast_write_head(broadcast, 7, 1, "Hall");
    broadcast_write_page(broadcast, 10);
    size_t begin = broadcast_write_page(broadcast, 10);
    broadcast->bytes.length = begin + 100; /* the rest never comes */
    broadcast_write_head(broadcast, 9, 1, "Wait");
    broadcast_write_page(broadcast, 10);
    broadcast_write_page(broadcast, 10);
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, 30);
    assert_true(broadcast_heard(broadcast, 10)->begins_stream);
    assert_int_equal(broadcast_heard(broadcast, 10)->origin.ssrc, 9);
    broadcast_expect(broadcast, "1 Wait;");
}

static void test_other_codecs_are_refused_by_name(void **state)
{
    struct broadcast *broadcast = *state;

    write_foreign(broadcast, "\x01vorbis\0\0", 9);
    broadcast_write_packet(broadcast, "x", 1, true);
    broadcast_send(broadcast);
    broadcast_expect(broadcast, "2 Vorbis: expected Opus;");
    write_foreign(broadcast,
        "\x7f"
        "FLAC\1\0",
        7);
    broadcast_write_packet(broadcast, "x", 1, true);
    write_foreign(broadcast, "nonsense", 8);
    broadcast_write_packet(broadcast, "x", 1, true);
    broadcast_send(broadcast);
    broadcast_expect(broadcast, "2 FLAC: expected Opus;");
    broadcast_expect(broadcast, "2 an unknown codec: expected Opus;");
    broadcast_write_head(broadcast, 7, 1, NULL);
    broadcast_write_page(broadcast, 10);
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, 10);
}

static void test_more_channels_are_refused_by_name(void **state)
{
    struct broadcast *broadcast = *state;

    write_foreign(
        broadcast, "OpusHead\1\4\0\0\0\0\0\0\0\0\xff\4\0\0\1\2\3", 25);
    broadcast_write_packet(broadcast, "x", 1, true);
    broadcast_send(broadcast);
    broadcast_expect(broadcast, "2 Opus with 4 channels of mapping family 255");
}

static void test_opus_beside_another_stream_is_taken(void **state)
{
    struct broadcast *broadcast = *state;

    write_foreign(broadcast, "fishead\0", 8);
    own_value(text) skeleton = broadcast->bytes;
    broadcast->bytes = (struct text){0};
    broadcast_write_head(broadcast, 7, 1, NULL);
    text_append_bytes(
        &skeleton, broadcast->bytes.bytes, broadcast->bytes.length);
    broadcast_push(broadcast, skeleton.bytes, skeleton.length);
    text_reset(&broadcast->bytes);
    broadcast_write_page(broadcast, 10);
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, 10);
    assert_null(strstr(text_string(&broadcast->notes), "2 "));
}

static void test_pages_without_headers_are_told_after_a_while(void **state)
{
    struct broadcast *broadcast = *state;

    broadcast_write_head(broadcast, 7, 1, NULL);
    text_reset(&broadcast->bytes);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(broadcast->notes.length, 0);
        broadcast_write_page(broadcast, 50);
        broadcast_send(broadcast);
        broadcast->now_ns += SECOND;
    }
    broadcast_write_page(broadcast, 50);
    broadcast_send(broadcast);
    broadcast_write_page(broadcast, 50);
    broadcast_send(broadcast);
    assert_string_equal(text_string(&broadcast->notes),
        "3 pages without the headers of their stream;");
    assert_int_equal(broadcast->heard.count, 0);
}

static void test_what_is_no_ogg_is_told_once(void **state)
{
    struct broadcast *broadcast = *state;
    static const uint8_t junk[70000] = "?";

    broadcast_push(broadcast, junk, sizeof junk);
    assert_int_equal(broadcast->notes.length, 0);
    assert_false(live_ogg_has_pages(broadcast->ogg));
    broadcast_push(broadcast, junk, sizeof junk);
    broadcast_push(broadcast, junk, sizeof junk);
    assert_string_equal(
        text_string(&broadcast->notes), "2 no Ogg stream: expected Ogg/Opus;");
}

static void test_what_is_known_is_told_at_once(void **state)
{
    struct broadcast *broadcast = *state;
    static const uint8_t page[LIVE_OGG_MOST_FOREIGN_BYTES] = "<html>";
    static const uint8_t sound[LIVE_OGG_MOST_FOREIGN_BYTES] = {0xff, 0xfb};
    struct err err;

    broadcast_push(broadcast, page, sizeof page - 1);
    assert_int_equal(broadcast->notes.length, 0);
    broadcast_push(broadcast, page, 1);
    assert_string_equal(
        text_string(&broadcast->notes), "2 a web page: expected Ogg/Opus;");
    text_reset(&broadcast->notes);
    assert_true(live_ogg_join(broadcast->ogg, "Audio/MPEG;x=y", &err));
    broadcast_push(broadcast, sound, sizeof sound);
    broadcast_push(broadcast, sound, sizeof sound);
    assert_string_equal(
        text_string(&broadcast->notes), "2 MP3: expected Ogg/Opus;");
}

static void test_pages_count_more_than_what_the_server_calls_them(void **state)
{
    struct broadcast *broadcast = *state;
    static const uint8_t junk[LIVE_OGG_MOST_FOREIGN_BYTES - 1] = "ICY";
    struct err err;

    assert_true(live_ogg_join(broadcast->ogg, "audio/mpeg", &err));
    broadcast_push(broadcast, junk, sizeof junk);
    broadcast_write_head(broadcast, 7, 2, "Hall");
    broadcast_write_page(broadcast, PAGE_PACKETS);
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, PAGE_PACKETS);
    broadcast_expect(broadcast, "0 Opus, 2 channels");
}

static void test_new_connection_begins_anew(void **state)
{
    struct broadcast *broadcast = *state;
    struct err err;

    broadcast_write_head(broadcast, 7, 1, "One");
    size_t begin = broadcast_write_page(broadcast, 10);
    broadcast->bytes.length = begin + 50;
    broadcast_send(broadcast);
    assert_true(live_ogg_join(broadcast->ogg, NULL, &err));
    broadcast_write_head(broadcast, 7, 1, "One");
    broadcast_write_page(broadcast, 10);
    broadcast_send(broadcast);
    assert_int_equal(broadcast->heard.count, 10);
    assert_true(broadcast->heard.first->begins_stream);
    assert_int_equal(live_ogg_lost(broadcast->ogg), 0);
}

static void test_titles_are_made_fit_to_be_told(void **state)
{
    struct broadcast *broadcast = *state;
    char title[400];

    broadcast_write_head(broadcast, 7, 1, "Caf\xe9 \n\xc3\xa9\xed\xa0\x80!");
    broadcast_send(broadcast);
    broadcast_expect(broadcast, "1 Caf?  \xc3\xa9?\?\?!;");
    memset(title, 'x', sizeof title);
    memcpy(title + 253, "\xe2\x82\xac", 4);
    broadcast_write_head(broadcast, 7, 1, title);
    broadcast_send(broadcast);
    assert_null(strstr(text_string(&broadcast->notes), "\xe2"));
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(name, broadcast_set_up, broadcast_tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_bytes_may_come_one_by_one),
        TEST(test_mount_is_switched_in_the_middle_of_a_page),
        TEST(test_other_codecs_are_refused_by_name),
        TEST(test_more_channels_are_refused_by_name),
        TEST(test_opus_beside_another_stream_is_taken),
        TEST(test_pages_without_headers_are_told_after_a_while),
        TEST(test_what_is_no_ogg_is_told_once),
        TEST(test_what_is_known_is_told_at_once),
        TEST(test_pages_count_more_than_what_the_server_calls_them),
        TEST(test_new_connection_begins_anew),
        TEST(test_titles_are_made_fit_to_be_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
