/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/own.h"
#include "recorder/source/rtp_packet.h"

/* As an AudioBridge forwards it: type 100, sequence 1, timestamp 960. */
static const uint8_t janus_packet[] = {0x80, 0x64, 0x00, 0x01, 0x00, 0x00, 0x03,
    0xc0, 0xde, 0xad, 0xbe, 0xef, 0xf8, 0xff, 0xfe};

/* Parses a copy of exactly that size, so that a sanitizer sees a read past
 * the end. The payload's pointer must not be used. */
static bool parse(
    const uint8_t *bytes, size_t length, struct rtp_packet *packet)
{
    own_heap(uint8_t) copy = malloc(length ? length : 1);

    assert_non_null(copy);
    if (length)
        memcpy(copy, bytes, length);
    return rtp_packet_parse(copy, length, packet);
}

static void assert_refused(const uint8_t *bytes, size_t length)
{
    struct rtp_packet packet = {.payload_type = -7};

    assert_false(parse(bytes, length, &packet));
    assert_int_equal(packet.payload_type, -7);
}

static void test_plain_packet_is_read(void **state)
{
    struct rtp_packet packet;

    (void)state;
    assert_true(rtp_packet_parse(janus_packet, sizeof janus_packet, &packet));
    assert_int_equal(packet.payload_type, 100);
    assert_false(packet.has_marker);
    assert_int_equal(packet.sequence, 1);
    assert_int_equal(packet.timestamp, 960);
    assert_int_equal(packet.ssrc, 0xdeadbeef);
    assert_ptr_equal(packet.payload, janus_packet + 12);
    assert_int_equal(packet.payload_bytes, 3);
}

static void test_largest_numbers_are_read_unsigned(void **state)
{
    static const uint8_t datagram[] = {0x80, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
        0xff, 0xff, 0xff, 0xff, 0xff, 0x00};
    struct rtp_packet packet;

    (void)state;
    assert_true(parse(datagram, sizeof datagram, &packet));
    assert_int_equal(packet.payload_type, 127);
    assert_true(packet.has_marker);
    assert_int_equal(packet.sequence, 65535);
    assert_int_equal(packet.timestamp, UINT32_MAX);
    assert_int_equal(packet.ssrc, UINT32_MAX);
}

static void test_contributors_extension_and_padding_are_left_out(void **state)
{
    static const uint8_t datagram[] = {0xb2, 0x6f, 0x12, 0x34, 1, 2, 3, 4, 5, 6,
        7, 8,                                     /* two contributors */
        0, 0, 0, 1, 0, 0, 0, 2,                   /* them */
        0xbe, 0xde, 0, 1, 0x10, 0xff, 0x00, 0x00, /* extension of a word */
        0xaa, 0xbb,                               /* payload */
        0, 0, 3};
    struct rtp_packet packet;

    (void)state;
    assert_true(rtp_packet_parse(datagram, sizeof datagram, &packet));
    assert_int_equal(packet.payload_type, 111);
    assert_int_equal(packet.payload_bytes, 2);
    assert_int_equal(packet.payload[0], 0xaa);
}

static void test_every_shorter_cut_of_a_header_is_refused(void **state)
{
    static const uint8_t datagram[] = {0xb2, 0x6f, 0x12, 0x34, 1, 2, 3, 4, 5, 6,
        7, 8, 0, 0, 0, 1, 0, 0, 0, 2, 0xbe, 0xde, 0, 1, 0x10, 0xff, 0x00, 0x00};

    (void)state;
    for (size_t length = 0; length <= sizeof datagram; length++)
        assert_refused(datagram, length);
}

static void test_other_versions_are_refused(void **state)
{
    uint8_t datagram[sizeof janus_packet];

    (void)state;
    memcpy(datagram, janus_packet, sizeof datagram);
    for (int version = 0; version < 4; version++) {
        datagram[0] = (uint8_t)(version << 6);
        if (version != 2)
            assert_refused(datagram, sizeof datagram);
    }
}

static void test_stun_binding_request_is_refused(void **state)
{
    static const uint8_t stun[20] = {0x00, 0x01, 0x00, 0x00, 0x21, 0x12, 0xa4,
        0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

    (void)state;
    assert_refused(stun, sizeof stun);
}

static void test_sender_report_and_bye_are_refused(void **state)
{
    uint8_t report[28] = {0x80, 200, 0, 6, 1, 2, 3, 4};
    uint8_t bye[16] = {0x81, 203, 0, 1, 1, 2, 3, 4};

    (void)state;
    assert_refused(report, sizeof report);
    assert_refused(bye, sizeof bye);
}

static void test_rtcp_types_are_refused_and_their_neighbours_taken(void **state)
{
    uint8_t datagram[sizeof janus_packet];
    struct rtp_packet packet;

    (void)state;
    memcpy(datagram, janus_packet, sizeof datagram);
    for (int second = 0; second < 256; second++) {
        bool is_rtcp =
            (second >= 192 && second <= 223) || (second >= 72 && second <= 76);
        datagram[1] = (uint8_t)second;
        assert_int_equal(parse(datagram, sizeof datagram, &packet), !is_rtcp);
    }
}

static void test_empty_payload_is_refused(void **state)
{
    (void)state;
    assert_refused(janus_packet, 12);
}

static void test_padding_of_all_or_more_or_none_is_refused(void **state)
{
    uint8_t datagram[16] = {0xa0, 0x64, 0, 1, 0, 0, 3, 0xc0, 1, 2, 3, 4};
    struct rtp_packet packet;

    (void)state;
    datagram[15] = 0;
    assert_refused(datagram, sizeof datagram);
    datagram[15] = 4;
    assert_refused(datagram, sizeof datagram);
    datagram[15] = 255;
    assert_refused(datagram, sizeof datagram);
    datagram[15] = 3;
    assert_true(parse(datagram, sizeof datagram, &packet));
    assert_int_equal(packet.payload_bytes, 1);
}

static void test_extension_that_claims_too_much_is_refused(void **state)
{
    uint8_t datagram[40] = {
        0x90, 0x64, 0, 1, 0, 0, 3, 0xc0, 1, 2, 3, 4, 0xbe, 0xde, 0xff, 0xff};

    (void)state;
    assert_refused(datagram, sizeof datagram);
    datagram[14] = 0;
    datagram[15] = 7;
    assert_refused(datagram, sizeof datagram);
}

static void test_largest_datagram_is_taken(void **state)
{
    own_heap(uint8_t) datagram = calloc(1, 65507);
    struct rtp_packet packet;

    (void)state;
    assert_non_null(datagram);
    memcpy(datagram, janus_packet, sizeof janus_packet);
    assert_true(rtp_packet_parse(datagram, 65507, &packet));
    assert_int_equal(packet.payload_bytes, 65507 - 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_packet_is_read),
        cmocka_unit_test(test_largest_numbers_are_read_unsigned),
        cmocka_unit_test(test_contributors_extension_and_padding_are_left_out),
        cmocka_unit_test(test_every_shorter_cut_of_a_header_is_refused),
        cmocka_unit_test(test_other_versions_are_refused),
        cmocka_unit_test(test_stun_binding_request_is_refused),
        cmocka_unit_test(test_sender_report_and_bye_are_refused),
        cmocka_unit_test(
            test_rtcp_types_are_refused_and_their_neighbours_taken),
        cmocka_unit_test(test_empty_payload_is_refused),
        cmocka_unit_test(test_padding_of_all_or_more_or_none_is_refused),
        cmocka_unit_test(test_extension_that_claims_too_much_is_refused),
        cmocka_unit_test(test_largest_datagram_is_taken),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
