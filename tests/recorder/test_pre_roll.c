/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/pre_roll.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/clock.h"

static const struct sound_format opus = {SOUND_OPUS, 48000, 2};
static const struct sound_format phone = {SOUND_PCM, 8000, 1};

/* What was handed over. */
struct heard {
    int packets;
    int first_byte; /* of the first packet */
    int64_t packet_frames;
    int64_t gap_frames;
    int64_t pcm_frames;
    float first_sample;
    float last_sample;
};

static bool hear_opus(void *user, const uint8_t *packet, size_t bytes,
    int frames_48k, struct err *err)
{
    struct heard *heard = user;

    (void)bytes;
    (void)err;
    if (heard->packets++ == 0)
        heard->first_byte = packet[0];
    heard->packet_frames += frames_48k;
    return true;
}

static bool hear_pcm(
    void *user, const float *pcm, size_t frames, struct err *err)
{
    struct heard *heard = user;

    (void)err;
    if (heard->pcm_frames == 0)
        heard->first_sample = pcm[0];
    heard->last_sample = pcm[frames - 1];
    heard->pcm_frames += (int64_t)frames;
    return true;
}

static bool hear_gap(void *user, int64_t frames, int lost, struct err *err)
{
    struct heard *heard = user;

    (void)lost;
    (void)err;
    heard->gap_frames += frames;
    return true;
}

static void hand_over(struct pre_roll *buffer, struct heard *heard)
{
    const struct sound_sink sink = {
        .user = heard, .opus = hear_opus, .pcm = hear_pcm, .gap = hear_gap};
    struct err err;

    *heard = (struct heard){0};
    assert_true(pre_roll_hand_over(buffer, &sink, &err));
    assert_true(pre_roll_frames(buffer) == 0);
}

static struct pre_roll *make(int64_t ns, size_t bytes)
{
    struct err err;
    struct pre_roll *buffer = pre_roll_new(ns, bytes, &err);

    assert_non_null(buffer);
    return buffer;
}

static void push_packet(struct pre_roll *buffer, int number)
{
    const uint8_t packet[] = {(uint8_t)number, 1, 2};
    const struct sound_piece piece = {.kind = PIECE_OPUS,
        .frames = 960,
        .packet = packet,
        .bytes = sizeof packet};
    struct err err;

    assert_true(pre_roll_push(buffer, &piece, &opus, &err));
}

static void push_gap(struct pre_roll *buffer, int64_t frames, int lost)
{
    const struct sound_piece piece = {
        .kind = PIECE_GAP, .frames = frames, .lost = lost};
    struct err err;

    assert_true(pre_roll_push(buffer, &piece, &opus, &err));
}

static void test_packets_are_kept_for_at_least_the_time_asked_for(void **state)
{
    own(pre_roll) buffer = make(CLOCK_SECOND_NS / 10, PRE_ROLL_MOST_BYTES);
    struct heard heard;

    (void)state;
    for (int i = 0; i < 100; i++)
        push_packet(buffer, i);
    hand_over(buffer, &heard);
    assert_int_equal(heard.packets, 5);
    assert_int_equal(heard.first_byte, 95);
}

static void test_less_than_was_asked_for_is_all_there_is(void **state)
{
    own(pre_roll) buffer = make(CLOCK_SECOND_NS, PRE_ROLL_MOST_BYTES);
    struct heard heard;

    (void)state;
    push_packet(buffer, 1);
    push_packet(buffer, 2);
    hand_over(buffer, &heard);
    assert_int_equal(heard.packets, 2);
    hand_over(buffer, &heard);
    assert_int_equal(heard.packets, 0);
}

static void test_samples_are_cut_to_the_frame(void **state)
{
    own(pre_roll) buffer = make(CLOCK_SECOND_NS / 10, PRE_ROLL_MOST_BYTES);
    struct heard heard;
    struct err err;
    float pcm[300];

    (void)state;
    for (int i = 0; i < 20; i++) {
        for (int k = 0; k < 300; k++)
            pcm[k] = (float)(i * 300 + k);
        const struct sound_piece piece = {
            .kind = PIECE_PCM, .frames = 300, .pcm = pcm};
        assert_true(pre_roll_push(buffer, &piece, &phone, &err));
    }
    hand_over(buffer, &heard);
    assert_int_equal(heard.pcm_frames, 800);
    assert_true(heard.first_sample == 5200);
    assert_true(heard.last_sample == 5999);
}

static void test_empty_room_is_kept_as_one_gap_of_that_length(void **state)
{
    own(pre_roll) buffer = make(2 * CLOCK_SECOND_NS, 400);
    struct heard heard;

    (void)state;
    for (int i = 0; i < 1000; i++)
        push_gap(buffer, 48000, 0);
    assert_int_equal(pre_roll_frames(buffer), 96000);
    push_packet(buffer, 7);
    hand_over(buffer, &heard);
    assert_int_equal(heard.gap_frames + heard.packet_frames, 96000);
    assert_int_equal(heard.packets, 1);
}

static void test_memory_is_bounded_whatever_the_time(void **state)
{
    own(pre_roll) buffer = make(600 * CLOCK_SECOND_NS, 10000);
    struct heard heard;

    (void)state;
    for (int i = 0; i < 10000; i++)
        push_packet(buffer, i);
    hand_over(buffer, &heard);
    assert_in_range(heard.packets, 20, 200);
}

static void test_silence_before_the_first_packet_can_be_dropped(void **state)
{
    own(pre_roll) buffer = make(CLOCK_SECOND_NS, PRE_ROLL_MOST_BYTES);
    struct heard heard;

    (void)state;
    push_gap(buffer, 960, 0);
    push_gap(buffer, 960, 1);
    push_packet(buffer, 1);
    push_gap(buffer, 960, 1);
    push_packet(buffer, 2);
    pre_roll_drop_silence(buffer);
    hand_over(buffer, &heard);
    assert_int_equal(heard.packets, 2);
    assert_int_equal(heard.gap_frames, 960);
}

static void test_no_time_keeps_nothing(void **state)
{
    own(pre_roll) buffer = make(0, PRE_ROLL_MOST_BYTES);

    (void)state;
    push_packet(buffer, 1);
    assert_int_equal(pre_roll_frames(buffer), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_packets_are_kept_for_at_least_the_time_asked_for),
        cmocka_unit_test(test_less_than_was_asked_for_is_all_there_is),
        cmocka_unit_test(test_samples_are_cut_to_the_frame),
        cmocka_unit_test(test_empty_room_is_kept_as_one_gap_of_that_length),
        cmocka_unit_test(test_memory_is_bounded_whatever_the_time),
        cmocka_unit_test(test_silence_before_the_first_packet_can_be_dropped),
        cmocka_unit_test(test_no_time_keeps_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
