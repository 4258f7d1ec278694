/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/page_writer.h"

#include <ogg/ogg.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/recording/made_pages.h"

/* --- As libogg does ----------------------------------------------------- */

static uint32_t random_state;

static uint32_t chance(uint32_t below)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % below;
}

/* Around what makes segments and pages full. */
static size_t any_length(void)
{
    static const size_t usual[] = {
        0, 1, 3, 254, 255, 256, 509, 510, 511, 1275, 2550, 65024, 65025, 65026};
    size_t count = sizeof usual / sizeof usual[0];

    return chance(3) ? chance(700) : usual[chance((uint32_t)count)];
}

static void flush_libogg(ogg_stream_state *stream, struct text *pages)
{
    ogg_page page;

    while (ogg_stream_flush_fill(stream, &page, PAGE_MOST_BYTES)) {
        text_append_bytes(pages, page.header, (size_t)page.header_len);
        text_append_bytes(pages, page.body, (size_t)page.body_len);
    }
}

static void push_to_libogg(
    ogg_stream_state *stream, size_t length, int64_t granule)
{
    static uint8_t bytes[MADE_PAGES_MOST_BYTES];
    ogg_packet packet = {
        .packet = bytes, .bytes = (long)length, .granulepos = granule};

    made_pages_fill(bytes, length);
    assert_int_equal(ogg_stream_packetin(stream, &packet), 0);
}

static void test_libogg_makes_the_same_pages(void **state)
{
    (void)state;
    for (uint32_t seed = 0; seed < 200; seed++) {
        struct err err = {0};
        own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 0, &err);
        own_value(text) ours = {0};
        own_value(text) theirs = {0};
        ogg_stream_state stream;
        random_state = seed;
        ogg_stream_init(&stream, (int)MADE_PAGES_SERIAL);
        made_pages_push(writer, 19, 0);
        push_to_libogg(&stream, 19, 0);
        flush_libogg(&stream, &theirs);
        for (int64_t granule = 960; granule < 30 * 960; granule += 960) {
            size_t length = any_length();
            made_pages_push(writer, length, granule);
            push_to_libogg(&stream, length, granule);
            if (chance(4) == 0) {
                made_pages_flush(writer, &ours);
                flush_libogg(&stream, &theirs);
            }
        }
        made_pages_flush(writer, &ours);
        flush_libogg(&stream, &theirs);
        ogg_stream_clear(&stream);
        assert_int_equal(ours.length, theirs.length);
        assert_memory_equal(ours.bytes, theirs.bytes, ours.length);
    }
}

/* --- Pages as they are -------------------------------------------------- */

/* Pages of three packets, all closed. */
static void some_pages(struct text *pages)
{
    struct err err = {0};
    own(page_writer) writer = page_writer_new(77, 5, &err);

    for (int64_t granule = 1; granule <= 30; granule++) {
        made_pages_push(writer, chance(1500), granule);
        if (granule % 3 == 0)
            made_pages_flush(writer, pages);
    }
}

static void copy_packets(
    struct page_writer *writer, const struct page *page, int64_t granule)
{
    struct err err = {0};
    struct page_piece piece;
    size_t segment = 0;

    while (page_next_piece(page, &segment, &piece))
        assert_true(
            page_writer_push(writer, piece.bytes, piece.length, granule, &err));
}

static void test_pages_copied_whole_are_those_of_their_packets(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_writer) by_pages = page_writer_new(MADE_PAGES_SERIAL, 2, &err);
    own(page_writer) by_packets = page_writer_new(MADE_PAGES_SERIAL, 2, &err);
    own_value(text) pages = {0};
    own_value(text) one = {0};
    own_value(text) other = {0};
    struct page page;
    int64_t count = 0;

    random_state = 1;
    some_pages(&pages);
    own(page_scanner) scanner = made_pages_scanner(&pages);
    while (page_scanner_next(scanner, &page) == PAGE_FOUND) {
        count++;
        assert_true(page_is_closed(&page));
        assert_true(page_writer_has_room_for_page(by_pages, &page));
        page_writer_push_page(by_pages, &page, count);
        copy_packets(by_packets, &page, count);
        if (count % 4 == 1) { /* a packet of its own between them */
            made_pages_push(by_pages, 300, count);
            made_pages_push(by_packets, 300, count);
        }
        if (count % 3 == 0) {
            made_pages_flush(by_pages, &one);
            made_pages_flush(by_packets, &other);
        }
    }
    made_pages_flush(by_pages, &one);
    made_pages_flush(by_packets, &other);
    assert_int_equal(count, 10);
    assert_int_equal(one.length, other.length);
    assert_memory_equal(one.bytes, other.bytes, one.length);
}

static void test_a_page_has_room_up_to_255_segments(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 2, &err);
    own_value(text) pages = {0};
    struct page page;

    for (int i = 0; i < 128; i++)
        made_pages_push(writer, 1, i);
    made_pages_flush(writer, &pages);
    own(page_scanner) scanner = made_pages_scanner(&pages);
    assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
    for (int i = 0; i < 127; i++)
        made_pages_push(writer, 1, i);
    assert_true(page_writer_has_room_for_page(writer, &page));
    made_pages_push(writer, 1, 128);
    assert_false(page_writer_has_room_for_page(writer, &page));
    made_pages_flush(writer, &pages);
    assert_true(page_writer_has_room_for_page(writer, &page));
}

static void test_pages_that_share_packets_are_not_closed(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 2, &err);
    own_value(text) pages = {0};
    struct page page;

    made_pages_push(writer, 255 * 255 - 1, 1); /* ends with its page */
    made_pages_push(writer, 255 * 255, 2);     /* goes on by nothing */
    made_pages_flush(writer, &pages);
    own(page_scanner) scanner = made_pages_scanner(&pages);
    static const bool closed[] = {true, false, false};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
        assert_int_equal(page_is_closed(&page), closed[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_libogg_makes_the_same_pages),
        cmocka_unit_test(test_pages_copied_whole_are_those_of_their_packets),
        cmocka_unit_test(test_a_page_has_room_up_to_255_segments),
        cmocka_unit_test(test_pages_that_share_packets_are_not_closed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
