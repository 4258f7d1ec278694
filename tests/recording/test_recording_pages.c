/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages by themselves, without a disk. */
#include "recorder/recording/recording_pages.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/recording/page_scanner.h"

#define PACKET_FRAMES 960
#define MOST_PAGES 16

struct taken {
    int64_t granules[MOST_PAGES];
    int count;
    struct text bytes; /* of all */
    bool is_refused;
};

static bool take_page(
    void *user, const struct text *page, int64_t granule, struct err *err)
{
    struct taken *taken = user;

    if (taken->is_refused)
        return err_set(err, ERR_IO, "no space");
    assert_true(taken->count < MOST_PAGES);
    taken->granules[taken->count++] = granule;
    text_append_bytes(&taken->bytes, page->bytes, page->length);
    return true;
}

static struct recording_pages *make(struct taken *taken)
{
    struct err err;
    const struct recording_page_taker taker = {taken, take_page};
    struct recording_pages *pages = recording_pages_new(1, false, &taker, &err);

    assert_non_null(pages);
    return pages;
}

static void push(struct recording_pages *pages, int count)
{
    static const uint8_t packet[100];
    struct err err;

    for (int i = 0; i < count; i++)
        assert_true(recording_pages_push(
            pages, packet, sizeof packet, PACKET_FRAMES, &err));
}

/* Nothing but whole pages, of which only the last one says so. */
static void expect_last(const struct taken *taken, int64_t granule)
{
    struct err err;
    own(page_scanner) scanner = page_scanner_new(&err);
    struct page page = {0};

    memcpy(page_scanner_room(scanner, taken->bytes.length), taken->bytes.bytes,
        taken->bytes.length);
    page_scanner_fed(scanner, taken->bytes.length);
    for (int i = 0; i < taken->count; i++) {
        assert_int_equal(page_scanner_next(scanner, &page), PAGE_FOUND);
        assert_int_equal(page.is_last, i == taken->count - 1);
    }
    assert_int_equal(page.granule, granule);
    page_scanner_end(scanner);
    assert_int_equal(page_scanner_next(scanner, &page), PAGE_STARVED);
}

static void test_page_holds_half_a_second_at_most(void **state)
{
    struct taken taken = {0};
    own(recording_pages) pages = make(&taken);

    (void)state;
    push(pages, 60);
    assert_int_equal(taken.count, 2);
    assert_int_equal(taken.granules[0], 24 * PACKET_FRAMES);
    assert_int_equal(taken.granules[1], 48 * PACKET_FRAMES);
    assert_int_equal(recording_pages_taken_granule(pages), taken.granules[1]);
    assert_int_equal(recording_pages_granule(pages), 60 * PACKET_FRAMES);
    text_clear(&taken.bytes);
}

/* The page in hand always has the last two packets. */
static void test_stream_can_end_in_either_of_the_last_two_packets(void **state)
{
    (void)state;
    for (int count = 2; count < 60; count++) {
        for (int back = 1; back < 2 * PACKET_FRAMES; back += 137) {
            struct taken taken = {0};
            own(recording_pages) pages = make(&taken);
            struct err err;
            push(pages, count);
            int64_t end = count * PACKET_FRAMES - back;
            assert_true(recording_pages_taken_granule(pages) < end);
            assert_true(recording_pages_end(pages, end, &err));
            expect_last(&taken, end);
            text_clear(&taken.bytes);
        }
    }
}

static void test_size_is_never_less_than_what_is_taken_in_the_end(void **state)
{
    struct taken taken = {0};
    own(recording_pages) pages = make(&taken);

    (void)state;
    push(pages, 60);
    int64_t most_bytes = recording_pages_bytes(pages);
    recording_pages_give_up(pages);
    assert_int_equal(taken.granules[taken.count - 1], 60 * PACKET_FRAMES);
    assert_in_range(taken.bytes.length, most_bytes - 300, most_bytes);
    text_clear(&taken.bytes);
}

static void test_what_the_taker_says_is_passed_on(void **state)
{
    static const uint8_t packet[1];
    struct taken taken = {.is_refused = true};
    own(recording_pages) pages = make(&taken);
    struct err err;

    (void)state;
    push(pages, 25);
    assert_false(recording_pages_push(pages, packet, sizeof packet, 960, &err));
    assert_string_equal(err.text, "no space");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page_holds_half_a_second_at_most),
        cmocka_unit_test(test_stream_can_end_in_either_of_the_last_two_packets),
        cmocka_unit_test(test_size_is_never_less_than_what_is_taken_in_the_end),
        cmocka_unit_test(test_what_the_taker_says_is_passed_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
