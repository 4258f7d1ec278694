/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/live_edge.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/source/timeline.h"

#define MS INT64_C(1000000)
#define BEGIN_NS (INT64_C(5000000) * MS)
#define TICKS 960
#define PAGE_MS 1000

/* A stream that began at 0 and goes on for ever; times are milliseconds. The
 * packet that ends at time t carries t. */
struct listener {
    struct live_edge edge;
    struct timeline line;
    uint32_t serial;
    int64_t heard; /* ticks */
    int64_t gaps;  /* ticks */
    int first_ms;  /* which packet was heard first and last: its end */
    int last_ms;
    int packets;
    int disorder; /* packets that did not follow the one before */
};

static int set_up(void **state)
{
    static struct listener listener;

    listener = (struct listener){.serial = 1};
    timeline_init(&listener.line, 48000, 120);
    timeline_expect_pages(&listener.line);
    *state = &listener;
    return 0;
}

static int tear_down(void **state)
{
    struct listener *listener = *state;

    live_edge_clear(&listener->edge);
    timeline_clear(&listener->line);
    return 0;
}

static void hear(struct listener *listener, struct media_packet *packet)
{
    int end_ms;

    memcpy(&end_ms, packet->payload, sizeof end_ms);
    if (listener->packets++ == 0)
        listener->first_ms = end_ms;
    else if (end_ms != listener->last_ms + 20)
        listener->disorder++;
    listener->last_ms = end_ms;
    listener->heard += packet->ticks;
    media_packet_free(packet);
}

static void drain(struct listener *listener, int ms)
{
    int64_t now_ns = BEGIN_NS + ms * MS;
    struct media_packet *packet;
    struct timeline_step step;
    enum timeline_kind kind;

    while ((packet = live_edge_pull(&listener->edge, now_ns)))
        timeline_push(&listener->line, packet);
    while ((kind = timeline_pull(&listener->line, now_ns, &step)) !=
           TIMELINE_NONE) {
        if (kind == TIMELINE_PACKET) {
            hear(listener, step.packet);
        } else {
            listener->heard += step.gap;
            listener->gaps += step.gap;
        }
    }
}

/* The page with the sound from `begin_ms` to `end_ms` comes at `ms`. */
static void page(
    struct listener *listener, int begin_ms, int end_ms, int ms, bool begins)
{
    for (int at = begin_ms + 20; at <= end_ms; at += 20) {
        struct media_packet *packet =
            media_packet_new((uint8_t *)&at, sizeof at);
        packet->origin.ssrc = listener->serial;
        packet->arrival_ns = BEGIN_NS + ms * MS;
        packet->timestamp = (uint32_t)(at - 20) * 48;
        packet->ticks = TICKS;
        packet->behind = (end_ms - at) * 48;
        packet->begins_stream = begins && at == begin_ms + 20;
        live_edge_push(&listener->edge, packet);
    }
    drain(listener, ms);
}

/* The pages that end from `from_ms` on, until `to_ms`, each in its time. */
static void listen(struct listener *listener, int from_ms, int to_ms)
{
    for (int ms = from_ms; ms < to_ms; ms += PAGE_MS)
        page(listener, ms - PAGE_MS, ms, ms, false);
}

static void join_at(struct listener *listener, int ms)
{
    live_edge_join(&listener->edge, BEGIN_NS + ms * MS);
}

/* Joins with a burst of so many pages that had ended by then. */
static void join_with_burst(struct listener *listener, int ms, int pages)
{
    int edge_ms = ms / PAGE_MS * PAGE_MS;

    join_at(listener, ms);
    for (int i = pages; i > 0; i--)
        page(listener, edge_ms - i * PAGE_MS, edge_ms - (i - 1) * PAGE_MS, ms,
            i == pages);
}

static void stop(struct listener *listener, int ms)
{
    live_edge_flush(&listener->edge);
    drain(listener, ms);
    timeline_stop(&listener->line, BEGIN_NS + ms * MS);
    drain(listener, ms);
}

/* As long as what passed, within 20 ms here. */
static void expect_length(const struct listener *listener, int ms)
{
    int64_t error = listener->heard - (int64_t)ms * 48;

    assert_in_range(error + 960, 0, 2 * 960);
}

static void test_burst_of_older_sound_is_left_out(void **state)
{
    struct listener *listener = *state;

    join_with_burst(listener, 20300, 8);
    listen(listener, 21000, 30000);
    stop(listener, 29000);
    assert_in_range(listener->first_ms, 20300, 20340);
    assert_int_equal(listener->last_ms, 29000);
    assert_int_equal(listener->disorder, 0);
    assert_int_equal(listener->gaps, 0);
    expect_length(listener, 29000 - 20300);
}

static void test_without_a_burst_the_first_page_is_cut_the_same_way(
    void **state)
{
    struct listener *listener = *state;

    join_at(listener, 20300);
    listen(listener, 21000, 30000);
    stop(listener, 29000);
    assert_in_range(listener->first_ms, 20300, 20340);
    assert_int_equal(listener->disorder, 0);
    expect_length(listener, 29000 - 20300);
}

static void test_pages_of_one_packet(void **state)
{
    struct listener *listener = *state;

    join_at(listener, 20000);
    for (int ms = 12000; ms < 20000; ms += 20)
        page(listener, ms, ms + 20, 20000, ms == 12000);
    for (int ms = 20000; ms < 30000; ms += 20)
        page(listener, ms, ms + 20, ms + 20, false);
    stop(listener, 30000);
    assert_int_equal(listener->disorder, 0);
    assert_int_equal(listener->gaps, 0);
    expect_length(listener, 10000);
}

static void test_burst_that_comes_in_two_parts(void **state)
{
    struct listener *listener = *state;

    join_at(listener, 20000);
    for (int ms = 12000; ms < 16000; ms += 20)
        page(listener, ms, ms + 20, 20000, ms == 12000);
    drain(listener, 20200);
    for (int ms = 16000; ms < 20300; ms += 20)
        page(listener, ms, ms + 20, 20300, false);
    for (int ms = 20300; ms < 30000; ms += 20)
        page(listener, ms, ms + 20, ms + 20, false);
    stop(listener, 30000);
    assert_int_equal(listener->disorder, 0);
    assert_int_equal(listener->gaps, 0);
    expect_length(listener, 10000);
}

static void test_burst_that_comes_slowly(void **state)
{
    struct listener *listener = *state;

    join_at(listener, 20000);
    for (int i = 0; i < 20; i++) /* four times as fast as it was made */
        page(listener, i * 1000, (i + 1) * 1000, 20000 + i * 250, i == 0);
    /* At 25 s it has five seconds more to catch up with. */
    for (int i = 20; i < 26; i++)
        page(listener, i * 1000, (i + 1) * 1000, 20000 + i * 250 + 300, false);
    listen(listener, 27000, 40000);
    stop(listener, 39000);
    assert_in_range(listener->first_ms, 20000, 20040);
    assert_int_equal(listener->disorder, 0);
    assert_int_equal(listener->gaps, 0);
    expect_length(listener, 19000);
}

static void test_proxy_that_passes_on_eight_seconds_at_a_time(void **state)
{
    struct listener *listener = *state;

    join_with_burst(listener, 20500, 4);
    for (int ms = 24000; ms <= 64000; ms += 8000) {
        int begin_ms = ms == 24000 ? 20000 : ms - 8000;
        for (; begin_ms < ms; begin_ms += PAGE_MS)
            page(listener, begin_ms, begin_ms + PAGE_MS, ms, false);
        drain(listener, ms + 4000);
    }
    stop(listener, 64000);
    assert_int_equal(listener->disorder, 0);
    assert_int_equal(listener->gaps, 0);
    expect_length(listener, 43500);
}

static void test_short_outage_is_made_good_by_the_burst(void **state)
{
    struct listener *listener = *state;

    join_with_burst(listener, 20300, 8);
    listen(listener, 21000, 30000);
    live_edge_flush(&listener->edge);
    drain(listener, 32500);
    join_with_burst(listener, 33400, 8);
    listen(listener, 34000, 41000);
    stop(listener, 40000);
    assert_int_equal(listener->gaps, 0);
    assert_int_equal(listener->disorder, 0);
    assert_int_equal(listener->edge.repeats, 4 * 50);
    expect_length(listener, 40000 - 20300);
}

static void test_outage_longer_than_the_burst_leaves_a_gap(void **state)
{
    struct listener *listener = *state;

    join_with_burst(listener, 20300, 4);
    listen(listener, 21000, 30000);
    join_with_burst(listener, 40400, 4);
    listen(listener, 41000, 49000);
    stop(listener, 48000);
    assert_int_equal(listener->gaps, (36000 - 29000) * 48);
    assert_int_equal(listener->disorder, 1);
    expect_length(listener, 48000 - 20300);
}

static void test_server_made_anew_lands_where_the_clock_says(void **state)
{
    struct listener *listener = *state;

    join_with_burst(listener, 20300, 8);
    listen(listener, 21000, 30000);
    listener->serial = 2;
    join_at(listener, 33500);
    page(listener, 33000, 34000, 34000, true);
    listen(listener, 35000, 41000);
    stop(listener, 40000);
    assert_in_range(listener->gaps, 3960 * 48, 4040 * 48);
    assert_int_equal(listener->disorder, 1);
    expect_length(listener, 40000 - 20300);
}

static void test_server_made_anew_in_a_moment_lands_there_too(void **state)
{
    struct listener *listener = *state;

    join_with_burst(listener, 20300, 8);
    listen(listener, 21000, 30000);
    listener->serial = 2;
    join_at(listener, 29400);
    page(listener, 29600, 30600, 30600, true);
    for (int ms = 30600; ms < 33600; ms += 1000)
        page(listener, ms, ms + 1000, ms + 1000, false);
    stop(listener, 33600);
    assert_in_range(listener->gaps, 560 * 48, 640 * 48);
    assert_int_equal(listener->disorder, 1);
    expect_length(listener, 33600 - 20300);
}

static void test_it_lands_there_though_the_recording_ends_soon(void **state)
{
    struct listener *listener = *state;

    join_with_burst(listener, 20300, 8);
    listen(listener, 21000, 30000);
    listener->serial = 2;
    join_at(listener, 31000);
    page(listener, 29600, 30600, 31000, true);
    page(listener, 30600, 31600, 31600, false);
    page(listener, 31600, 32600, 32600, false);
    stop(listener, 32600);
    assert_in_range(listener->gaps, 560 * 48, 640 * 48);
    assert_int_equal(listener->disorder, 1);
    expect_length(listener, 32600 - 20300);
}

static void test_file_that_comes_at_once_is_all_from_before(void **state)
{
    struct listener *listener = *state;

    join_with_burst(listener, 20000, 15);
    live_edge_flush(&listener->edge);
    drain(listener, 20100);
    assert_int_equal(listener->packets, 0);
    assert_false(listener->line.has_begun);
}

static void test_gathering_is_bounded_in_packets_and_in_time(void **state)
{
    struct listener *listener = *state;

    join_with_burst(listener, 100000, 99);
    assert_true(listener->edge.gathered.count <= LIVE_EDGE_MOST_GATHERED);
    assert_true(live_edge_is_gathering(&listener->edge));
    /* A stream for ever faster than time. */
    for (int i = 1; i < 30; i++)
        page(listener, 100000 + i * 2000, 102000 + i * 2000, 100000 + i * 1000,
            false);
    assert_false(live_edge_is_gathering(&listener->edge));
    assert_int_equal(live_edge_deadline_ns(&listener->edge), INT64_MAX);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_burst_of_older_sound_is_left_out),
        TEST(test_without_a_burst_the_first_page_is_cut_the_same_way),
        TEST(test_pages_of_one_packet),
        TEST(test_burst_that_comes_in_two_parts),
        TEST(test_burst_that_comes_slowly),
        TEST(test_proxy_that_passes_on_eight_seconds_at_a_time),
        TEST(test_short_outage_is_made_good_by_the_burst),
        TEST(test_outage_longer_than_the_burst_leaves_a_gap),
        TEST(test_server_made_anew_lands_where_the_clock_says),
        TEST(test_server_made_anew_in_a_moment_lands_there_too),
        TEST(test_it_lands_there_though_the_recording_ends_soon),
        TEST(test_file_that_comes_at_once_is_all_from_before),
        TEST(test_gathering_is_bounded_in_packets_and_in_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
