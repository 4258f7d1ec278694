/* SPDX-License-Identifier: BSD-2-Clause */
/* pcm_source on what cannot seek: FIFOs, standard input and terminals. */
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

/* Puts the descriptor in the place of standard input; it is put back by
 * restore_input(). */
static int replace_input(int fd)
{
    int before = dup(STDIN_FILENO);

    assert_true(before >= 0);
    assert_int_equal(dup2(fd, STDIN_FILENO), STDIN_FILENO);
    return before;
}

static void restore_input(int before)
{
    assert_int_equal(dup2(before, STDIN_FILENO), STDIN_FILENO);
    close(before);
}

static void test_fifo_in_pieces_of_seven_bytes_sounds_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < WAV_SAMPLE_COUNT; i++) {
        own_value(place) place = place_new();
        own_value(text) bytes = {0};
        own_value(heard) heard = {0};
        struct err err = {0};
        wav_sample_read(wav_samples[i].path, &bytes);
        place_make_fifo(&place);
        own(source) source = open_source(place.path, NULL);
        int writer = place_open_writer(&place);
        for (size_t at = 0; at < bytes.length; at += 7) {
            size_t count = bytes.length - at < 7 ? bytes.length - at : 7;
            assert_int_equal(write(writer, bytes.bytes + at, count), count);
            assert_int_not_equal(
                heard_step(&heard, source, &err), SOURCE_FAILED);
        }
        close(writer);
        heard_all(&heard, source);
        wav_sample_assert_heard(&wav_samples[i], &heard);
    }
}

static void test_fifo_waits_for_its_first_writer_and_ends_with_its_last(
    void **state)
{
    own_value(place) place = place_new();
    own_value(text) head = {0};
    own_value(heard) heard = {0};
    struct sound_format format;
    struct err err = {0};

    (void)state;
    place_make_fifo(&place);
    own(source) source = open_source(place.path, NULL);
    struct pollfd ready = {source_descriptor(source), POLLIN, 0};
    assert_int_equal(poll(&ready, 1, 0), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(heard_step(&heard, source, &err), SOURCE_GOES_ON);
    assert_false(source_format(source, &format));

    int writer = place_open_writer(&place);
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_GOES_ON);
    wav_sample_put(&head, 0, "", 0);
    assert_int_equal(write(writer, head.bytes, head.length), head.length);
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_GOES_ON);
    assert_true(source_format(source, &format));
    assert_int_equal(format.rate_hz, 8000);
    int second = place_open_writer(&place);
    close(writer);
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_GOES_ON);
    assert_int_equal(write(second, "\0\x40", 2), 2);
    close(second);
    heard_all(&heard, source);
    assert_int_equal(heard.frames, 1);
    assert_float_equal(heard_sample(&heard, 0), 0.5, 0);
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_ENDED);
}

static void test_fifo_whose_writer_leaves_without_a_header_fails(void **state)
{
    own_value(place) place = place_new();
    own_value(heard) heard = {0};
    struct err err = {0};

    (void)state;
    place_make_fifo(&place);
    own(source) source = open_source(place.path, NULL);
    close(place_open_writer(&place));
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_FAILED);
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_non_null(strstr(err.text, "empty"));
    assert_non_null(strstr(err.text, place.path));
}

static void test_corrupt_wav_in_a_fifo_fails_with_its_offset(void **state)
{
    own_value(place) place = place_new();
    own_value(heard) heard = {0};
    struct err err = {0};

    (void)state;
    place_make_fifo(&place);
    own(source) source = open_source(place.path, NULL);
    int writer = place_open_writer(&place);
    assert_int_equal(write(writer, "RIFF\0\0\0\0WAXE", 12), 12);
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_FAILED);
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_non_null(strstr(err.text, "sound: byte 8: found \"WAXE\""));
    close(writer);
}

static void test_standard_input_is_read_without_waiting_or_changing_it(
    void **state)
{
    own_value(heard) heard = {0};
    struct err err = {0};
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    int before = replace_input(ends[0]);
    own(source) source = open_source("-", "s16le,8000,1");
    restore_input(before);
    assert_int_equal(fcntl(ends[0], F_GETFL) & O_NONBLOCK, 0);
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_GOES_ON);
    assert_int_equal(write(ends[1], "\0\x40\0", 3), 3);
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_GOES_ON);
    assert_int_equal(heard.frames, 1);
    close(ends[1]);
    heard_all(&heard, source);
    assert_int_equal(heard.frames, 1);
    assert_non_null(strstr(text_string(&heard.warnings), "1 bytes at the end"));
    close(ends[0]);
}

static void test_standard_input_without_a_header_is_named_in_words(void **state)
{
    own_value(heard) heard = {0};
    struct err err = {0};
    int ends[2];

    (void)state;
    assert_int_equal(pipe(ends), 0);
    int before = replace_input(ends[0]);
    own(source) source = open_source("-", NULL);
    restore_input(before);
    close(ends[0]);
    close(ends[1]);
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_FAILED);
    assert_string_equal(
        err.text, "standard input: it is empty: expected a WAV header");
}

static void test_terminal_is_refused(void **state)
{
    int terminal = posix_openpt(O_RDWR | O_NOCTTY);
    struct err err = {0};

    (void)state;
    assert_true(terminal >= 0);
    assert_int_equal(grantpt(terminal), 0);
    assert_int_equal(unlockpt(terminal), 0);
    assert_null(pcm_source_open(ptsname(terminal), NULL, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, "is a terminal"));
    close(terminal);
}

static void test_sound_of_known_length_ends_while_its_writer_stays(void **state)
{
    own_value(place) place = place_new();
    own_value(text) wav = {0};
    own_value(heard) heard = {0};
    struct err err = {0};

    (void)state;
    wav_sample_put(&wav, 4, "\0\x40\0\x20", 4);
    place_make_fifo(&place);
    own(source) source = open_source(place.path, NULL);
    int writer = place_open_writer(&place);
    assert_int_equal(write(writer, wav.bytes, wav.length), wav.length);
    assert_int_equal(heard_step(&heard, source, &err), SOURCE_ENDED);
    assert_int_equal(heard.frames, 2);
    close(writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fifo_in_pieces_of_seven_bytes_sounds_the_same),
        cmocka_unit_test(
            test_fifo_waits_for_its_first_writer_and_ends_with_its_last),
        cmocka_unit_test(test_fifo_whose_writer_leaves_without_a_header_fails),
        cmocka_unit_test(test_corrupt_wav_in_a_fifo_fails_with_its_offset),
        cmocka_unit_test(
            test_standard_input_is_read_without_waiting_or_changing_it),
        cmocka_unit_test(
            test_standard_input_without_a_header_is_named_in_words),
        cmocka_unit_test(test_terminal_is_refused),
        cmocka_unit_test(
            test_sound_of_known_length_ends_while_its_writer_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
