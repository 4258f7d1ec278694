/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/text.h"
#include "recorder/source/pcm_source.h"
#include "tests/source/place.h"
#include "tests/source/wav_sample.h"

static struct source *open_source(const char *address, const char *format)
{
    struct err err = {0};
    struct source *source = pcm_source_open(address, format, &err);

    if (!source)
        fail_msg("%s", err.text);
    return source;
}

static void assert_open_refused(const char *address, const char *format,
    enum err_kind kind, const char *because)
{
    struct err err = {0};
    own(source) source = pcm_source_open(address, format, &err);

    assert_null(source);
    assert_int_equal(err.kind, kind);
    if (!strstr(err.text, because))
        fail_msg("\"%s\" does not say \"%s\"", err.text, because);
}

static void test_files_of_sox_and_ffmpeg_sound_as_ffmpeg_decodes_them(
    void **state)
{
    (void)state;
    for (size_t i = 0; i < WAV_SAMPLE_COUNT; i++) {
        own_value(heard) heard = {0};
        struct sound_format format = {0};
        own(source) source = open_source(wav_samples[i].path, NULL);
        assert_true(source_format(source, &format));
        assert_int_equal(format.kind, SOUND_PCM);
        assert_int_equal(format.rate_hz, wav_samples[i].rate_hz);
        assert_int_equal(format.channels, wav_samples[i].channels);
        heard_all(&heard, source);
        wav_sample_assert_heard(&wav_samples[i], &heard);
    }
}

static void test_one_reading_of_a_file_is_bounded_and_so_are_its_blocks(
    void **state)
{
    enum { LENGTH = 1000000 };
    own_value(place) place = place_new();
    own_heap(uint8_t) bytes = calloc(1, LENGTH);
    own_value(heard) heard = {0};
    struct err err = {0};
    size_t before = 0;

    (void)state;
    assert_non_null(bytes);
    place_write(&place, bytes, LENGTH);
    own(source) source = open_source(place.path, "u8,48000,1");
    while (heard_step(&heard, source, &err) == SOURCE_GOES_ON) {
        assert_true(heard.frames - before <= PCM_SOURCE_READ_BYTES);
        before = heard.frames;
    }
    assert_int_equal(heard.frames, LENGTH);
    assert_int_equal(heard.largest_block, PCM_SOURCE_BLOCK_FRAMES);
    assert_int_equal(heard.warnings.length, 0);
}

static void test_last_bytes_that_make_no_frame_are_left_out_with_a_warning(
    void **state)
{
    own_value(place) place = place_new();
    own_value(heard) heard = {0};

    (void)state;
    place_write(&place, "\0\x40\0\xc0\0\x20\0", 7);
    own(source) source = open_source(place.path, "s16le,48000,2");
    heard_all(&heard, source);
    assert_int_equal(heard.frames, 1);
    assert_float_equal(heard_sample(&heard, 1), -0.5, 0);
    assert_string_equal(text_string(&heard.warnings),
        "3 bytes at the end make no whole frame, left out;");
}

static void test_wav_cut_short_is_heard_to_its_end_with_a_warning(void **state)
{
    own_value(place) place = place_new();
    own_value(text) wav = {0};
    own_value(heard) heard = {0};

    (void)state;
    wav_sample_put(&wav, 4 + 44, "\0\x40\0\x20", 4);
    place_write(&place, wav.bytes, wav.length);
    own(source) source = open_source(place.path, NULL);
    heard_all(&heard, source);
    assert_int_equal(heard.frames, 2);
    assert_string_equal(text_string(&heard.warnings),
        "44 bytes are missing that the header promises;");
    struct source_counters counters;
    source_count(source, &counters);
    assert_int_equal(counters.missing_bytes, 44);
}

static void test_length_of_zero_means_until_the_end(void **state)
{
    own_value(place) place = place_new();
    own_value(text) wav = {0};
    own_value(heard) heard = {0};

    (void)state;
    wav_sample_put(&wav, 0, "\0\x40\0\x20\0", 5);
    place_write(&place, wav.bytes, wav.length);
    own(source) source = open_source(place.path, NULL);
    heard_all(&heard, source);
    assert_int_equal(heard.frames, 2);
    assert_string_equal(text_string(&heard.warnings),
        "1 bytes at the end make no whole frame, left out;");
}

static void test_chunks_behind_the_sound_are_not_heard(void **state)
{
    own_value(place) place = place_new();
    own_value(text) wav = {0};
    own_value(heard) heard = {0};

    (void)state;
    wav_sample_put(&wav, 3, "\0\x40\0\0LIST\4\0\0\0INFO", 16);
    place_write(&place, wav.bytes, wav.length);
    own(source) source = open_source(place.path, NULL);
    heard_all(&heard, source);
    assert_int_equal(heard.frames, 1);
    assert_string_equal(text_string(&heard.warnings),
        "1 bytes at the end make no whole frame, left out;");
}

static void test_empty_raw_file_ends_at_once(void **state)
{
    own_value(place) place = place_new();
    own_value(heard) heard = {0};

    (void)state;
    place_write(&place, "", 0);
    own(source) source = open_source(place.path, "s16le,48000,2");
    heard_all(&heard, source);
    assert_int_equal(heard.frames, 0);
    assert_int_equal(heard.warnings.length, 0);
}

static void test_samples_that_are_no_numbers_are_silent(void **state)
{
    static const uint8_t bytes[] = {
        0, 0, 0xc0, 0x7f, 0, 0, 0x80, 0xff, 0, 0, 0, 0x3f};
    own_value(place) place = place_new();
    own_value(heard) heard = {0};

    (void)state;
    place_write(&place, bytes, sizeof bytes);
    own(source) source = open_source(place.path, "f32le,48000,1");
    heard_all(&heard, source);
    assert_int_equal(heard.frames, 3);
    assert_float_equal(heard_sample(&heard, 0), 0, 0);
    assert_float_equal(heard_sample(&heard, 1), 0, 0);
    assert_float_equal(heard_sample(&heard, 2), 0.5, 0);
}

static void test_header_of_many_megabytes_is_found_while_reading(void **state)
{
    enum { JUNK = 5000000 };
    own_value(place) place = place_new();
    own_value(text) wav = {0};
    own_value(text) long_wav = {0};
    own_value(heard) heard = {0};
    struct sound_format format;
    own_heap(char) junk = calloc(1, JUNK);

    (void)state;
    assert_non_null(junk);
    wav_sample_put(&wav, 0, "\0\x40", 2);
    text_append_bytes(&long_wav, wav.bytes, 12);
    text_append(&long_wav, "JUNK");
    text_append_le32(&long_wav, JUNK);
    text_append_bytes(&long_wav, junk, JUNK);
    text_append_bytes(&long_wav, wav.bytes + 12, wav.length - 12);
    place_write(&place, long_wav.bytes, long_wav.length);
    own(source) source = open_source(place.path, NULL);
    assert_false(source_format(source, &format));
    heard_all(&heard, source);
    assert_true(source_format(source, &format));
    assert_int_equal(heard.frames, 1);
}

static void test_stop_hands_over_what_opening_has_read(void **state)
{
    own_value(place) place = place_new();
    own_value(text) wav = {0};
    own_value(heard) heard = {0};
    struct err err;

    (void)state;
    wav_sample_put(&wav, 0, "\0\x40\0\x20", 4);
    place_write(&place, wav.bytes, wav.length);
    own(source) source = open_source(place.path, NULL);
    assert_true(heard_stop(&heard, source, &err));
    assert_int_equal(heard.frames, 2);
    assert_true(heard_stop(&heard, source, &err));
    assert_int_equal(heard.frames, 2);
}

static void test_error_of_the_sink_ends_the_reading(void **state)
{
    own_value(heard) heard = {.refuses = true};
    struct err err = {0};
    own(source) source = open_source("wav/sox_s16.wav", NULL);

    (void)state;
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_FAILED);
    assert_int_equal(err.kind, ERR_LIMIT);
    assert_string_equal(err.text, "enough");
}

static void test_error_of_reading_is_named(void **state)
{
    own_value(heard) heard = {0};
    struct err err = {0};
    /* The first page of memory cannot be read. */
    own(source) source = open_source("/proc/self/mem", "s16le,48000,2");

    (void)state;
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_FAILED);
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text, "read /proc/self/mem: Input/output error");
}

static void test_what_cannot_be_opened_is_refused_by_name(void **state)
{
    (void)state;
    assert_open_refused("wav/absent.wav", NULL, ERR_CONFIG,
        "wav/absent.wav: No such file or directory");
    assert_open_refused("wav", NULL, ERR_CONFIG, "wav is a folder");
    assert_open_refused(
        "wav/sox_s16.wav", "s17le,1,1", ERR_CONFIG, "\"s17le,1,1\"");
    assert_open_refused("wav/sox_s16.f32le", NULL, ERR_FORMAT,
        "wav/sox_s16.f32le: byte 0: found bytes");
    assert_open_refused("/dev/null", "", ERR_CONFIG, "expected u8");
}

static void test_every_cut_of_a_wav_is_heard_or_refused(void **state)
{
    own_value(place) place = place_new();
    own_value(text) bytes = {0};

    (void)state;
    wav_sample_read("wav/ffmpeg_5_1.wav", &bytes);
    for (size_t length = 0; length < 200; length++) {
        own_value(heard) heard = {0};
        struct err err = {0};
        place_write(&place, bytes.bytes, length);
        own(source) source = pcm_source_open(place.path, NULL, &err);
        if (source)
            heard_all(&heard, source);
        else
            assert_int_equal(err.kind, ERR_FORMAT);
    }
}

static void test_it_wants_no_waking_and_counts_nothing(void **state)
{
    struct source_counters counters;
    own(source) source = open_source("wav/sox_s16.wav", NULL);

    (void)state;
    assert_int_equal(source_deadline_ns(source), INT64_MAX);
    source_count(source, &counters);
    assert_int_equal(counters.packets, 0);
    assert_int_equal(counters.gap_ms, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_files_of_sox_and_ffmpeg_sound_as_ffmpeg_decodes_them),
        cmocka_unit_test(
            test_one_reading_of_a_file_is_bounded_and_so_are_its_blocks),
        cmocka_unit_test(
            test_last_bytes_that_make_no_frame_are_left_out_with_a_warning),
        cmocka_unit_test(test_wav_cut_short_is_heard_to_its_end_with_a_warning),
        cmocka_unit_test(test_length_of_zero_means_until_the_end),
        cmocka_unit_test(test_chunks_behind_the_sound_are_not_heard),
        cmocka_unit_test(test_empty_raw_file_ends_at_once),
        cmocka_unit_test(test_samples_that_are_no_numbers_are_silent),
        cmocka_unit_test(test_header_of_many_megabytes_is_found_while_reading),
        cmocka_unit_test(test_stop_hands_over_what_opening_has_read),
        cmocka_unit_test(test_error_of_the_sink_ends_the_reading),
        cmocka_unit_test(test_error_of_reading_is_named),
        cmocka_unit_test(test_what_cannot_be_opened_is_refused_by_name),
        cmocka_unit_test(test_every_cut_of_a_wav_is_heard_or_refused),
        cmocka_unit_test(test_it_wants_no_waking_and_counts_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
