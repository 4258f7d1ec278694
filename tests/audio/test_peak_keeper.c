/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/peak_keeper.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/audio/codec.h"
#include "recorder/audio/limiter.h"
#include "tests/audio/sound.h"

#define PACKETS 200
#define SAMPLES_PER_PACKET (2 * CODEC_FRAME_48K)

static struct err err;

static struct peak_keeper *keeper_new(
    int channels, int bitrate, double ceiling_dbfs)
{
    struct peak_keeper *keeper = peak_keeper_new(channels, bitrate, &err);

    assert_non_null(keeper);
    peak_keeper_set_ceiling(keeper, ceiling_dbfs);
    return keeper;
}

static void add_noise(struct sound *sound, double dbfs, int packets)
{
    sound_add_noise(sound, dbfs, packets * 0.02);
    assert_true(sound->frames >= (size_t)packets * CODEC_FRAME_48K);
}

static void test_nothing_below_the_ceiling_is_coded_otherwise(void **state)
{
    own_value(sound) sound = {.channels = 2};
    own(encoder) plain = encoder_new(2, 64000, &err);
    own(peak_keeper) keeper = keeper_new(2, 64000, -1);
    uint8_t expected[CODEC_PACKET_MOST_BYTES];
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
    size_t before = 0;

    (void)state;
    add_noise(&sound, -20, PACKETS);
    for (int i = 0; i < PACKETS; i++) {
        const float *pcm = sound.pcm + i * SAMPLES_PER_PACKET;
        size_t bytes = peak_keeper_encode(keeper, pcm, packet);
        assert_int_equal(bytes, before);
        if (i > 0)
            assert_memory_equal(packet, expected, bytes);
        before = encoder_encode(plain, pcm, expected);
    }
}

static float loudest(const float *pcm, int samples)
{
    float peak = 0;

    for (int i = 0; i < samples; i++)
        peak = fmaxf(peak, fabsf(pcm[i]));
    return peak;
}

/* Loud noise at few bits is what coding adds most to. */
static void test_what_a_listener_decodes_keeps_below_the_ceiling(void **state)
{
    own_value(sound) sound = {.channels = 2};
    own(encoder) plain = encoder_new(2, 64000, &err);
    own(peak_keeper) keeper = keeper_new(2, 64000, 1);
    own(decoder) of_plain = decoder_new(2, &err);
    own(decoder) of_keeper = decoder_new(2, &err);
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
    static float pcm[2 * CODEC_PACKET_MOST_FRAMES_48K];
    int above[2] = {0, 0};

    (void)state;
    add_noise(&sound, -3, PACKETS);
    for (int i = 0; i < PACKETS; i++) {
        const float *frame = sound.pcm + i * SAMPLES_PER_PACKET;
        size_t bytes = encoder_encode(plain, frame, packet);
        int frames = decoder_decode(of_plain, packet, bytes, pcm);
        above[0] += loudest(pcm, 2 * frames) > 1.1221f;
        bytes = peak_keeper_encode(keeper, frame, packet);
        if (bytes == 0)
            continue;
        frames = decoder_decode(of_keeper, packet, bytes, pcm);
        assert_int_equal(frames, CODEC_FRAME_48K);
        assert_memory_equal(
            peak_keeper_heard(keeper), pcm, SAMPLES_PER_PACKET * sizeof *pcm);
        above[1] += loudest(pcm, 2 * frames) > 1.1221f;
    }
    assert_true(above[0] > 0);
    assert_true(above[1] * 4 < above[0]);
}

/* Clapping, a hundred hands a second: between its samples it is much higher
 * than at them. */
static void add_applause(struct sound *sound, double dbtp, int packets)
{
    own(limiter) limiter = limiter_new(1, dbtp, &err);

    assert_non_null(limiter);
    sound_add_silence(sound, packets * 0.02);
    for (int clap = 0; clap < 2 * packets; clap++) {
        size_t from =
            (size_t)seeded_random_below(&sound->random, sound->frames);
        for (size_t i = from; i < sound->frames && i < from + 2000; i++)
            sound->pcm[i] +=
                (float)(exp(-(double)(i - from) / 290) *
                        seeded_random_between(&sound->random, -1, 1));
    }
    limiter_process(limiter, sound->pcm, sound->frames);
}

static void test_what_lies_between_samples_keeps_below_it_too(void **state)
{
    own_value(sound) sound = {.channels = 1};
    own_value(sound) heard = {.channels = 1};
    own_value(sound) heard_plain = {.channels = 1};
    own(encoder) plain = encoder_new(1, 64000, &err);
    own(decoder) decoder = decoder_new(1, &err);
    own(peak_keeper) keeper = keeper_new(1, 64000, -2);
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
    const size_t bytes_of_frame = CODEC_FRAME_48K * sizeof(float);

    (void)state;
    add_applause(&sound, -3, 3 * PACKETS);
    for (int i = 0; i < 3 * PACKETS; i++) {
        const float *pcm = sound.pcm + (ptrdiff_t)i * CODEC_FRAME_48K;
        static float decoded[CODEC_PACKET_MOST_FRAMES_48K];
        size_t bytes = encoder_encode(plain, pcm, packet);
        decoder_decode(decoder, packet, bytes, decoded);
        memcpy(sound_add_frames(&heard_plain, CODEC_FRAME_48K), decoded,
            bytes_of_frame);
        if (peak_keeper_encode(keeper, pcm, packet) > 0)
            memcpy(sound_add_frames(&heard, CODEC_FRAME_48K),
                peak_keeper_heard(keeper), bytes_of_frame);
    }
    assert_true(sound_peak_dbtp(&heard_plain) > -1);
    assert_true(sound_peak_dbtp(&heard) < -1.8);
}

static void test_the_first_packet_comes_with_the_second_frame(void **state)
{
    own(peak_keeper) keeper = keeper_new(1, 64000, -3);
    static const float silence[CODEC_FRAME_48K];
    uint8_t packet[CODEC_PACKET_MOST_BYTES];

    (void)state;
    assert_int_equal(peak_keeper_encode(keeper, silence, packet), 0);
    size_t bytes = peak_keeper_encode(keeper, silence, packet);
    assert_int_equal(codec_packet_frames_48k(packet, bytes), CODEC_FRAME_48K);
}

static void test_a_bitrate_out_of_range_is_refused(void **state)
{
    (void)state;
    assert_null(peak_keeper_new(2, 1, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nothing_below_the_ceiling_is_coded_otherwise),
        cmocka_unit_test(test_what_a_listener_decodes_keeps_below_the_ceiling),
        cmocka_unit_test(test_what_lies_between_samples_keeps_below_it_too),
        cmocka_unit_test(test_the_first_packet_comes_with_the_second_frame),
        cmocka_unit_test(test_a_bitrate_out_of_range_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
