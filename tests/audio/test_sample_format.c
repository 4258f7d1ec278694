/* SPDX-License-Identifier: BSD-2-Clause */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/audio/sample_format.h"

static struct sample_format parse(const char *text)
{
    struct sample_format format = {0};
    struct err err = {0};

    if (!sample_format_parse(text, &format, &err))
        fail_msg("%s", err.text);
    return format;
}

static void assert_refused(const char *text, const char *because)
{
    struct sample_format format = {.rate_hz = -7};
    struct err err = {0};

    if (sample_format_parse(text, &format, &err))
        fail_msg("%s was taken", text);
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_int_equal(format.rate_hz, -7);
    if (!strstr(err.text, because))
        fail_msg("\"%s\" does not say \"%s\"", err.text, because);
}

static float convert_mono(const char *text, const uint8_t *bytes)
{
    struct sample_format format = parse(text);
    float pcm;

    sample_format_convert(&format, bytes, 1, &pcm);
    return pcm;
}

#define BYTES(...) ((const uint8_t[]){__VA_ARGS__})

static void test_format_texts_are_read(void **state)
{
    struct sample_format format = parse("s16le,48000,2");

    (void)state;
    assert_int_equal(format.encoding, SAMPLE_S16LE);
    assert_int_equal(format.rate_hz, 48000);
    assert_int_equal(format.channels, 2);
    assert_int_equal(sample_format_frame_bytes(&format), 4);
    format = parse("s24le,384000,8");
    assert_int_equal(format.encoding, SAMPLE_S24LE);
    assert_int_equal(sample_format_frame_bytes(&format), 24);
    assert_int_equal(parse("u8,8000,1").encoding, SAMPLE_U8);
    assert_int_equal(parse("s16be,44100,1").encoding, SAMPLE_S16BE);
    assert_int_equal(parse("s32le,44100,1").encoding, SAMPLE_S32LE);
    assert_int_equal(parse("f32le,44100,1").encoding, SAMPLE_F32LE);
    assert_int_equal(parse("f64le,44100,1").encoding, SAMPLE_F64LE);
}

static void test_g711_reaches_the_ends_of_its_tables(void **state)
{
    (void)state;
    for (int law = 0; law < 2; law++) {
        static const struct {
            const char *format;
            uint8_t most, least, small;
            float full, step;
        } laws[] = {{"alaw,8000,1", 0xaa, 0x2a, 0xd5, 32256, 8},
            {"mulaw,8000,1", 0x80, 0x00, 0xfe, 32124, 8}};
        struct sample_format format = parse(laws[law].format);
        uint8_t bytes[] = {laws[law].most, laws[law].least, laws[law].small};
        float pcm[3];
        sample_format_convert(&format, bytes, 3, pcm);
        assert_float_equal(pcm[0], laws[law].full / 32768, 1e-7);
        assert_float_equal(pcm[1], -laws[law].full / 32768, 1e-7);
        assert_float_equal(pcm[2], laws[law].step / 32768, 1e-7);
    }
}

static void test_bad_format_texts_are_refused_by_part(void **state)
{
    (void)state;
    assert_refused("", "expected u8, s16le");
    assert_refused("s16", "expected u8, s16le");
    assert_refused("s16lex,48000,2", "expected u8, s16le");
    assert_refused("S16LE,48000,2", "expected u8, s16le");
    assert_refused("s16le", "expected a rate");
    assert_refused("s16le,", "expected a rate");
    assert_refused("s16le,x,2", "expected a rate");
    assert_refused("s16le,-48000,2", "expected a rate");
    assert_refused("s16le, 48000,2", "expected a rate");
    assert_refused("s16le,3999,2", "from 4000 to 384000");
    assert_refused("s16le,384001,2", "from 4000 to 384000");
    assert_refused("s16le,99999999999999999999,2", "expected a rate");
    assert_refused("s16le,48000", "channels");
    assert_refused("s16le,48000,0", "1 to 8 channels");
    assert_refused("s16le,48000,9", "1 to 8 channels");
    assert_refused("s16le,48000,2,", "channels");
    assert_refused("s16le,48000,2 ", "channels");
}

static void test_full_scale_and_silence_of_each_encoding(void **state)
{
    (void)state;
    assert_float_equal(convert_mono("u8,8000,1", BYTES(0)), -1, 0);
    assert_float_equal(convert_mono("u8,8000,1", BYTES(128)), 0, 0);
    assert_float_equal(convert_mono("u8,8000,1", BYTES(192)), 0.5, 0);
    assert_float_equal(convert_mono("s16le,8000,1", BYTES(0, 0x80)), -1, 0);
    assert_float_equal(
        convert_mono("s16le,8000,1", BYTES(1, 0)), 1 / 32768.0, 0);
    assert_float_equal(
        convert_mono("s16be,8000,1", BYTES(0, 1)), 1 / 32768.0, 0);
    assert_float_equal(convert_mono("s16be,8000,1", BYTES(0x40, 0)), 0.5, 0);
    assert_float_equal(convert_mono("s24le,8000,1", BYTES(0, 0, 0x80)), -1, 0);
    assert_float_equal(
        convert_mono("s24le,8000,1", BYTES(1, 0, 0)), 1 / 8388608.0, 0);
    assert_float_equal(
        convert_mono("s32le,8000,1", BYTES(0, 0, 0, 0x80)), -1, 0);
    assert_float_equal(
        convert_mono("s32le,8000,1", BYTES(0, 0, 0, 0xc0)), -0.5, 0);
    assert_float_equal(
        convert_mono("f32le,8000,1", BYTES(0, 0, 0x80, 0xbf)), -1, 0);
    assert_float_equal(
        convert_mono("f64le,8000,1", BYTES(0, 0, 0, 0, 0, 0, 0xe0, 0x3f)), 0.5,
        0);
}

static void test_largest_integers_stay_within_full_scale(void **state)
{
    (void)state;
    assert_true(convert_mono("s16le,8000,1", BYTES(0xff, 0x7f)) <= 1);
    assert_true(convert_mono("s24le,8000,1", BYTES(0xff, 0xff, 0x7f)) <= 1);
    assert_true(
        convert_mono("s32le,8000,1", BYTES(0xff, 0xff, 0xff, 0x7f)) <= 1);
}

static void test_what_is_no_number_becomes_silence(void **state)
{
    (void)state;
    assert_float_equal(
        convert_mono("f32le,8000,1", BYTES(0, 0, 0xc0, 0x7f)), 0, 0);
    assert_float_equal(
        convert_mono("f32le,8000,1", BYTES(0, 0, 0x80, 0x7f)), 0, 0);
    assert_float_equal(
        convert_mono("f32le,8000,1", BYTES(0, 0, 0x80, 0xff)), 0, 0);
    assert_float_equal(
        convert_mono("f64le,8000,1", BYTES(0, 0, 0, 0, 0, 0, 0xf0, 0xff)), 0,
        0);
}

static void test_floats_above_full_scale_are_kept_up_to_48_db(void **state)
{
    (void)state;
    /* 2.0, then the largest float and double there are. */
    assert_float_equal(
        convert_mono("f32le,8000,1", BYTES(0, 0, 0, 0x40)), 2, 0);
    assert_float_equal(
        convert_mono("f32le,8000,1", BYTES(0xff, 0xff, 0x7f, 0xff)), -256, 0);
    assert_float_equal(
        convert_mono("f64le,8000,1",
            BYTES(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xef, 0x7f)),
        256, 0);
}

static void test_stereo_stays_as_it_is(void **state)
{
    struct sample_format format = parse("s16le,48000,2");
    float pcm[4];

    (void)state;
    format.speakers = 0xc; /* centre and effects: two channels are two */
    sample_format_convert(
        &format, BYTES(0, 0x40, 0, 0xc0, 0, 0x20, 0, 0), 2, pcm);
    assert_float_equal(pcm[0], 0.5, 0);
    assert_float_equal(pcm[1], -0.5, 0);
    assert_float_equal(pcm[2], 0.25, 0);
    assert_float_equal(pcm[3], 0, 0);
    assert_int_equal(sample_format_mixed_channels(&format), 2);
}

/* Full scale in one channel of that many, as u8; where it comes out. */
static void mix_one(int channels, uint32_t speakers, int loud, float *pcm)
{
    struct sample_format format = {SAMPLE_U8, 48000, channels, speakers};
    uint8_t bytes[SAMPLE_MOST_CHANNELS];

    memset(bytes, 128, sizeof bytes);
    bytes[loud] = 0;
    sample_format_convert(&format, bytes, 1, pcm);
}

static void assert_mixed(
    int channels, uint32_t speakers, const float expected[][2])
{
    for (int loud = 0; loud < channels; loud++) {
        float pcm[2];
        mix_one(channels, speakers, loud, pcm);
        assert_float_equal(-pcm[0], expected[loud][0], 1e-6);
        assert_float_equal(-pcm[1], expected[loud][1], 1e-6);
    }
}

static void test_5_1_is_mixed_as_bs775_turned_down_by_its_sum(void **state)
{
    const float sum = 1 + 2 * (float)M_SQRT1_2;
    const float part = (float)M_SQRT1_2 / sum;
    const float expected[][2] = {
        {1 / sum, 0}, {0, 1 / sum}, {part, part}, {0, 0}, {part, 0}, {0, part}};

    (void)state;
    assert_mixed(6, 0, expected);
    assert_mixed(6, 0x3f, expected);
    assert_mixed(6, 0x60f, expected); /* with sides instead of backs */
}

static void test_speakers_of_the_file_overrule_the_usual(void **state)
{
    /* Four channels: left, right, centre and back centre. */
    const float sum = 1 + (float)M_SQRT1_2 + 0.5f;
    const float part = (float)M_SQRT1_2 / sum;
    const float expected[][2] = {
        {1 / sum, 0}, {0, 1 / sum}, {part, part}, {0.5f / sum, 0.5f / sum}};

    (void)state;
    assert_mixed(4, 0x107, expected);
}

static void test_wrong_number_of_speakers_means_the_usual(void **state)
{
    const float sum = 1 + (float)M_SQRT1_2;
    const float part = (float)M_SQRT1_2 / sum;
    const float quadro[][2] = {
        {1 / sum, 0}, {0, 1 / sum}, {part, 0}, {0, part}};

    (void)state;
    assert_mixed(4, 0x3, quadro);
    assert_mixed(4, 0xffffffff, quadro);
    assert_mixed(4, 0x80000007, quadro);
}

static void test_no_mix_of_any_number_exceeds_full_scale(void **state)
{
    (void)state;
    for (int channels = 3; channels <= SAMPLE_MOST_CHANNELS; channels++) {
        struct sample_format format = {SAMPLE_U8, 48000, channels, 0};
        const uint8_t loudest[SAMPLE_MOST_CHANNELS] = {0};
        float pcm[2];
        sample_format_convert(&format, loudest, 1, pcm);
        assert_float_equal(pcm[0], -1, 1e-6);
        assert_float_equal(pcm[1], -1, 1e-6);
    }
}

static void check_weights(
    int channels, uint32_t speakers, const double *expected)
{
    const struct sample_format format = {
        .channels = channels, .speakers = speakers};
    double weights[SAMPLE_MOST_CHANNELS];

    sample_format_weigh(&format, weights);
    for (int i = 0; i < channels; i++)
        assert_true(weights[i] == expected[i]);
}

static void test_surrounds_weigh_more_and_low_effects_nothing(void **state)
{
    (void)state;
    check_weights(1, 0, (const double[]){1});
    check_weights(2, 0, (const double[]){1, 1});
    check_weights(4, 0, (const double[]){1, 1, 1.41, 1.41});
    check_weights(6, 0, (const double[]){1, 1, 1, 0, 1.41, 1.41});
    check_weights(6, 0x60f, (const double[]){1, 1, 1, 0, 1.41, 1.41});
    check_weights(8, 0x63f, (const double[]){1, 1, 1, 0, 1, 1, 1.41, 1.41});
}

static void test_channels_can_be_had_unmixed(void **state)
{
    (void)state;
    const struct sample_format format = {
        .encoding = SAMPLE_S16LE, .rate_hz = 48000, .channels = 3};
    static const uint8_t bytes[] = {
        0, 0x40, 0, 0xc0, 0, 0x20, 0, 0, 0, 0, 0, 0x80};
    static const float expected[] = {0.5f, -0.5f, 0.25f, 0, 0, -1};
    float pcm[6];

    sample_format_convert_unmixed(&format, bytes, 2, pcm);
    assert_memory_equal(pcm, expected, sizeof pcm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_format_texts_are_read),
        cmocka_unit_test(test_g711_reaches_the_ends_of_its_tables),
        cmocka_unit_test(test_bad_format_texts_are_refused_by_part),
        cmocka_unit_test(test_full_scale_and_silence_of_each_encoding),
        cmocka_unit_test(test_largest_integers_stay_within_full_scale),
        cmocka_unit_test(test_what_is_no_number_becomes_silence),
        cmocka_unit_test(test_floats_above_full_scale_are_kept_up_to_48_db),
        cmocka_unit_test(test_stereo_stays_as_it_is),
        cmocka_unit_test(test_5_1_is_mixed_as_bs775_turned_down_by_its_sum),
        cmocka_unit_test(test_speakers_of_the_file_overrule_the_usual),
        cmocka_unit_test(test_wrong_number_of_speakers_means_the_usual),
        cmocka_unit_test(test_no_mix_of_any_number_exceeds_full_scale),
        cmocka_unit_test(test_surrounds_weigh_more_and_low_effects_nothing),
        cmocka_unit_test(test_channels_can_be_had_unmixed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
