/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/batch_decoder.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/audio/codec.h"

#define FRAME CODEC_FRAME_48K
#define MONO 700 /* packets in a row; a stereo decoder is put away at 500 */
#define STEREO 120
#define PACKETS (2 * (MONO + STEREO))

struct packets {
    uint8_t bytes[PACKETS][CODEC_PACKET_MOST_BYTES];
    size_t lengths[PACKETS];
};

/* What came out, beside what an ordinary decoder gives. */
struct hearing {
    struct decoder *reference;
    const struct packets *packets;
    int packet;
    int channels;
    double most_apart;
};

static struct err err;

/* Vowels of a changing voice, another in each channel. */
static void speak(int packet, int channels, float *pcm)
{
    for (int i = 0; i < FRAME; i++) {
        double seconds = ((double)packet * FRAME + i) / 48000;
        for (int c = 0; c < channels; c++) {
            double phase = 2 * M_PI * (110 + 40 * c) * seconds +
                           3 * sin(2 * M_PI * 0.7 * seconds);
            double level = 0.1 * (1 + sin(2 * M_PI * 3 * seconds));
            pcm[i * channels + c] =
                (float)(level * (sin(phase) + sin(5 * phase) / 2 +
                                    sin(17 * phase) / 4));
        }
    }
}

static void encode(
    struct packets *packets, int from, int count, int channels, int bitrate)
{
    own(encoder) encoder = encoder_new(channels, bitrate, &err);
    float pcm[FRAME * 2];

    assert_non_null(encoder);
    for (int i = from; i < from + count; i++) {
        speak(i, channels, pcm);
        packets->lengths[i] = encoder_encode(encoder, pcm, packets->bytes[i]);
        assert_int_equal(codec_packet_channels(packets->bytes[i]), channels);
    }
}

/* Mono, stereo, mono again, stereo again. */
static struct packets *make_packets(int bitrate)
{
    struct packets *packets = calloc(1, sizeof *packets);

    assert_non_null(packets);
    encode(packets, 0, MONO, 1, bitrate);
    encode(packets, MONO, STEREO, 2, 64000);
    encode(packets, MONO + STEREO, MONO, 1, bitrate);
    encode(packets, 2 * MONO + STEREO, STEREO, 2, 64000);
    return packets;
}

static void compare(void *user, const float *pcm, int frames)
{
    struct hearing *hearing = user;
    const struct packets *packets = hearing->packets;
    float expected[CODEC_PACKET_MOST_FRAMES_48K * 2];
    int at = hearing->packet++;

    assert_int_equal(decoder_decode(hearing->reference, packets->bytes[at],
                         packets->lengths[at], expected),
        frames);
    for (int i = 0; i < frames * hearing->channels; i++)
        hearing->most_apart =
            fmax(hearing->most_apart, fabs((double)expected[i] - pcm[i]));
}

/* Flushes after so many packets. Gives the largest difference. */
static double hear(const struct packets *packets, int channels, int at_once)
{
    own(batch_decoder) batch = batch_decoder_new(channels, &err);
    own(decoder) reference = decoder_new(channels, &err);
    struct hearing hearing = {
        .reference = reference, .packets = packets, .channels = channels};
    struct pcm_taker taker = {&hearing, compare};

    for (int i = 0; i < PACKETS; i++) {
        assert_true(batch_decoder_push(
            batch, packets->bytes[i], packets->lengths[i], &err));
        if (i % at_once == at_once - 1 || batch_decoder_is_full(batch))
            batch_decoder_flush(batch, &taker);
    }
    batch_decoder_flush(batch, &taker);
    batch_decoder_flush(batch, &taker);
    assert_int_equal(hearing.packet, PACKETS);
    return hearing.most_apart;
}

/* Below -100 dBFS at the changes, nothing elsewhere. */
static void test_mono_and_stereo_sound_as_of_an_ordinary_decoder(void **state)
{
    static const int bitrates[] = {24000, 48000, 64000};

    (void)state;
    for (int i = 0; i < 3; i++) {
        own_heap(char) owner = (char *)make_packets(bitrates[i]);
        const struct packets *packets = (const struct packets *)owner;
        assert_true(hear(packets, 2, 50) < 1e-5);
        assert_true(hear(packets, 2, 1000) < 1e-5);
        assert_true(hear(packets, 2, 7) < 1e-5);
    }
}

static void test_one_channel_is_what_a_decoder_of_one_gives(void **state)
{
    own_heap(char) owner = (char *)make_packets(48000);

    (void)state;
    assert_true(hear((const struct packets *)owner, 1, 50) == 0);
}

static void test_it_is_full_after_two_seconds_or_32_kib(void **state)
{
    own(batch_decoder) batch = batch_decoder_new(2, &err);
    own(batch_decoder) large = batch_decoder_new(2, &err);
    uint8_t packet[CODEC_PACKET_MOST_BYTES] = {0};

    (void)state;
    for (int i = 0; i < 100; i++) {
        assert_false(batch_decoder_is_full(batch));
        assert_true(batch_decoder_push(batch, packet, 3, &err));
    }
    assert_true(batch_decoder_is_full(batch));
    for (int i = 0; i < 26; i++)
        assert_true(batch_decoder_push(large, packet, sizeof packet, &err));
    assert_true(batch_decoder_is_full(large));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mono_and_stereo_sound_as_of_an_ordinary_decoder),
        cmocka_unit_test(test_one_channel_is_what_a_decoder_of_one_gives),
        cmocka_unit_test(test_it_is_full_after_two_seconds_or_32_kib),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
