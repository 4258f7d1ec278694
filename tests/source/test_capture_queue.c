/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/capture_queue.h"

#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define FRAME_BYTES 4
#define MOST_BYTES 40

static int set_up(void **state)
{
    struct err err;

    *state = capture_queue_new(FRAME_BYTES, MOST_BYTES, &err);
    return *state ? 0 : -1;
}

static int tear_down(void **state)
{
    capture_queue_free(*state);
    return 0;
}

static bool is_readable(const struct capture_queue *queue)
{
    struct pollfd ready = {
        .fd = capture_queue_descriptor(queue), .events = POLLIN};

    return poll(&ready, 1, 0) == 1;
}

static void push(struct capture_queue *queue, const char *bytes, int64_t ns)
{
    capture_queue_push(
        queue, (const uint8_t *)bytes, strlen(bytes) / FRAME_BYTES, ns);
}

static void expect_sound(
    struct capture_queue *queue, const char *bytes, int64_t ns, bool is_break)
{
    own(capture_block) block = capture_queue_pop(queue);

    assert_non_null(block);
    assert_null(block->event);
    assert_int_equal(block->frames, strlen(bytes) / FRAME_BYTES);
    assert_memory_equal(block->bytes, bytes, strlen(bytes));
    assert_int_equal(block->arrival_ns, ns);
    assert_int_equal(block->is_break, is_break);
}

static void expect_event(struct capture_queue *queue, const char *event,
    const char *text, bool is_break)
{
    own(capture_block) block = capture_queue_pop(queue);

    assert_non_null(block);
    assert_string_equal(block->event, event);
    assert_string_equal((const char *)block->bytes, text);
    assert_int_equal(block->frames, 0);
    assert_int_equal(block->is_break, is_break);
}

static void test_sound_and_events_come_out_in_their_order(void **state)
{
    struct capture_queue *queue = *state;

    push(queue, "abcdefgh", 7);
    capture_queue_break(queue, "source", "gone");
    capture_queue_tell(queue, "source", "back");
    push(queue, "ijkl", 9);
    expect_sound(queue, "abcdefgh", 7, false);
    expect_event(queue, "source", "gone", true);
    expect_event(queue, "source", "back", false);
    expect_sound(queue, "ijkl", 9, false);
    assert_null(capture_queue_pop(queue));
}

static void test_it_is_readable_while_something_is_in_it(void **state)
{
    struct capture_queue *queue = *state;

    assert_false(is_readable(queue));
    push(queue, "abcd", 1);
    push(queue, "efgh", 2);
    assert_true(is_readable(queue));
    expect_sound(queue, "abcd", 1, false);
    assert_true(is_readable(queue));
    expect_sound(queue, "efgh", 2, false);
    assert_false(is_readable(queue));
    assert_null(capture_queue_pop(queue));
}

static void test_what_does_not_fit_is_lost_and_the_next_says_so(void **state)
{
    struct capture_queue *queue = *state;

    push(queue, "0123456789abcdef0123456789abcdef0123", 1);
    push(queue, "too much", 2);
    push(queue, "fits", 3);
    expect_sound(queue, "0123456789abcdef0123456789abcdef0123", 1, false);
    expect_sound(queue, "fits", 3, true);
    push(queue, "next", 4);
    expect_sound(queue, "next", 4, false);
}

static void test_events_without_end_do_not_fill_memory(void **state)
{
    struct capture_queue *queue = *state;
    int count = 0;

    for (int i = 0; i < 10000; i++)
        capture_queue_break(queue, "source", "gone");
    for (;;) {
        own(capture_block) block = capture_queue_pop(queue);
        if (!block)
            break;
        count++;
    }
    assert_in_range(count, 1, 1000);
    push(queue, "abcd", 1);
    expect_sound(queue, "abcd", 1, true);
}

#define TURNS 20000

static void *push_turns(void *user)
{
    for (int64_t i = 0; i < TURNS; i++)
        push(user, "abcd", i);
    return NULL;
}

/* Whatever was pushed is heard or known to be lost. */
static void test_another_thread_may_push_while_this_one_pops(void **state)
{
    struct capture_queue *queue = *state;
    pthread_t thread;
    int64_t last = -1;
    bool has_ended = false;

    assert_int_equal(pthread_create(&thread, NULL, push_turns, queue), 0);
    for (;;) {
        own(capture_block) block = capture_queue_pop(queue);
        if (!block && has_ended)
            break;
        has_ended = has_ended || pthread_tryjoin_np(thread, NULL) == 0;
        if (!block)
            continue;
        assert_true(block->is_break ? block->arrival_ns > last + 1
                                    : block->arrival_ns == last + 1);
        last = block->arrival_ns;
    }
    assert_in_range(last, 0, TURNS - 1);
}

static void test_it_may_be_freed_with_something_in_it(void **state)
{
    push(*state, "abcd", 1);
    capture_queue_tell(*state, "source", "here");
    capture_queue_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            test_sound_and_events_come_out_in_their_order, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_it_is_readable_while_something_is_in_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_what_does_not_fit_is_lost_and_the_next_says_so, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            test_events_without_end_do_not_fill_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(
            test_another_thread_may_push_while_this_one_pops, set_up,
            tear_down),
        cmocka_unit_test_setup_teardown(
            test_it_may_be_freed_with_something_in_it, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
