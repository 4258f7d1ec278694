/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "recorder/source/telephone_codec.h"

typedef void decoder(const uint8_t *bytes, size_t count, float *pcm);

/* What ffmpeg and sox decode the 256 codes to; both agree. */
static void assert_like_others(decoder *decode, const char *path)
{
    uint8_t codes[256];
    uint8_t others[512];
    float pcm[256];
    FILE *file = fopen(path, "rb");

    assert_non_null(file);
    assert_int_equal(fread(others, 1, sizeof others, file), sizeof others);
    fclose(file);
    for (int code = 0; code < 256; code++)
        codes[code] = (uint8_t)code;
    decode(codes, 256, pcm);
    for (int code = 0; code < 256; code++) {
        size_t at = 2 * (size_t)code;
        int16_t expected = (int16_t)(others[at] | others[at + 1] << 8);
        assert_float_equal(pcm[code] * 32768, expected, 0);
    }
}

static void test_all_mu_law_codes_decode_as_ffmpeg_and_sox_do(void **state)
{
    (void)state;
    assert_like_others(telephone_codec_decode_mu_law, "g711/mu_law.s16le");
}

static void test_all_a_law_codes_decode_as_ffmpeg_and_sox_do(void **state)
{
    (void)state;
    assert_like_others(telephone_codec_decode_a_law, "g711/a_law.s16le");
}

static void test_silence_codes_are_silent(void **state)
{
    float pcm;

    (void)state;
    telephone_codec_decode_mu_law((const uint8_t[]){0xff}, 1, &pcm);
    assert_float_equal(pcm, 0, 0);
    /* A-law has no zero; its smallest step is 8 of 16 bits. */
    telephone_codec_decode_a_law((const uint8_t[]){0xd5}, 1, &pcm);
    assert_float_equal(pcm * 32768, 8, 0);
}

static void test_no_bytes_touch_nothing(void **state)
{
    float pcm = 7;

    (void)state;
    telephone_codec_decode_mu_law(NULL, 0, &pcm);
    telephone_codec_decode_a_law(NULL, 0, &pcm);
    assert_float_equal(pcm, 7, 0);
}

/* A tone of 440 Hz with noise, 200 ms, as ffmpeg encoded it. */
#define WIDEBAND_BYTES 1600

struct wideband {
    uint8_t bytes[WIDEBAND_BYTES];
    float pcm[2 * WIDEBAND_BYTES];
    struct wideband_decoder *decoder;
};

static void set_up_wideband(struct wideband *at)
{
    struct err err;
    FILE *file = fopen("g722/tone.g722", "rb");

    assert_non_null(file);
    assert_int_equal(fread(at->bytes, 1, WIDEBAND_BYTES, file), WIDEBAND_BYTES);
    fclose(file);
    at->decoder = wideband_decoder_new(&err);
    assert_non_null(at->decoder);
}

/* Both go by the tables of the standard; ffmpeg's filter rounds otherwise. */
static void assert_like_ffmpeg(const float *pcm)
{
    uint8_t others[4 * WIDEBAND_BYTES];
    FILE *file = fopen("g722/tone.s16le", "rb");

    assert_non_null(file);
    assert_int_equal(fread(others, 1, sizeof others, file), sizeof others);
    fclose(file);
    for (size_t i = 0; i < 2 * WIDEBAND_BYTES; i++) {
        int16_t expected = (int16_t)(others[2 * i] | others[2 * i + 1] << 8);
        assert_float_equal(pcm[i] * 32768, expected, 4);
    }
}

static void test_g722_decodes_as_ffmpeg_does(void **state)
{
    struct wideband at;

    (void)state;
    set_up_wideband(&at);
    wideband_decoder_decode(at.decoder, at.bytes, WIDEBAND_BYTES, at.pcm);
    assert_like_ffmpeg(at.pcm);
    wideband_decoder_free(at.decoder);
}

static void test_g722_goes_on_from_packet_to_packet(void **state)
{
    struct wideband at;

    (void)state;
    set_up_wideband(&at);
    for (size_t i = 0; i < WIDEBAND_BYTES; i += 160)
        wideband_decoder_decode(at.decoder, at.bytes + i, 160, at.pcm + 2 * i);
    assert_like_ffmpeg(at.pcm);
    wideband_decoder_free(at.decoder);
}

static void test_g722_begins_anew_after_a_reset(void **state)
{
    struct wideband at;

    (void)state;
    set_up_wideband(&at);
    wideband_decoder_decode(at.decoder, at.bytes, 700, at.pcm);
    wideband_decoder_reset(at.decoder);
    wideband_decoder_decode(at.decoder, at.bytes, WIDEBAND_BYTES, at.pcm);
    assert_like_ffmpeg(at.pcm);
    wideband_decoder_free(at.decoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_mu_law_codes_decode_as_ffmpeg_and_sox_do),
        cmocka_unit_test(test_all_a_law_codes_decode_as_ffmpeg_and_sox_do),
        cmocka_unit_test(test_silence_codes_are_silent),
        cmocka_unit_test(test_no_bytes_touch_nothing),
        cmocka_unit_test(test_g722_decodes_as_ffmpeg_does),
        cmocka_unit_test(test_g722_goes_on_from_packet_to_packet),
        cmocka_unit_test(test_g722_begins_anew_after_a_reset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
