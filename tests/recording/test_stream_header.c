/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/recording/stream_head.h"
#include "recorder/recording/stream_tags.h"

/* RFC 7845 5.1, written out by hand: stereo, pre-skip 312, 44100 Hz,
 * -2.5 dB. */
static const uint8_t example[STREAM_HEAD_BYTES] = {'O', 'p', 'u', 's', 'H', 'e',
    'a', 'd', 1, 2, 0x38, 0x01, 0x44, 0xac, 0, 0, 0x80, 0xfd, 0};

static void test_head_is_as_rfc_7845_draws_it(void **state)
{
    (void)state;
    struct stream_head head = {2, 312, 44100, -640};
    uint8_t bytes[STREAM_HEAD_BYTES];

    stream_head_format(&head, bytes);
    assert_memory_equal(bytes, example, sizeof example);
}

static void test_head_is_read_back(void **state)
{
    (void)state;
    struct stream_head head;
    struct err err = {0};

    assert_true(stream_head_parse(example, sizeof example, &head, &err));
    assert_int_equal(head.channels, 2);
    assert_int_equal(head.preskip_48k, 312);
    assert_int_equal(head.input_rate_hz, 44100);
    assert_int_equal(head.gain_q8, -640);
}

static void refuse_head(size_t at, uint8_t value, const char *message)
{
    uint8_t bytes[STREAM_HEAD_BYTES];
    struct stream_head head = {9, 9, 9, 9};
    struct err err = {0};

    memcpy(bytes, example, sizeof bytes);
    bytes[at] = value;
    assert_false(stream_head_parse(bytes, sizeof bytes, &head, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_string_equal(err.text, message);
    assert_int_equal(head.channels, 9);
}

static void test_foreign_heads_are_refused(void **state)
{
    (void)state;
    struct stream_head head;
    struct err err = {0};

    refuse_head(0, 'o', "no OpusHead");
    refuse_head(8, 0x10, "OpusHead of version 16");
    refuse_head(
        9, 0, "0 channels of mapping family 0: expected mono or stereo");
    refuse_head(
        9, 3, "3 channels of mapping family 0: expected mono or stereo");
    refuse_head(
        18, 255, "2 channels of mapping family 255: expected mono or stereo");
    for (size_t length = 0; length < sizeof example; length++)
        assert_false(stream_head_parse(example, length, &head, &err));
}

static void test_later_minor_version_is_accepted(void **state)
{
    (void)state;
    uint8_t bytes[STREAM_HEAD_BYTES];
    struct stream_head head;
    struct err err = {0};

    memcpy(bytes, example, sizeof bytes);
    bytes[8] = 0x0f;
    assert_true(stream_head_parse(bytes, sizeof bytes, &head, &err));
}

static void test_tags_are_as_rfc_7845_draws_them(void **state)
{
    (void)state;
    own(stream_tags) tags = stream_tags_new("lib");
    own_value(text) packet = {0};
    struct err err = {0};
    static const char expected[] = "OpusTags\3\0\0\0lib\2\0\0\0"
                                   "\7\0\0\0TITLE=a\4\0\0\0B=\303\266";

    stream_tags_set(tags, "TITLE", "a");
    stream_tags_set(tags, "B", "ö");
    assert_true(stream_tags_format(tags, 0, &packet, &err));
    assert_int_equal(packet.length, sizeof expected - 1);
    assert_memory_equal(packet.bytes, expected, packet.length);
}

static void test_padding_is_zeros_that_may_be_dropped(void **state)
{
    (void)state;
    own(stream_tags) tags = stream_tags_new("lib");
    own_value(text) bare = {0};
    own_value(text) padded = {0};
    struct err err = {0};

    stream_tags_set(tags, "TITLE", "a");
    assert_true(stream_tags_format(tags, 0, &bare, &err));
    assert_true(stream_tags_format(tags, 200, &padded, &err));
    assert_int_equal(padded.length, 200);
    assert_memory_equal(padded.bytes, bare.bytes, bare.length);
    for (size_t i = bare.length; i < 200; i++)
        assert_int_equal(padded.bytes[i], 0);
    own(stream_tags) back =
        stream_tags_parse((uint8_t *)padded.bytes, padded.length, &err);
    assert_string_equal(stream_tags_get(back, "title"), "a");
}

static void test_tags_that_do_not_fit_are_a_limit(void **state)
{
    (void)state;
    own(stream_tags) tags = stream_tags_new("lib");
    own_value(text) packet = {0};
    struct err err = {0};

    stream_tags_setf(tags, "TITLE", "%0200d", 1);
    assert_false(stream_tags_format(tags, 200, &packet, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    assert_string_equal(err.text, "tags of 229 bytes: at most 200 fit");
}

static void test_setting_replaces_all_of_any_case(void **state)
{
    (void)state;
    static const uint8_t packet[] = "OpusTags\0\0\0\0\4\0\0\0"
                                    "\3\0\0\0a=1\3\0\0\0b=2"
                                    "\3\0\0\0A=3\4\0\0\0ab=4";
    struct err err = {0};
    own(stream_tags) tags = stream_tags_parse(packet, sizeof packet - 1, &err);
    own_value(text) changed = {0};

    assert_non_null(tags);
    assert_string_equal(stream_tags_get(tags, "AB"), "4");
    assert_null(stream_tags_get(tags, "abc"));
    stream_tags_set(tags, "A", "new");
    assert_true(stream_tags_format(tags, 0, &changed, &err));
    static const uint8_t expected[] = "OpusTags\0\0\0\0\3\0\0\0"
                                      "\5\0\0\0A=new\3\0\0\0b=2"
                                      "\4\0\0\0ab=4";
    assert_int_equal(changed.length, sizeof expected - 1);
    assert_memory_equal(changed.bytes, expected, changed.length);
}

static void test_tags_cut_anywhere_are_refused(void **state)
{
    (void)state;
    static const uint8_t packet[] = "OpusTags\3\0\0\0lib\2\0\0\0"
                                    "\7\0\0\0TITLE=a\3\0\0\0B=c";
    struct err err = {0};

    for (size_t length = 0; length < sizeof packet - 1; length++) {
        own(stream_tags) tags = stream_tags_parse(packet, length, &err);
        assert_null(tags);
        assert_int_equal(err.kind, ERR_FORMAT);
    }
}

static void test_huge_lengths_and_counts_are_refused(void **state)
{
    (void)state;
    static const uint8_t vendor[] = "OpusTags\377\377\377\377lib";
    static const uint8_t count[] = "OpusTags\0\0\0\0\377\377\377\377";
    struct err err = {0};

    assert_null(stream_tags_parse(vendor, sizeof vendor - 1, &err));
    assert_null(stream_tags_parse(count, sizeof count - 1, &err));
    assert_string_equal(err.text, "OpusTags is cut short");
}

static void test_no_memory_is_reported_at_the_end(void **state)
{
    (void)state;
    own_value(text) packet = {0};
    struct err err = {0};

    stream_tags_set(NULL, "TITLE", "a");
    assert_null(stream_tags_get(NULL, "TITLE"));
    assert_false(stream_tags_format(NULL, 0, &packet, &err));
    assert_int_equal(err.kind, ERR_MEMORY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_head_is_as_rfc_7845_draws_it),
        cmocka_unit_test(test_head_is_read_back),
        cmocka_unit_test(test_foreign_heads_are_refused),
        cmocka_unit_test(test_later_minor_version_is_accepted),
        cmocka_unit_test(test_tags_are_as_rfc_7845_draws_them),
        cmocka_unit_test(test_padding_is_zeros_that_may_be_dropped),
        cmocka_unit_test(test_tags_that_do_not_fit_are_a_limit),
        cmocka_unit_test(test_setting_replaces_all_of_any_case),
        cmocka_unit_test(test_tags_cut_anywhere_are_refused),
        cmocka_unit_test(test_huge_lengths_and_counts_are_refused),
        cmocka_unit_test(test_no_memory_is_reported_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
