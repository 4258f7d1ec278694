/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/codec.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/audio/sound.h"

#define CONFIGS 32
#define MOST_SAMPLES (2 * CODEC_PACKET_MOST_FRAMES_48K)

static struct err err;

/* RFC 6716, table 2: the length of a frame in 48 kHz frames. */
static int frame_of_config(int config)
{
    static const int silk[4] = {480, 960, 1920, 2880};
    static const int hybrid[2] = {480, 960};
    static const int celt[4] = {120, 240, 480, 960};

    if (config < 12)
        return silk[config % 4];
    return config < 16 ? hybrid[config % 2] : celt[config % 4];
}

static float loudest(const float *pcm, size_t samples)
{
    float most = 0;

    for (size_t i = 0; i < samples; i++)
        most = fmaxf(most, fabsf(pcm[i]));
    return most;
}

/* Encodes the sound from its beginning, and decodes it to `channels`. */
static void decode_all(const struct sound *sound, int bitrate, struct sound *to)
{
    own(encoder) encoder = encoder_new((int)sound->channels, bitrate, &err);
    own(decoder) decoder = decoder_new((int)to->channels, &err);
    uint8_t packet[CODEC_PACKET_MOST_BYTES];

    for (size_t at = 0; at + CODEC_FRAME_48K <= sound->frames;
         at += CODEC_FRAME_48K) {
        size_t bytes =
            encoder_encode(encoder, sound->pcm + at * sound->channels, packet);
        float *pcm = sound_add_frames(to, CODEC_PACKET_MOST_FRAMES_48K);
        int frames = decoder_decode(decoder, packet, bytes, pcm);
        assert_int_equal(frames, CODEC_FRAME_48K);
        to->frames -= CODEC_PACKET_MOST_FRAMES_48K - CODEC_FRAME_48K;
    }
}

static void test_length_of_every_config_and_code_follows_the_rfc(void **state)
{
    (void)state;
    for (int config = 0; config < CONFIGS; config++) {
        int frame = frame_of_config(config);
        uint8_t packet[64] = {(uint8_t)(config << 3), 7, 7};

        assert_int_equal(codec_packet_frames_48k(packet, 3), frame);
        packet[0] |= 1;
        assert_int_equal(codec_packet_frames_48k(packet, 3), 2 * frame);
        packet[0] ^= 3; /* code 2: one byte, then the rest */
        packet[1] = 1;
        assert_int_equal(codec_packet_frames_48k(packet, 3), 2 * frame);
        packet[0] |= 3;
        for (int count = 1; count <= 48; count++) {
            int expected = count * frame <= 5760 ? count * frame : 0;
            packet[1] = (uint8_t)count;
            assert_int_equal(
                codec_packet_frames_48k(packet, 2 + (size_t)count), expected);
        }
    }
}

static void test_packets_that_break_a_rule_have_no_length(void **state)
{
    (void)state;
    static uint8_t packet[1400] = {0xf8};

    assert_int_equal(codec_packet_frames_48k(packet, 0), 0); /* R1 */
    assert_int_equal(codec_packet_frames_48k(packet, 1276), 960);
    assert_int_equal(codec_packet_frames_48k(packet, 1277), 0); /* R2 */
    packet[0] = 0xf9;
    assert_int_equal(codec_packet_frames_48k(packet, 4), 0); /* R3 */
    packet[0] = 0xfa;
    assert_int_equal(codec_packet_frames_48k(packet, 1), 0); /* R4 */
    packet[1] = 9;
    assert_int_equal(codec_packet_frames_48k(packet, 10), 0); /* R4 */
    packet[0] = 0xfb;
    packet[1] = 0;
    assert_int_equal(codec_packet_frames_48k(packet, 2), 0); /* R5 */
    packet[1] = 7;
    assert_int_equal(codec_packet_frames_48k(packet, 9), 0); /* R5 */
    packet[1] = 0x40 | 1;
    packet[2] = 5;
    assert_int_equal(codec_packet_frames_48k(packet, 5), 0); /* R6 */
    packet[1] = 2;
    assert_int_equal(codec_packet_frames_48k(packet, 5), 0); /* R6 */
    packet[1] = 0x80 | 2;
    packet[2] = 200;
    assert_int_equal(codec_packet_frames_48k(packet, 20), 0); /* R7 */
}

static void test_channels_come_from_the_toc(void **state)
{
    (void)state;
    const uint8_t mono = 0xf8;
    const uint8_t stereo = 0xfc;

    assert_int_equal(codec_packet_channels(&mono), 1);
    assert_int_equal(codec_packet_channels(&stereo), 2);
}

/* What is left is what libopus adds to keep its filters out of denormal
 * numbers: below -400 dBFS, and 0 in any integer format. */
static void check_silence(int frames, int packet_channels, int channels)
{
    own_value(sound) noise = {.channels = (size_t)packet_channels};
    own(encoder) encoder = encoder_new(packet_channels, 64000, &err);
    own(decoder) decoder = decoder_new(channels, &err);
    uint8_t loud[CODEC_PACKET_MOST_BYTES];
    uint8_t silence[3];
    static float pcm[MOST_SAMPLES];

    sound_add_noise(&noise, -1, 0.02);
    decoder_decode(
        decoder, loud, encoder_encode(encoder, noise.pcm, loud), pcm);
    assert_true(codec_write_silence(frames, packet_channels, silence) <= 3);
    assert_int_equal(codec_packet_frames_48k(silence, 3), frames);
    assert_int_equal(codec_packet_channels(silence), packet_channels);
    for (int done = 0; done < 48000; done += frames)
        assert_int_equal(decoder_decode(decoder, silence, 3, pcm), frames);
    assert_true(loudest(pcm, (size_t)(frames * channels)) < 1e-20f);
}

static void test_silence_packets_of_every_length_decode_to_silence(void **state)
{
    (void)state;
    for (int frames = 120; frames <= 960; frames *= 2)
        for (int packet_channels = 1; packet_channels <= 2; packet_channels++)
            for (int channels = 1; channels <= 2; channels++)
                check_silence(frames, packet_channels, channels);
}

static void test_concealment_is_as_long_as_a_frame_of_every_config(void **state)
{
    (void)state;
    static float pcm[MOST_SAMPLES];
    own(decoder) decoder = decoder_new(2, &err);

    for (int toc = 0; toc < 256; toc++) {
        uint8_t previous = (uint8_t)toc;
        uint8_t packet[1];
        int frames = codec_write_concealment(&previous, packet);

        assert_int_equal(frames, frame_of_config(toc >> 3));
        assert_int_equal(packet[0] & 0xfc, toc & 0xfc);
        assert_int_equal(codec_packet_frames_48k(packet, 1), frames);
        assert_int_equal(decoder_decode(decoder, packet, 1, pcm), frames);
    }
}

static void test_concealment_packet_continues_a_tone(void **state)
{
    (void)state;
    own_value(sound) tone = {.channels = 1};
    own(encoder) encoder = encoder_new(1, 64000, &err);
    own(decoder) decoder = decoder_new(1, &err);
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
    uint8_t lost[1];
    static float pcm[MOST_SAMPLES];

    sound_add_sine(&tone, 200, -6, 1);
    for (size_t at = 0; at < tone.frames; at += CODEC_FRAME_48K)
        decoder_decode(decoder, packet,
            encoder_encode(encoder, tone.pcm + at, packet), pcm);
    codec_write_concealment(packet, lost);
    assert_int_equal(decoder_decode(decoder, lost, 1, pcm), CODEC_FRAME_48K);
    assert_true(loudest(pcm, CODEC_FRAME_48K) > 0.2f);
}

static void test_concealment_of_any_multiple_fills_exactly_so_much(void **state)
{
    (void)state;
    own(decoder) decoder = decoder_new(2, &err);
    static float pcm[MOST_SAMPLES + 1];

    for (int frames = 120; frames <= 5760; frames += 120) {
        for (int i = 0; i <= MOST_SAMPLES; i++)
            pcm[i] = 77;
        decoder_conceal(decoder, frames, pcm);
        assert_true(loudest(pcm, (size_t)(2 * frames)) < 77);
        assert_true(pcm[2 * frames] == 77);
    }
}

static void test_bad_packets_are_concealed_for_the_length_they_state(
    void **state)
{
    (void)state;
    own(decoder) decoder = decoder_new(2, &err);
    static float pcm[MOST_SAMPLES];
    static const uint8_t even_halves[] = {0xf9, 1, 2, 3};
    static const uint8_t no_frames[] = {0xfb, 0};
    static const uint8_t padding_too_long[] = {0xfb, 0x80 | 3, 200, 0};

    assert_int_equal(
        decoder_decode(decoder, even_halves, sizeof even_halves, pcm), 1920);
    assert_int_equal(
        decoder_decode(decoder, no_frames, sizeof no_frames, pcm), 960);
    assert_int_equal(
        decoder_decode(decoder, padding_too_long, sizeof padding_too_long, pcm),
        2880);
    assert_int_equal(decoder_decode(decoder, no_frames, 0, pcm), 0);
}

/* Packs one-frame packets of the same TOC as RFC 6716 3.2 has it. */
static size_t pack(uint8_t frames[3][CODEC_PACKET_MOST_BYTES],
    const size_t bytes[3], int code, uint8_t *packet)
{
    int count = code == 3 ? 3 : 2;
    size_t used = 1;

    packet[0] = (uint8_t)(frames[0][0] | code);
    if (code == 3)
        packet[used++] = 0x80 | 3;
    for (int i = 0; code != 1 && i < count - 1; i++) {
        size_t length = bytes[i] - 1;
        if (length >= 252) {
            packet[used++] = (uint8_t)(252 + length % 4);
            length -= packet[used - 1];
            packet[used++] = (uint8_t)(length / 4);
        } else {
            packet[used++] = (uint8_t)length;
        }
    }
    for (int i = 0; i < count; i++) {
        memcpy(packet + used, frames[i] + 1, bytes[i] - 1);
        used += bytes[i] - 1;
    }
    return used;
}

static void test_packets_of_several_frames_decode_as_the_frames_alone(
    void **state)
{
    (void)state;
    own_value(sound) tone = {.channels = 2};
    own(encoder) encoder = encoder_new(2, 64000, &err);
    own(decoder) alone = decoder_new(2, &err);
    own(decoder) together = decoder_new(2, &err);
    uint8_t frames[3][CODEC_PACKET_MOST_BYTES];
    uint8_t packet[3 * CODEC_PACKET_MOST_BYTES];
    size_t bytes[3];
    static float expected[MOST_SAMPLES];
    static float pcm[MOST_SAMPLES];

    sound_add_sine(&tone, 440, -6, 0.06);
    sound_add_noise(&tone, -20, 0.06);
    for (int code = 2; code <= 3; code++) {
        int count = code == 3 ? 3 : 2;
        for (int i = 0; i < count; i++) {
            bytes[i] = encoder_encode(
                encoder, tone.pcm + (size_t)i * 2 * CODEC_FRAME_48K, frames[i]);
            assert_int_equal(frames[i][0], frames[0][0]);
            decoder_decode(alone, frames[i], bytes[i],
                expected + (size_t)i * 2 * CODEC_FRAME_48K);
        }
        size_t length = pack(frames, bytes, code, packet);
        assert_int_equal(decoder_decode(together, packet, length, pcm),
            count * CODEC_FRAME_48K);
        assert_memory_equal(
            pcm, expected, (size_t)count * 2 * CODEC_FRAME_48K * sizeof *pcm);
    }
}

static void test_tone_comes_back_in_place_after_the_lookahead(void **state)
{
    (void)state;
    for (size_t channels = 1; channels <= 2; channels++) {
        own_value(sound) tone = {.channels = channels};
        own_value(sound) decoded = {.channels = channels};
        own(encoder) encoder = encoder_new((int)channels, 96000, &err);
        size_t late = (size_t)encoder_lookahead_48k(encoder);
        double error = 0;
        double power = 0;

        sound_add_sine(&tone, 997, -12, 1);
        decode_all(&tone, 96000, &decoded);
        for (size_t i = 9600; i + late + 960 < decoded.frames; i++) {
            double in = tone.pcm[i * channels];
            double out = decoded.pcm[(i + late) * channels];
            error += (out - in) * (out - in);
            power += in * in;
        }
        assert_true(error < power / 1000);
    }
}

static void test_mono_packets_fill_both_channels(void **state)
{
    (void)state;
    own_value(sound) tone = {.channels = 1};
    own_value(sound) decoded = {.channels = 2};

    sound_add_sine(&tone, 440, -12, 0.2);
    decode_all(&tone, 48000, &decoded);
    assert_true(loudest(decoded.pcm, 2 * decoded.frames) > 0.2f);
    for (size_t i = 0; i < decoded.frames; i++)
        assert_true(decoded.pcm[2 * i] == decoded.pcm[2 * i + 1]);
}

static void test_clones_go_on_as_what_they_were_made_of(void **state)
{
    struct sound sound = {.channels = 2};
    uint8_t packet[2][CODEC_PACKET_MOST_BYTES];
    float pcm[2][MOST_SAMPLES];
    own(encoder) encoder = encoder_new(2, 64000, &err);
    own(decoder) decoder = decoder_new(2, &err);

    (void)state;
    sound_add_speech(&sound, 1, -20, 1);
    for (size_t at = 0; at < 20 * CODEC_FRAME_48K; at += CODEC_FRAME_48K) {
        const float *said = sound.pcm + 2 * at;
        own(encoder) encoders = encoder_clone(encoder, &err);
        own(decoder) decoders = decoder_clone(decoder, &err);
        size_t bytes = encoder_encode(encoder, said, packet[0]);
        assert_int_equal(encoder_encode(encoders, said, packet[1]), bytes);
        assert_memory_equal(packet[0], packet[1], bytes);
        int frames = decoder_decode(decoder, packet[0], bytes, pcm[0]);
        decoder_decode(decoders, packet[0], bytes, pcm[1]);
        assert_memory_equal(pcm[0], pcm[1], (size_t)frames * 2 * sizeof(float));
    }
    sound_clear(&sound);
}

static void test_encoder_takes_nan_and_infinity_for_silence(void **state)
{
    (void)state;
    own_value(sound) sound = {.channels = 2};
    own_value(sound) decoded = {.channels = 2};

    sound_add_noise(&sound, -20, 1);
    for (size_t i = 0; i < 4800; i++)
        sound.pcm[i] = i % 3 ? (i % 2 ? NAN : INFINITY) : 1e30f;
    decode_all(&sound, 64000, &decoded);
    for (size_t i = 0; i < 2 * decoded.frames; i++)
        assert_true(isfinite(decoded.pcm[i]));
    assert_true(loudest(decoded.pcm + decoded.frames, decoded.frames) < 0.5f);
}

static void test_bitrates_out_of_range_are_refused_by_name(void **state)
{
    (void)state;
    assert_null(encoder_new(2, 0, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "6000"));
    assert_null(encoder_new(2, 5999, &err));
    assert_null(encoder_new(2, 510001, &err));
    own(encoder) least = encoder_new(1, 6000, &err);
    own(encoder) most = encoder_new(2, 510000, &err);
    assert_non_null(least);
    assert_non_null(most);
}

static void test_version_names_the_library(void **state)
{
    (void)state;
    assert_memory_equal(codec_version(), "libopus ", 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_length_of_every_config_and_code_follows_the_rfc),
        cmocka_unit_test(test_packets_that_break_a_rule_have_no_length),
        cmocka_unit_test(test_channels_come_from_the_toc),
        cmocka_unit_test(
            test_silence_packets_of_every_length_decode_to_silence),
        cmocka_unit_test(
            test_concealment_is_as_long_as_a_frame_of_every_config),
        cmocka_unit_test(test_concealment_packet_continues_a_tone),
        cmocka_unit_test(
            test_concealment_of_any_multiple_fills_exactly_so_much),
        cmocka_unit_test(
            test_bad_packets_are_concealed_for_the_length_they_state),
        cmocka_unit_test(
            test_packets_of_several_frames_decode_as_the_frames_alone),
        cmocka_unit_test(test_tone_comes_back_in_place_after_the_lookahead),
        cmocka_unit_test(test_mono_packets_fill_both_channels),
        cmocka_unit_test(test_clones_go_on_as_what_they_were_made_of),
        cmocka_unit_test(test_encoder_takes_nan_and_infinity_for_silence),
        cmocka_unit_test(test_bitrates_out_of_range_are_refused_by_name),
        cmocka_unit_test(test_version_names_the_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
