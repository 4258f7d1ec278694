/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/source/rtcp_packet.h"

#define SSRC 0x11, 0x22, 0x33, 0x44

/* A sender report, and a description of the source as ffmpeg sends them. */
static const uint8_t report[] = {0x80, 200, 0, 6, SSRC, 0xe9, 1, 2, 3, 0x80, 0,
    0, 0, 0, 0, 0x12, 0x67, 0, 0, 0, 1, 0, 0, 0, 2, 0x81, 202, 0, 3, SSRC, 1, 5,
    'r', 'o', 'o', 'm', '1', 0};
#define REPORT_BYTES 28

static struct rtcp_packet parse(const uint8_t *bytes, size_t length)
{
    struct rtcp_packet packet;

    assert_true(rtcp_packet_is(bytes, length));
    assert_true(rtcp_packet_parse(bytes, length, &packet));
    return packet;
}

static void assert_refused(const uint8_t *bytes, size_t length)
{
    struct rtcp_packet packet = {.ssrc = 7};

    assert_false(rtcp_packet_parse(bytes, length, &packet));
    assert_int_equal(packet.ssrc, 7);
}

static void test_sender_report_is_read(void **state)
{
    struct rtcp_packet packet = parse(report, sizeof report);

    (void)state;
    assert_int_equal(packet.ssrc, 0x11223344);
    assert_true(packet.has_report);
    assert_int_equal(packet.ntp >> 32, 0xe9010203);
    assert_int_equal((uint32_t)packet.ntp, 0x80000000);
    assert_int_equal(packet.rtp, 0x1267);
    assert_false(packet.has_bye);
    assert_true(parse(report, REPORT_BYTES).has_report);
}

static void test_receiver_report_says_no_time(void **state)
{
    static const uint8_t bytes[] = {0x80, 201, 0, 1, SSRC};

    (void)state;
    assert_false(parse(bytes, sizeof bytes).has_report);
    assert_int_equal(parse(bytes, sizeof bytes).ssrc, 0x11223344);
}

static void test_bye_is_read_when_it_is_the_senders(void **state)
{
    uint8_t bytes[REPORT_BYTES + 12];
    static const uint8_t bye[] = {0x82, 203, 0, 2, 9, 9, 9, 9, SSRC};

    (void)state;
    memcpy(bytes, report, REPORT_BYTES);
    memcpy(bytes + REPORT_BYTES, bye, sizeof bye);
    assert_true(parse(bytes, sizeof bytes).has_bye);
    bytes[sizeof bytes - 1] ^= 1;
    assert_false(parse(bytes, sizeof bytes).has_bye);
}

static void test_padding_ends_the_last_packet_only(void **state)
{
    uint8_t bytes[sizeof report];

    (void)state;
    memcpy(bytes, report, sizeof report);
    bytes[REPORT_BYTES] |= 0x20;
    parse(bytes, sizeof bytes);
    bytes[0] |= 0x20;
    assert_refused(bytes, sizeof bytes);
}

static void test_lengths_that_lie_are_refused(void **state)
{
    uint8_t bytes[sizeof report];

    (void)state;
    for (size_t length = 0; length < sizeof report; length++) {
        if (length != REPORT_BYTES)
            assert_refused(report, length);
    }
    memcpy(bytes, report, sizeof report);
    bytes[0] = 0x81; /* a report block that is not there */
    assert_refused(bytes, REPORT_BYTES);
    bytes[0] = 0x80;
    bytes[2] = 0xff;
    assert_refused(bytes, sizeof bytes);
    static const uint8_t bye[] = {0x9f, 203, 0, 1, SSRC};
    assert_refused(bye, sizeof bye);
}

static void test_other_things_are_no_reports(void **state)
{
    static const uint8_t rtp[] = {0x80, 100, 0, 1, 0, 0, 0, 0, SSRC, 1};
    static const uint8_t version[] = {0x40, 200, 0, 1, SSRC};
    uint8_t second[sizeof report];

    (void)state;
    assert_false(rtcp_packet_is(rtp, sizeof rtp));
    assert_refused(rtp, sizeof rtp);
    assert_refused(version, sizeof version);
    memcpy(second, report, sizeof report);
    second[REPORT_BYTES + 1] = 100;
    assert_refused(second, sizeof second);
    assert_false(rtcp_packet_is(report, 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sender_report_is_read),
        cmocka_unit_test(test_receiver_report_says_no_time),
        cmocka_unit_test(test_bye_is_read_when_it_is_the_senders),
        cmocka_unit_test(test_padding_ends_the_last_packet_only),
        cmocka_unit_test(test_lengths_that_lie_are_refused),
        cmocka_unit_test(test_other_things_are_no_reports),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
