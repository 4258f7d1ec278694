/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/stream_decoder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/audio/sound.h"
#include "tests/support/payloads.h"

#define FRAME CODEC_FRAME_48K
#define PACKETS 602 /* the last is not lost */
#define FRAMES ((size_t)PACKETS * FRAME)
#define EVERY 7 /* packets as many are lost in a row */
#define LOSSES (PACKETS / EVERY)

/* A talker as packets, and what comes out when all of them come. */
struct talk {
    struct payloads packets;
    float all[FRAMES];
    float heard[FRAMES];
};

static struct err err;

static bool is_lost(size_t packet, size_t run)
{
    return packet % EVERY >= EVERY - 1 - run && packet % EVERY < EVERY - 1;
}

static void pull_all(struct stream_decoder *decoder, float *pcm, size_t *frames)
{
    float block[CODEC_PACKET_MOST_FRAMES_48K];
    int got;

    while ((got = stream_decoder_pull(decoder, block)) > 0) {
        assert_true(*frames + (size_t)got <= FRAMES);
        memcpy(pcm + *frames, block, (size_t)got * sizeof *pcm);
        *frames += (size_t)got;
    }
}

/* Loses `run` packets in a row, again and again. Gives how many came back. */
static int64_t decode(struct talk *talk, size_t run)
{
    own(stream_decoder) decoder = stream_decoder_new(1, &err);
    size_t frames = 0;
    int lost = 0;

    for (size_t i = 0; i < PACKETS; i++) {
        const struct payload *packet = &talk->packets.list[i];
        if (is_lost(i, run)) {
            lost++;
            continue;
        }
        if (lost)
            stream_decoder_gap(decoder, (int64_t)lost * FRAME, lost);
        lost = 0;
        stream_decoder_packet(decoder, packet->data, packet->bytes);
        pull_all(decoder, talk->heard, &frames);
    }
    assert_int_equal(frames, FRAMES);
    return stream_decoder_recovered(decoder);
}

/* The same without a look at what packets repeat. */
static void decode_blindly(struct talk *talk, size_t run)
{
    own(decoder) decoder = decoder_new(1, &err);
    float block[CODEC_PACKET_MOST_FRAMES_48K];

    for (size_t i = 0; i < PACKETS; i++) {
        const struct payload *packet = &talk->packets.list[i];
        if (is_lost(i, run))
            decoder_conceal(decoder, FRAME, block);
        else
            decoder_decode(decoder, packet->data, packet->bytes, block);
        memcpy(talk->heard + i * FRAME, block, FRAME * sizeof *block);
    }
}

static void say(struct talk *talk, const char *codec)
{
    own_value(sound) sound = {.channels = 1};

    sound_add_speech(&sound, 1, -20, PACKETS / 50.0);
    const struct wave wave = {48000, 1, sound.frames, sound.pcm};
    assert_true(payloads_encode(
        &talk->packets, payload_codec_find(codec, &err), &wave, &err));
    assert_int_equal(talk->packets.count, PACKETS);
    decode(talk, 0);
    memcpy(talk->all, talk->heard, sizeof talk->all);
}

/* How alike the last packets of the losses and what is heard in their place
 * are: 1 at most. */
static double likeness(const struct talk *talk)
{
    double product = 0;
    double lost = 0;
    double heard = 0;

    for (size_t i = 0; i < FRAMES; i++) {
        if (!is_lost(i / FRAME, 1))
            continue;
        product += (double)talk->all[i] * talk->heard[i];
        lost += (double)talk->all[i] * talk->all[i];
        heard += (double)talk->heard[i] * talk->heard[i];
    }
    return product / sqrt(lost * heard);
}

static int set_up(void **state)
{
    static struct talk talk;

    *state = &talk;
    return 0;
}

static int tear_down(void **state)
{
    struct talk *talk = *state;

    payloads_clear(&talk->packets);
    return 0;
}

static void test_lost_packets_are_recovered_from_the_next(void **state)
{
    struct talk *talk = *state;

    say(talk, "opus-fec");
    decode_blindly(talk, 1);
    double made_up = likeness(talk);
    int64_t recovered = decode(talk, 1);
    double repeated = likeness(talk);
    print_message("%d of %d recovered: likeness %.3f, else %.3f\n",
        (int)recovered, LOSSES, repeated, made_up);
    assert_true(recovered > LOSSES / 2);
    assert_true(repeated > 0.9);
    assert_true(repeated > made_up + 0.15);
}

static void test_last_of_three_lost_packets_is_recovered(void **state)
{
    struct talk *talk = *state;

    say(talk, "opus-fec");
    decode_blindly(talk, 3);
    double made_up = likeness(talk);
    int64_t recovered = decode(talk, 3);
    double repeated = likeness(talk);
    print_message("%d of %d recovered: likeness %.3f, else %.3f\n",
        (int)recovered, LOSSES, repeated, made_up);
    assert_true(recovered > LOSSES / 2);
    assert_true(repeated > 0.4);
    assert_true(repeated > made_up + 0.3);
}

static void test_packets_that_repeat_nothing_are_made_up(void **state)
{
    struct talk *talk = *state;
    static float heard[FRAMES];

    say(talk, "opus");
    assert_int_equal(decode(talk, 1), 0);
    memcpy(heard, talk->heard, sizeof heard);
    decode_blindly(talk, 1);
    assert_memory_equal(heard, talk->heard, sizeof heard);
}

static void test_repetition_is_known_by_the_header_alone(void **state)
{
    (void)state;
    const uint8_t mono[] = {0x48, 0xc0, 1}; /* a voice, and a repetition */
    const uint8_t mono_none[] = {0x48, 0x80, 1};
    const uint8_t stereo_side[] = {0x4c, 0x10, 1};
    const uint8_t sixty[] = {0x58, 0x10, 1};
    const uint8_t sixty_none[] = {0x58, 0xe0, 1};
    const uint8_t celt[] = {0xf8, 0xff, 1};
    const uint8_t empty[] = {0x48};
    const uint8_t two[] = {0x49, 0x40, 1, 0, 0};

    assert_int_equal(codec_packet_repeats_48k(mono, sizeof mono), 960);
    assert_int_equal(codec_packet_repeats_48k(mono_none, sizeof mono_none), 0);
    assert_int_equal(
        codec_packet_repeats_48k(stereo_side, sizeof stereo_side), 960);
    assert_int_equal(codec_packet_repeats_48k(sixty, sizeof sixty), 2880);
    assert_int_equal(
        codec_packet_repeats_48k(sixty_none, sizeof sixty_none), 0);
    assert_int_equal(codec_packet_repeats_48k(celt, sizeof celt), 0);
    assert_int_equal(codec_packet_repeats_48k(empty, sizeof empty), 0);
    assert_int_equal(codec_packet_repeats_48k(two, sizeof two), 960);
    assert_int_equal(codec_packet_repeats_48k(mono, 0), 0);
}

/* Pulls all there is. */
static size_t pull_frames(struct stream_decoder *decoder, double *energy)
{
    float block[CODEC_PACKET_MOST_FRAMES_48K];
    size_t frames = 0;
    int got;

    *energy = 0;
    while ((got = stream_decoder_pull(decoder, block)) > 0) {
        for (int i = 0; i < got; i++)
            *energy += (double)block[i] * block[i];
        frames += (size_t)got;
    }
    return frames;
}

static void test_gap_without_loss_is_silence_at_once(void **state)
{
    struct talk *talk = *state;
    own(stream_decoder) decoder = stream_decoder_new(1, &err);
    double energy;

    say(talk, "opus-fec");
    for (size_t i = 100; i < 130; i++)
        stream_decoder_packet(
            decoder, talk->packets.list[i].data, talk->packets.list[i].bytes),
            pull_frames(decoder, &energy);
    stream_decoder_gap(decoder, 48000, 0);
    assert_int_equal(stream_decoder_held_48k(decoder), 0);
    assert_int_equal(pull_frames(decoder, &energy), 48000);
    assert_true(energy == 0);
}

static void test_loss_is_held_and_given_at_the_end(void **state)
{
    (void)state;
    own(stream_decoder) decoder = stream_decoder_new(1, &err);
    double energy;

    stream_decoder_gap(decoder, 9600, 10);
    assert_int_equal(stream_decoder_held_48k(decoder), 9600);
    assert_int_equal(pull_frames(decoder, &energy), 0);
    stream_decoder_finish(decoder);
    assert_int_equal(stream_decoder_held_48k(decoder), 0);
    assert_int_equal(pull_frames(decoder, &energy), 9600);
}

static void test_loss_followed_by_silence_keeps_its_length(void **state)
{
    (void)state;
    own(stream_decoder) decoder = stream_decoder_new(1, &err);
    double energy;

    stream_decoder_gap(decoder, 960, 1);
    stream_decoder_gap(decoder, 48000, 0);
    assert_int_equal(pull_frames(decoder, &energy), 48960);
    assert_int_equal(stream_decoder_recovered(decoder), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_lost_packets_are_recovered_from_the_next),
        TEST(test_last_of_three_lost_packets_is_recovered),
        TEST(test_packets_that_repeat_nothing_are_made_up),
        TEST(test_repetition_is_known_by_the_header_alone),
        TEST(test_gap_without_loss_is_silence_at_once),
        TEST(test_loss_is_held_and_given_at_the_end),
        TEST(test_loss_followed_by_silence_keeps_its_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
