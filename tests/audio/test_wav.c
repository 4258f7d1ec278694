/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/audio/wav.h"
#include "recorder/base/text.h"

/* The head of a WAV as it is most often: 44 bytes, 16 bits, stereo. */
static const uint8_t plain[44] = "RIFF\x24\x10\0\0WAVE"
                                 "fmt \x10\0\0\0\x01\0\x02\0\x80\xbb\0\0"
                                 "\0\xee\x02\0\x04\0\x10\0"
                                 "data\0\x10\0";

#define FORMAT_AT 20
#define DATA_SIZE_AT 40

static void put_le16(uint8_t *at, uint32_t number)
{
    at[0] = (uint8_t)number;
    at[1] = (uint8_t)(number >> 8);
}

static void put_le32(uint8_t *at, uint32_t number)
{
    put_le16(at, number);
    put_le16(at + 2, number >> 16);
}

/* Pushes in pieces of that size; false when it is refused or ends early. */
static bool push(const uint8_t *bytes, size_t length, size_t piece,
    struct wav_header *header, size_t *used, struct err *err)
{
    own(wav) wav = wav_new(err);
    size_t taken = 0;

    assert_non_null(wav);
    while (!wav_header(wav, header)) {
        size_t count = length - taken < piece ? length - taken : piece;
        if (!count)
            return wav_finish(wav, err);
        size_t pushed = SIZE_MAX;
        if (!wav_push(wav, bytes + taken, count, &pushed, err))
            return false;
        assert_true(pushed <= count);
        taken += pushed;
    }
    *used = taken;
    return true;
}

static struct wav_header parse(
    const uint8_t *bytes, size_t length, size_t *used)
{
    struct wav_header header = {0};
    struct err err = {0};

    if (!push(bytes, length, length, &header, used, &err))
        fail_msg("%s", err.text);
    return header;
}

static void assert_refused(
    const uint8_t *bytes, size_t length, const char *because)
{
    struct wav_header header;
    struct err err = {0};
    size_t used;

    if (push(bytes, length, length, &header, &used, &err))
        fail_msg("taken where \"%s\" was expected", because);
    assert_int_equal(err.kind, ERR_FORMAT);
    if (!strstr(err.text, because))
        fail_msg("\"%s\" does not say \"%s\"", err.text, because);
}

/* The plain head with 16 bits changed at that offset. */
static void assert_change_refused(
    size_t at, uint32_t number, const char *because)
{
    uint8_t bytes[sizeof plain];

    memcpy(bytes, plain, sizeof bytes);
    put_le16(bytes + at, number);
    assert_refused(bytes, sizeof bytes, because);
}

static void test_plain_head_is_read(void **state)
{
    size_t used;
    struct wav_header header = parse(plain, sizeof plain, &used);

    (void)state;
    assert_int_equal(used, 44);
    assert_int_equal(header.format.encoding, SAMPLE_S16LE);
    assert_int_equal(header.format.rate_hz, 48000);
    assert_int_equal(header.format.channels, 2);
    assert_int_equal(header.format.speakers, 0);
    assert_int_equal(header.data_bytes, 4096);
}

static void test_sound_behind_the_head_is_not_taken(void **state)
{
    uint8_t bytes[60] = {0};
    size_t used;

    (void)state;
    memcpy(bytes, plain, sizeof plain);
    parse(bytes, sizeof bytes, &used);
    assert_int_equal(used, 44);
}

static void test_pieces_of_any_size_give_the_same(void **state)
{
    (void)state;
    for (size_t piece = 1; piece <= sizeof plain; piece++) {
        struct wav_header header;
        struct err err;
        size_t used = 0;
        assert_true(push(plain, sizeof plain, piece, &header, &used, &err));
        assert_int_equal(used, 44);
        assert_int_equal(header.data_bytes, 4096);
    }
}

static void test_every_cut_of_a_head_is_refused_with_its_offset(void **state)
{
    (void)state;
    assert_refused(plain, 0, "empty");
    for (size_t length = 1; length < sizeof plain; length++) {
        char because[32];
        snprintf(because, sizeof because, "byte %zu: found the end", length);
        assert_refused(plain, length, because);
    }
}

static void test_lengths_nobody_could_write_mean_until_the_end(void **state)
{
    static const uint32_t lengths[] = {
        0, 0xffffffff, 0x7ffff000, 0x7fffffff, 0x80000000};

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        uint8_t bytes[sizeof plain];
        size_t used;
        memcpy(bytes, plain, sizeof bytes);
        put_le32(bytes + DATA_SIZE_AT, lengths[i]);
        assert_int_equal(parse(bytes, sizeof bytes, &used).data_bytes, -1);
    }
}

static void test_lengths_up_to_4_gib_are_believed(void **state)
{
    uint8_t bytes[sizeof plain];
    size_t used;

    (void)state;
    memcpy(bytes, plain, sizeof bytes);
    put_le32(bytes + DATA_SIZE_AT, 0xfffffffc);
    assert_int_equal(
        parse(bytes, sizeof bytes, &used).data_bytes, INT64_C(0xfffffffc));
}

/* RIFF, the chunks given, then the plain fmt and data. */
static void put_chunks(
    struct text *out, const char *riff, const void *chunks, size_t length)
{
    text_append_bytes(out, riff, 4);
    text_append_bytes(out, plain + 4, 8);
    text_append_bytes(out, chunks, length);
    text_append_bytes(out, plain + 12, 32);
}

static void test_chunks_before_the_sound_are_skipped_with_their_padding(
    void **state)
{
    static const char chunks[] =
        "LIST\x05\0\0\0INFO!\0JUNK\0\0\0\0bext\x01\0\0\0"
        "xy";
    own_value(text) bytes = {0};
    size_t used;

    (void)state;
    put_chunks(&bytes, "RIFF", chunks, sizeof chunks - 1);
    struct wav_header header =
        parse((const uint8_t *)bytes.bytes, bytes.length, &used);
    assert_int_equal(used, bytes.length);
    assert_int_equal(header.data_bytes, 4096);
}

static void test_skipped_chunk_that_never_ends_is_named(void **state)
{
    static const char chunks[] = "LIST\xff\xff\0\0INFO";
    own_value(text) bytes = {0};

    (void)state;
    put_chunks(&bytes, "RIFF", chunks, sizeof chunks - 1);
    assert_refused((const uint8_t *)bytes.bytes, bytes.length,
        "byte 56: found the end, expected the \"LIST\" chunk to go on until "
        "byte 65556");
}

static void assert_64(
    const char *riff, uint64_t data_bytes, uint32_t size, int64_t expected)
{
    uint8_t ds64[36] = "ds64\x1c";
    own_value(text) bytes = {0};
    size_t used;

    put_le32(ds64 + 16, (uint32_t)data_bytes);
    put_le32(ds64 + 20, (uint32_t)(data_bytes >> 32));
    put_chunks(&bytes, riff, ds64, sizeof ds64);
    put_le32((uint8_t *)bytes.bytes + bytes.length - 4, size);
    struct wav_header header =
        parse((const uint8_t *)bytes.bytes, bytes.length, &used);
    assert_int_equal(header.data_bytes, expected);
}

static void test_rf64_and_bw64_have_their_length_in_ds64(void **state)
{
    (void)state;
    assert_64("RF64", INT64_C(5000000000), 0xffffffff, INT64_C(5000000000));
    assert_64("BW64", INT64_C(5000000000), 0xffffffff, INT64_C(5000000000));
    assert_64("RF64", INT64_C(5000000000), 4096, 4096);
    assert_64("RF64", 0, 0xffffffff, -1);
    assert_64("RF64", UINT64_MAX, 0xffffffff, -1);
    assert_64("RIFF", INT64_C(5000000000), 0xffffffff, -1);
}

static void test_short_ds64_is_refused(void **state)
{
    static const char chunks[] = "ds64\x1b\0\0\0";
    own_value(text) bytes = {0};

    (void)state;
    put_chunks(&bytes, "RF64", chunks, sizeof chunks - 1);
    assert_refused((const uint8_t *)bytes.bytes, bytes.length,
        "byte 16: found a \"ds64\" chunk of 27 bytes, expected at least 28");
}

static const uint8_t extensible[68] =
    "RIFF\x3c\0\0\0WAVE"
    "fmt \x28\0\0\0\xfe\xff\x01\0\x80\xbb\0\0\x80\x32\x02\0\x03\0\x18\0"
    "\x16\0\x18\0\x07\x01\0\0"
    "\x01\0\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71"
    "data\0\0\0";

static void test_extensible_head_names_its_speakers(void **state)
{
    size_t used;
    struct wav_header header = parse(extensible, sizeof extensible, &used);

    (void)state;
    assert_int_equal(used, sizeof extensible);
    assert_int_equal(header.format.encoding, SAMPLE_S24LE);
    assert_int_equal(header.format.channels, 1);
    assert_int_equal(header.format.speakers, 0x107);
}

static void test_extensible_head_of_another_family_is_refused(void **state)
{
    uint8_t bytes[sizeof extensible];

    (void)state;
    memcpy(bytes, extensible, sizeof bytes);
    bytes[59] = 0;
    assert_refused(bytes, sizeof bytes, "byte 20: found format tag 0");
    memcpy(bytes, extensible, sizeof bytes);
    bytes[44] = 0x55;
    assert_refused(bytes, sizeof bytes, "byte 20: found format tag 85");
}

static void test_extensible_head_that_is_too_short_is_refused(void **state)
{
    (void)state;
    assert_change_refused(FORMAT_AT, 0xfffe, "byte 20: found format tag 65534");
}

static void test_all_encodings_are_known_by_tag_and_bits(void **state)
{
    static const struct {
        uint32_t tag, bits;
        enum sample_encoding encoding;
    } cases[] = {{1, 8, SAMPLE_U8}, {1, 16, SAMPLE_S16LE},
        {1, 24, SAMPLE_S24LE}, {1, 32, SAMPLE_S32LE}, {3, 32, SAMPLE_F32LE},
        {3, 64, SAMPLE_F64LE}, {6, 8, SAMPLE_ALAW}, {7, 8, SAMPLE_MULAW}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t bytes[sizeof plain];
        size_t used;
        memcpy(bytes, plain, sizeof bytes);
        put_le16(bytes + FORMAT_AT, cases[i].tag);
        put_le16(bytes + FORMAT_AT + 12, 2 * cases[i].bits / 8);
        put_le16(bytes + FORMAT_AT + 14, cases[i].bits);
        assert_int_equal(parse(bytes, sizeof bytes, &used).format.encoding,
            cases[i].encoding);
    }
}

static void test_bad_fields_are_refused_by_offset_and_value(void **state)
{
    (void)state;
    assert_change_refused(0, 0x6558, "byte 0: found \"XeFF\", expected a WAV");
    assert_change_refused(8, 0, "byte 8: found bytes 00 00 56 45");
    assert_change_refused(12, 0, "byte 12: found bytes 00 00 74 20");
    assert_change_refused(16, 15, "byte 16: found a \"fmt \" chunk of 15");
    assert_change_refused(
        FORMAT_AT, 17, "byte 20: found format tag 17, expected 1 (PCM)");
    assert_change_refused(
        FORMAT_AT + 2, 0, "byte 22: found channels 0, expected 1 to 8");
    assert_change_refused(FORMAT_AT + 2, 9, "byte 22: found channels 9");
    assert_change_refused(
        FORMAT_AT + 4, 0, "byte 24: found sample rate 0, expected 4000");
    assert_change_refused(
        FORMAT_AT + 6, 0xffff, "byte 24: found sample rate 4294949760");
    assert_change_refused(
        FORMAT_AT + 12, 3, "byte 32: found block align 3, expected 4");
    assert_change_refused(FORMAT_AT + 14, 12,
        "byte 34: found bits per sample 12, expected 8, 16, 24 or 32");
}

static void test_janus_stereo_with_blocks_of_one_channel_is_taken(void **state)
{
    uint8_t bytes[sizeof plain];
    size_t used;

    (void)state;
    memcpy(bytes, plain, sizeof bytes);
    put_le16(bytes + FORMAT_AT + 12, 2);
    assert_int_equal(parse(bytes, sizeof bytes, &used).format.channels, 2);
}

static void test_sound_before_its_format_is_refused(void **state)
{
    static const uint8_t bytes[] = "RIFF\0\0\0\0WAVEdata\0\0\0";

    (void)state;
    assert_refused(bytes, sizeof bytes,
        "byte 12: found \"data\", expected a \"fmt \" chunk before it");
}

static void test_second_format_is_refused(void **state)
{
    own_value(text) bytes = {0};

    (void)state;
    put_chunks(&bytes, "RIFF", plain + 12, 24);
    assert_refused((const uint8_t *)bytes.bytes, bytes.length,
        "byte 36: found \"fmt \", expected one");
}

static void test_other_files_are_refused_by_what_they_are(void **state)
{
    (void)state;
    assert_refused((const uint8_t *)"OggS\0\2\0\0\0\0\0\0", 12, "\"OggS\"");
    assert_refused((const uint8_t *)"ID3\4\0\0\0\0\0\0\0\0", 12, "49 44 33 04");
    assert_refused((const uint8_t *)"RIFX\0\0\0\0WAVE", 12, "\"RIFX\"");
    assert_refused((const uint8_t *)"RIFF\0\0\0\0AVI ", 12, "\"AVI \"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_head_is_read),
        cmocka_unit_test(test_sound_behind_the_head_is_not_taken),
        cmocka_unit_test(test_pieces_of_any_size_give_the_same),
        cmocka_unit_test(test_every_cut_of_a_head_is_refused_with_its_offset),
        cmocka_unit_test(test_lengths_nobody_could_write_mean_until_the_end),
        cmocka_unit_test(test_lengths_up_to_4_gib_are_believed),
        cmocka_unit_test(
            test_chunks_before_the_sound_are_skipped_with_their_padding),
        cmocka_unit_test(test_skipped_chunk_that_never_ends_is_named),
        cmocka_unit_test(test_rf64_and_bw64_have_their_length_in_ds64),
        cmocka_unit_test(test_short_ds64_is_refused),
        cmocka_unit_test(test_extensible_head_names_its_speakers),
        cmocka_unit_test(test_extensible_head_of_another_family_is_refused),
        cmocka_unit_test(test_extensible_head_that_is_too_short_is_refused),
        cmocka_unit_test(test_all_encodings_are_known_by_tag_and_bits),
        cmocka_unit_test(test_bad_fields_are_refused_by_offset_and_value),
        cmocka_unit_test(test_janus_stereo_with_blocks_of_one_channel_is_taken),
        cmocka_unit_test(test_sound_before_its_format_is_refused),
        cmocka_unit_test(test_second_format_is_refused),
        cmocka_unit_test(test_other_files_are_refused_by_what_they_are),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
