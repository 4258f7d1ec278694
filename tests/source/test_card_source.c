/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/card_source.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/text.h"

#define MS INT64_C(1000000)
#define SECOND (1000 * MS)
#define BEGIN_NS (5000 * SECOND)
#define ROUND (20 * MS)
#define RATE 48000

/* A card that captures what the test pushes, and the sink of its source. */
struct desk {
    struct card card;
    struct source *source;
    bool is_freed;
    struct text samples; /* floats, interleaved; gaps are zeros */
    int channels;
    int64_t frames;
    int64_t gap_frames;
    struct text events;
    bool refuses;
};

static void free_desk_card(struct card *card)
{
    struct desk *desk = (struct desk *)card;

    capture_queue_free(card->queue);
    desk->is_freed = true;
}

static bool hear(void *user, const float *pcm, size_t frames, struct err *err)
{
    struct desk *desk = user;

    if (desk->refuses)
        return err_set(err, ERR_LIMIT, "enough");
    text_append_bytes(
        &desk->samples, pcm, frames * (size_t)desk->channels * sizeof *pcm);
    desk->frames += (int64_t)frames;
    return true;
}

static bool hear_gap(void *user, int64_t frames, int lost, struct err *err)
{
    static const float silence[2] = {0, 0};
    struct desk *desk = user;

    assert_int_equal(lost, 0);
    assert_true(frames > 0);
    desk->gap_frames += frames;
    for (; frames > 0; frames--) {
        if (!hear(desk, silence, 1, err))
            return false;
    }
    return true;
}

static void note(void *user, const char *event, const char *text)
{
    struct desk *desk = user;

    text_appendf(&desk->events, "%s: %s;", event, text);
}

static struct sound_sink sink_of(struct desk *desk)
{
    return (struct sound_sink){
        .user = desk, .pcm = hear, .gap = hear_gap, .event = note};
}

static struct desk *new_desk(enum sample_encoding encoding, int channels)
{
    struct desk *desk = calloc(1, sizeof *desk);
    struct sound_format format;
    struct err err;

    assert_non_null(desk);
    desk->card = (struct card){
        .format = {.encoding = encoding, .rate_hz = RATE, .channels = channels},
        .free = free_desk_card};
    desk->card.queue = card_queue_new(&desk->card.format, &err);
    desk->source = card_source_new(&desk->card, &err);
    assert_non_null(desk->source);
    assert_true(source_format(desk->source, &format));
    desk->channels = format.channels;
    return desk;
}

static void end_desk(struct desk *desk)
{
    source_free(desk->source);
    assert_true(desk->is_freed);
    text_clear(&desk->samples);
    text_clear(&desk->events);
    free(desk);
}

static void read_desk(struct desk *desk, int64_t ns)
{
    struct sound_sink sink = sink_of(desk);
    struct err err;

    assert_int_equal(
        source_read(desk->source, BEGIN_NS + ns, &sink, &err), SOURCE_GOES_ON);
}

static void stop_desk(struct desk *desk, int64_t ns)
{
    struct sound_sink sink = sink_of(desk);
    struct err err;

    assert_true(source_stop(desk->source, BEGIN_NS + ns, &sink, &err));
}

/* A click each second by the true time, in mono float, from a card that
 * counts so many ppm too many. */
static void play_clicks(
    struct desk *desk, double ppm, int64_t from_ns, int64_t to_ns)
{
    static float block[RATE];
    double rate = RATE * (1 + ppm * 1e-6);

    for (int64_t ns = from_ns; ns < to_ns; ns += ROUND) {
        int64_t first = llround(ns / 1e9 * rate);
        int64_t end = llround((ns + ROUND) / 1e9 * rate);
        memset(block, 0, sizeof block);
        for (int64_t i = first; i < end; i++) {
            double in_second = fmod((double)i, rate);
            if (in_second < 1)
                block[i - first] = 0.9f;
        }
        capture_queue_push(desk->card.queue, (const uint8_t *)block,
            (size_t)(end - first), BEGIN_NS + ns + ROUND);
        read_desk(desk, ns + ROUND);
    }
}

/* Where the loudest sample is around that second; -1: all is silent. */
static int64_t find_click(const struct desk *desk, int64_t second)
{
    const float *pcm = (const float *)(const void *)desk->samples.bytes;
    int64_t from = second * RATE > 4800 ? second * RATE - 4800 : 0;
    int64_t loudest = from;

    for (int64_t i = from; i < second * RATE + 4800 && i < desk->frames; i++)
        if (fabsf(pcm[i]) > fabsf(pcm[loudest]))
            loudest = i;
    return fabsf(pcm[loudest]) > 0.2f ? loudest : -1;
}

static void assert_clicks(const struct desk *desk, int64_t from, int64_t to)
{
    for (int64_t second = from; second < to; second++) {
        int64_t at = find_click(desk, second);
        if (at < 0 || llabs(at - second * RATE) > 2 * RATE / 1000)
            fail_msg("the click of second %d is at %d", (int)second, (int)at);
    }
}

static void test_clicks_of_a_drifting_card_stay_within_2_ms(void **state)
{
    (void)state;
    for (int sign = -1; sign <= 1; sign += 2) {
        struct desk *desk = new_desk(SAMPLE_F32LE, 1);
        struct source_counters counters;
        source_count(desk->source, &counters);
        assert_true(isnan(counters.drift_ppm));
        play_clicks(desk, sign * 200, 0, 180 * SECOND);
        stop_desk(desk, 180 * SECOND);
        source_count(desk->source, &counters);
        assert_true(fabs(counters.drift_ppm - sign * 200) < 10);
        assert_clicks(desk, 0, 180);
        assert_true(llabs(desk->frames - 180 * RATE) < RATE / 500);
        assert_non_null(strstr(
            text_string(&desk->events), sign < 0 ? " ppm slow" : " ppm fast"));
        end_desk(desk);
    }
}

static void test_clicks_behind_an_overrun_stay_in_their_place(void **state)
{
    struct desk *desk = new_desk(SAMPLE_F32LE, 1);
    struct source_counters counters;

    (void)state;
    play_clicks(desk, 0, 0, 5 * SECOND);
    capture_queue_break(desk->card.queue, "source", "lost sound");
    play_clicks(desk, 0, 5 * SECOND + 500 * MS, 10 * SECOND);
    stop_desk(desk, 10 * SECOND);
    assert_clicks(desk, 0, 5);
    assert_clicks(desk, 6, 10);
    assert_true(llabs(desk->gap_frames - RATE / 2) <= 2);
    assert_true(llabs(desk->frames - 10 * RATE) <= 2);
    assert_string_equal(text_string(&desk->events), "source: lost sound;");
    source_count(desk->source, &counters);
    assert_in_range(counters.gap_ms, 499, 501);
    assert_int_equal(counters.packets, 475);
    end_desk(desk);
}

static void test_card_that_is_gone_is_silence_until_it_is_back(void **state)
{
    struct desk *desk = new_desk(SAMPLE_F32LE, 1);

    (void)state;
    play_clicks(desk, 0, 0, 3 * SECOND);
    capture_queue_break(desk->card.queue, "source", "gone");
    for (int64_t ns = 3 * SECOND; ns < 20 * SECOND; ns += 200 * MS) {
        read_desk(desk, ns);
        assert_true(desk->frames >= (ns - 1750 * MS) * RATE / SECOND);
    }
    capture_queue_tell(desk->card.queue, "source", "back");
    play_clicks(desk, 0, 20 * SECOND, 25 * SECOND);
    stop_desk(desk, 25 * SECOND);
    assert_clicks(desk, 0, 3);
    for (int second = 4; second < 20; second++)
        assert_int_equal(find_click(desk, second), -1);
    assert_clicks(desk, 21, 25);
    assert_true(llabs(desk->frames - 25 * RATE) <= 2);
    assert_string_equal(
        text_string(&desk->events), "source: gone;source: back;");
    end_desk(desk);
}

static void test_six_channels_are_mixed_down_to_two(void **state)
{
    struct desk *desk = new_desk(SAMPLE_S16LE, 6);
    int16_t block[960][6] = {{0}};
    struct sound_format format;

    (void)state;
    assert_true(source_format(desk->source, &format));
    assert_int_equal(format.kind, SOUND_PCM);
    assert_int_equal(format.rate_hz, RATE);
    assert_int_equal(format.channels, 2);
    for (int i = 0; i < 960; i++)
        block[i][0] = 16384; /* front left alone */
    for (int i = 1; i <= 10; i++)
        capture_queue_push(desk->card.queue, (const uint8_t *)block, 960,
            BEGIN_NS + i * ROUND);
    stop_desk(desk, 10 * ROUND);
    const float *pcm = (const float *)(const void *)desk->samples.bytes;
    assert_int_equal(desk->frames, 9600);
    assert_true(fabsf(pcm[2 * 4800] - 0.5f / (1 + 2 * 0.70710678f)) < 1e-3f);
    assert_true(fabsf(pcm[2 * 4800 + 1]) < 1e-3f);
    end_desk(desk);
}

static void test_time_begins_with_the_first_block(void **state)
{
    struct desk *desk = new_desk(SAMPLE_F32LE, 1);

    (void)state;
    assert_int_equal(source_start_ns(desk->source), INT64_MAX);
    assert_int_equal(source_deadline_ns(desk->source), INT64_MAX);
    read_desk(desk, 0);
    play_clicks(desk, 0, 0, ROUND);
    assert_int_equal(source_start_ns(desk->source), BEGIN_NS);
    assert_true(source_deadline_ns(desk->source) > BEGIN_NS);
    assert_true(source_deadline_ns(desk->source) < BEGIN_NS + SECOND);
    end_desk(desk);
}

static void test_stopped_before_the_first_block_it_gives_nothing(void **state)
{
    struct desk *desk = new_desk(SAMPLE_F32LE, 1);

    (void)state;
    stop_desk(desk, 10 * SECOND);
    assert_int_equal(desk->frames, 0);
    end_desk(desk);
}

static void test_sink_that_refuses_ends_the_reading(void **state)
{
    struct desk *desk = new_desk(SAMPLE_F32LE, 1);
    struct sound_sink sink = sink_of(desk);
    static const float block[4800];
    struct err err = {0};

    (void)state;
    desk->refuses = true;
    capture_queue_push(
        desk->card.queue, (const uint8_t *)block, 4800, BEGIN_NS);
    assert_int_equal(
        source_read(desk->source, BEGIN_NS, &sink, &err), SOURCE_FAILED);
    assert_string_equal(err.text, "enough");
    end_desk(desk);
}

static void test_retries_come_ever_more_seldom_down_to_five_seconds(
    void **state)
{
    (void)state;
    assert_int_equal(card_retry_ns(1), 250 * MS);
    assert_int_equal(card_retry_ns(2), 500 * MS);
    assert_int_equal(card_retry_ns(5), 4 * SECOND);
    assert_int_equal(card_retry_ns(6), 5 * SECOND);
    assert_int_equal(card_retry_ns(2000000000), 5 * SECOND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_clicks_of_a_drifting_card_stay_within_2_ms),
        cmocka_unit_test(test_clicks_behind_an_overrun_stay_in_their_place),
        cmocka_unit_test(test_card_that_is_gone_is_silence_until_it_is_back),
        cmocka_unit_test(test_six_channels_are_mixed_down_to_two),
        cmocka_unit_test(test_time_begins_with_the_first_block),
        cmocka_unit_test(test_stopped_before_the_first_block_it_gives_nothing),
        cmocka_unit_test(test_sink_that_refuses_ends_the_reading),
        cmocka_unit_test(
            test_retries_come_ever_more_seldom_down_to_five_seconds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
