/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/recording/packet_joiner.h"
#include "tests/recording/made_pages.h"

/* RFC 3533 and the crc of RFC 1952's relative, bit by bit: polynomial
 * 0x04c11db7, nothing reflected, the field itself taken as zero. */
static uint32_t slow_checksum(const uint8_t *page, size_t length)
{
    uint32_t sum = 0;

    for (size_t i = 0; i < length; i++) {
        uint8_t byte = i >= 22 && i < 26 ? 0 : page[i];
        sum ^= (uint32_t)byte << 24;
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 0x80000000u ? sum << 1 ^ 0x04c11db7u : sum << 1;
    }
    return sum;
}

static uint32_t stored_checksum(const uint8_t *page)
{
    return page[22] | (uint32_t)page[23] << 8 | (uint32_t)page[24] << 16 |
           (uint32_t)page[25] << 24;
}

static void test_first_packet_is_alone_on_the_first_page(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 0, &err);
    own_value(text) pages = {0};
    struct page page;

    made_pages_push(writer, 19, 0);
    made_pages_push(writer, 30, 0);
    made_pages_flush(writer, &pages);
    own(page_scanner) scanner = made_pages_scanner(&pages);
    assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
    assert_int_equal(page.length, 27 + 1 + 19);
    assert_true(page.is_first);
    assert_int_equal(page.serial, MADE_PAGES_SERIAL);
    assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
    assert_false(page.is_first);
    assert_int_equal(page.number, 1);
    assert_int_equal(page_scanner_next(scanner, &page), PAGE_STARVED);
}

static void test_a_stream_goes_on_at_a_later_page(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 2, &err);
    own_value(text) pages = {0};
    struct page page;

    made_pages_push(writer, 100, 960);
    made_pages_push(writer, 100, 1920);
    made_pages_flush(writer, &pages);
    own(page_scanner) scanner = made_pages_scanner(&pages);
    assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
    assert_int_equal(page.number, 2);
    assert_false(page.is_first);
    assert_int_equal(page.granule, 1920);
    assert_int_equal(
        stored_checksum(page.bytes), slow_checksum(page.bytes, page.length));
}

static void test_many_large_packets_stay_on_one_page(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 2, &err);
    own_value(text) pages = {0};
    struct page page;
    int64_t granule = 0;

    while (page_writer_has_room(writer, 1275))
        made_pages_push(writer, 1275, granule += 960);
    assert_int_equal(granule, 42 * 960); /* 6 segments each of 255 */
    made_pages_flush(writer, &pages);
    assert_true(page_writer_is_empty(writer));
    own(page_scanner) scanner = made_pages_scanner(&pages);
    assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
    assert_int_equal(page.length, pages.length);
    assert_int_equal(page.granule, 42 * 960);
}

static void test_granules_go_past_32_and_40_bits(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 2, &err);
    own_value(text) pages = {0};
    struct page page;
    int64_t granules[] = {
        INT64_C(0xffffffff), INT64_C(0x100000000), INT64_C(0x123456789abcdef)};

    for (int i = 0; i < 3; i++) {
        made_pages_push(writer, 3, granules[i]);
        made_pages_flush(writer, &pages);
    }
    own(page_scanner) scanner = made_pages_scanner(&pages);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
        assert_int_equal(page.granule, granules[i]);
    }
}

static void test_last_page_is_marked_in_place(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 2, &err);
    own_value(text) pages = {0};
    struct page page;

    made_pages_push(writer, 300, 960);
    made_pages_flush(writer, &pages);
    page_make_last((uint8_t *)pages.bytes, pages.length, 700);
    own(page_scanner) scanner = made_pages_scanner(&pages);
    assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
    assert_true(page.is_last);
    assert_int_equal(page.granule, 700);
    assert_int_equal(
        stored_checksum(page.bytes), slow_checksum(page.bytes, page.length));
}

/* Three pages of 100 bytes of packet. */
static void three_pages(struct text *pages, size_t *length)
{
    struct err err = {0};
    own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 2, &err);

    for (int i = 1; i <= 3; i++) {
        made_pages_push(writer, 100, i * 960);
        made_pages_flush(writer, pages);
    }
    *length = pages->length / 3;
}

static void test_damaged_page_is_skipped_and_the_next_one_found(void **state)
{
    (void)state;
    own_value(text) pages = {0};
    struct page page;
    size_t length;
    size_t skipped = 0;

    three_pages(&pages, &length);
    pages.bytes[length + 60] ^= 1;
    own(page_scanner) scanner = made_pages_scanner(&pages);
    assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
    while (page_scanner_next(scanner, &page) == PAGE_SKIPPED) {
        assert_int_equal(page.offset, length + skipped);
        skipped += page.length;
    }
    assert_int_equal(skipped, length);
    assert_int_equal(page.offset, 2 * length);
    assert_int_equal(page.granule, 3 * 960);
}

static void test_page_that_claims_too_much_hides_no_whole_one(void **state)
{
    (void)state;
    own_value(text) pages = {0};
    struct page page = {0};
    size_t length;
    size_t skipped = 0;
    enum page_step step;

    three_pages(&pages, &length);
    /* The second page claims 255 segments: more than there is. */
    pages.bytes[length + 26] = (char)255;
    own(page_scanner) scanner = made_pages_scanner(&pages);
    assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
    while ((step = page_scanner_next(scanner, &page)) == PAGE_SKIPPED)
        skipped += page.length;
    assert_int_equal(step, PAGE_FOUND);
    assert_int_equal(page.offset, 2 * length);
    assert_int_equal(skipped, length);
    assert_int_equal(page_scanner_next(scanner, &page), PAGE_STARVED);
}

static void test_bytes_one_by_one_give_the_same_pages(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_scanner) scanner = page_scanner_new(&err);
    own_value(text) pages = {0};
    struct page page;
    size_t length;
    int found = 0;

    three_pages(&pages, &length);
    for (size_t i = 0; i < pages.length; i++) {
        made_pages_feed(scanner, pages.bytes + i, 1);
        enum page_step step = page_scanner_next(scanner, &page);
        assert_int_not_equal(step, PAGE_SKIPPED);
        found += step == PAGE_FOUND;
    }
    assert_int_equal(found, 3);
}

static void test_packet_over_three_pages_is_joined(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 2, &err);
    own_value(text) pages = {0};
    struct packet_joiner joiner = {.most_bytes = 200000};
    struct page page;
    size_t counts[] = {1, 0, 2};

    made_pages_push(writer, 10, 960);
    made_pages_push(writer, 150000, 1920);
    made_pages_push(writer, 20, 2880);
    made_pages_flush(writer, &pages);
    own(page_scanner) scanner = made_pages_scanner(&pages);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
        assert_int_equal(page.is_continued, i > 0);
        assert_int_equal(page.granule == PAGE_NO_GRANULE, i == 1);
        assert_true(packet_joiner_push(&joiner, &page, &err));
        assert_false(joiner.has_lost);
        assert_int_equal(joiner.count, counts[i]);
    }
    assert_int_equal(joiner.packets[0].length, 150000);
    for (size_t i = 0; i < 150000; i++)
        assert_int_equal(joiner.packets[0].bytes[i], 'a' + 150000 % 26);
    assert_int_equal(joiner.packets[1].length, 20);
    packet_joiner_clear(&joiner);
}

static void test_packet_with_a_lost_page_is_lost_alone(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 2, &err);
    own_value(text) pages = {0};
    struct packet_joiner joiner = {.most_bytes = 200000};
    struct page page;

    made_pages_push(writer, 150000, 1920);
    made_pages_push(writer, 20, 2880);
    made_pages_flush(writer, &pages);
    own(page_scanner) scanner = made_pages_scanner(&pages);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
        if (i != 1)
            assert_true(packet_joiner_push(&joiner, &page, &err));
    }
    assert_true(joiner.has_lost);
    assert_int_equal(joiner.count, 1);
    assert_int_equal(joiner.packets[0].length, 20);
    packet_joiner_clear(&joiner);
}

static void test_packet_longer_than_allowed_is_lost(void **state)
{
    (void)state;
    struct err err = {0};
    own(page_writer) writer = page_writer_new(MADE_PAGES_SERIAL, 2, &err);
    own_value(text) pages = {0};
    struct packet_joiner joiner = {.most_bytes = 70000};
    struct page page;
    bool has_lost = false;

    made_pages_push(writer, 150000, 1920);
    made_pages_flush(writer, &pages);
    own(page_scanner) scanner = made_pages_scanner(&pages);
    while (page_scanner_next(scanner, &page) == PAGE_FOUND) {
        assert_true(packet_joiner_push(&joiner, &page, &err));
        assert_int_equal(joiner.count, 0);
        has_lost |= joiner.has_lost;
    }
    assert_true(has_lost);
    packet_joiner_clear(&joiner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_packet_is_alone_on_the_first_page),
        cmocka_unit_test(test_a_stream_goes_on_at_a_later_page),
        cmocka_unit_test(test_many_large_packets_stay_on_one_page),
        cmocka_unit_test(test_granules_go_past_32_and_40_bits),
        cmocka_unit_test(test_last_page_is_marked_in_place),
        cmocka_unit_test(test_damaged_page_is_skipped_and_the_next_one_found),
        cmocka_unit_test(test_page_that_claims_too_much_hides_no_whole_one),
        cmocka_unit_test(test_bytes_one_by_one_give_the_same_pages),
        cmocka_unit_test(test_packet_over_three_pages_is_joined),
        cmocka_unit_test(test_packet_with_a_lost_page_is_lost_alone),
        cmocka_unit_test(test_packet_longer_than_allowed_is_lost),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
