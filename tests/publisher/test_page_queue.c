/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/page_queue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_pages_come_out_in_order_and_in_pieces(void **state)
{
    struct page_queue queue = {0};
    const void *bytes;

    (void)state;
    assert_true(page_queue_push(&queue, "first", 5, 960));
    assert_true(page_queue_push(&queue, "second", 6, 960));
    assert_int_equal(page_queue_front(&queue, &bytes), 5);
    assert_memory_equal(bytes, "first", 5);
    assert_false(page_queue_taken(&queue, 2));
    assert_int_equal(page_queue_front(&queue, &bytes), 3);
    assert_memory_equal(bytes, "rst", 3);
    assert_true(page_queue_taken(&queue, 3));
    assert_int_equal(page_queue_front(&queue, &bytes), 6);
    assert_memory_equal(bytes, "second", 6);
    assert_true(page_queue_taken(&queue, 6));
    assert_int_equal(page_queue_front(&queue, &bytes), 0);
    assert_int_equal(queue.frames_48k, 0);
    page_queue_clear(&queue);
}

static void test_what_is_being_sent_stays_where_it_is(void **state)
{
    struct page_queue queue = {0};
    const void *before;
    const void *after;

    (void)state;
    page_queue_push(&queue, "page", 4, 960);
    page_queue_front(&queue, &before);
    for (int i = 0; i < 200; i++)
        page_queue_push(&queue, "more", 4, 960);
    page_queue_front(&queue, &after);
    assert_ptr_equal(before, after);
    page_queue_clear(&queue);
}

static void test_five_seconds_wait_at_most(void **state)
{
    struct page_queue queue = {0};
    char page[1000] = {0};

    (void)state;
    for (int i = 0; i < 5; i++)
        assert_true(page_queue_push(&queue, page, sizeof page, 48000));
    assert_false(page_queue_push(&queue, page, sizeof page, 48000));
    page_queue_taken(&queue, sizeof page);
    assert_true(page_queue_push(&queue, page, sizeof page, 48000));
    page_queue_clear(&queue);
}

static void test_a_mebibyte_waits_at_most(void **state)
{
    static char page[400 * 1024];
    struct page_queue queue = {0};

    (void)state;
    assert_true(page_queue_push(&queue, page, sizeof page, 0));
    assert_true(page_queue_push(&queue, page, sizeof page, 0));
    assert_false(page_queue_push(&queue, page, sizeof page, 0));
    page_queue_clear(&queue);
}

static void test_tiny_pages_are_counted_too(void **state)
{
    struct page_queue queue = {0};
    int pages = 0;

    (void)state;
    while (page_queue_push(&queue, "x", 1, 0))
        pages++;
    assert_int_equal(pages, PAGE_QUEUE_MOST_PAGES);
    page_queue_clear(&queue);
}

static void test_a_page_longer_than_five_seconds_goes_alone(void **state)
{
    struct page_queue queue = {0};

    (void)state;
    assert_true(page_queue_push(&queue, "long", 4, INT64_C(60) * 48000));
    assert_false(page_queue_push(&queue, "next", 4, 960));
    page_queue_clear(&queue);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pages_come_out_in_order_and_in_pieces),
        cmocka_unit_test(test_what_is_being_sent_stays_where_it_is),
        cmocka_unit_test(test_five_seconds_wait_at_most),
        cmocka_unit_test(test_a_mebibyte_waits_at_most),
        cmocka_unit_test(test_tiny_pages_are_counted_too),
        cmocka_unit_test(test_a_page_longer_than_five_seconds_goes_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
