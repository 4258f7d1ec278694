/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/source/secure_rtp.h"
#include "tests/source/secure_sender.h"

#define ROOM 0x11111111u
#define MS CLOCK_MILLISECOND_NS

/* Both ends of a stream; time goes on by 20 ms with each packet. */
struct fixture {
    struct secure_key key;
    struct secure_rtp *secure;
    struct secure_sender *sender;
    int64_t now_ns;
};

static struct secure_rtp *new_receiver(const struct secure_key *key)
{
    struct err err = {0};
    struct secure_rtp *secure = secure_rtp_new(key, &err);

    if (!secure)
        fail_msg("%s", err.text);
    return secure;
}

static void begin(struct fixture *at, enum secure_suite suite, uint32_t roc)
{
    at->key = secure_sender_key(suite);
    at->secure = new_receiver(&at->key);
    at->sender = secure_sender_new(&at->key, ROOM, roc);
    at->now_ns = 1000 * MS;
}

static void restart_sender(struct fixture *at, uint32_t roc)
{
    secure_sender_free(at->sender);
    at->sender = secure_sender_new(&at->key, ROOM, roc);
}

static void end(struct fixture *at)
{
    secure_sender_free(at->sender);
    secure_rtp_free(at->secure);
}

static enum secure_outcome open_datagram(struct fixture *at,
    const struct secure_datagram *datagram, struct secure_packet *opened)
{
    at->now_ns += 20 * MS;
    return secure_rtp_open(
        at->secure, datagram->bytes, datagram->length, at->now_ns, opened);
}

/* Sends one and looks at what comes out. */
static enum secure_outcome pass(struct fixture *at, uint16_t sequence)
{
    struct secure_datagram datagram;
    struct secure_packet opened = {0};

    secure_sender_packet(at->sender, sequence, &datagram);
    enum secure_outcome outcome = open_datagram(at, &datagram, &opened);
    if (outcome == SECURE_OPENED) {
        assert_int_equal(opened.length, 12 + SECURE_SENDER_PAYLOAD_BYTES);
        assert_int_equal(opened.bytes[3], sequence & 0xff);
        assert_int_equal(opened.bytes[12], 0xf8);
        for (size_t i = 13; i < opened.length; i++)
            assert_int_equal(opened.bytes[i], sequence & 0xff);
    }
    return outcome;
}

/* How many of `count` packets are lost until one is heard. */
static int packets_until_heard(struct fixture *at, uint16_t first, int count)
{
    for (int i = 0; i < count; i++) {
        if (pass(at, (uint16_t)(first + i)) == SECURE_OPENED)
            return i;
    }
    return count;
}

static void assert_roc(const struct fixture *at, uint32_t roc)
{
    struct secure_position position;

    assert_true(secure_rtp_position(at->secure, &position));
    assert_int_equal(position.ssrc, ROOM);
    assert_int_equal(position.roc, roc);
}

static void test_every_suite_opens_what_it_protected(void **state)
{
    (void)state;
    for (enum secure_suite suite = SECURE_AES_CM_128_HMAC_SHA1_80;
         suite <= SECURE_AEAD_AES_128_GCM; suite++) {
        struct fixture at;
        begin(&at, suite, 0);
        for (uint16_t i = 1; i < 100; i++)
            assert_int_equal(pass(&at, i), SECURE_OPENED);
        end(&at);
    }
}

static void test_key_identifier_is_looked_at(void **state)
{
    struct fixture at = {
        .key = secure_sender_key(SECURE_AES_CM_128_HMAC_SHA1_80)};
    struct secure_datagram datagram;
    struct secure_packet opened;

    (void)state;
    at.key.mki_bytes = 4;
    at.key.mki[3] = 9;
    at.secure = new_receiver(&at.key);
    at.sender = secure_sender_new(&at.key, ROOM, 2);
    assert_int_equal(pass(&at, 7), SECURE_OPENED);
    secure_sender_packet(at.sender, 8, &datagram);
    datagram.bytes[datagram.length - 11] ^= 1; /* the identifier's last */
    assert_int_equal(open_datagram(&at, &datagram, &opened), SECURE_FORGED);
    end(&at);
}

static void test_tampered_packets_are_forged(void **state)
{
    (void)state;
    for (enum secure_suite suite = SECURE_AES_CM_128_HMAC_SHA1_80;
         suite <= SECURE_AEAD_AES_128_GCM; suite++) {
        struct fixture at;
        struct secure_datagram datagram;
        struct secure_packet opened;
        begin(&at, suite, 0);
        assert_int_equal(pass(&at, 1), SECURE_OPENED);
        for (size_t i = 1; i < 66; i += 5) {
            secure_sender_packet(at.sender, 2, &datagram);
            if (i >= datagram.length)
                break;
            datagram.bytes[i] ^= 0x10;
            assert_int_not_equal(
                open_datagram(&at, &datagram, &opened), SECURE_OPENED);
        }
        assert_int_equal(pass(&at, 2), SECURE_OPENED);
        end(&at);
    }
}

static void test_wrong_key_opens_nothing(void **state)
{
    struct fixture at;

    (void)state;
    begin(&at, SECURE_AES_CM_128_HMAC_SHA1_80, 0);
    at.key.secret[29] ^= 1;
    secure_rtp_free(at.secure);
    at.secure = new_receiver(&at.key);
    assert_int_equal(packets_until_heard(&at, 1, 500), 500);
    end(&at);
}

static void test_datagrams_that_are_no_packets_are_forged(void **state)
{
    struct fixture at;
    struct secure_packet opened;
    uint8_t junk[9000] = {0x80, 100};

    (void)state;
    begin(&at, SECURE_AEAD_AES_128_GCM, 0);
    for (size_t length = 0; length < 60; length++)
        assert_int_equal(secure_rtp_open(at.secure, junk, length, 1, &opened),
            SECURE_FORGED);
    assert_int_equal(secure_rtp_open(at.secure, junk, sizeof junk, 1, &opened),
        SECURE_FORGED);
    end(&at);
}

static void test_repeated_packet_is_a_replay_and_harms_nothing(void **state)
{
    struct fixture at;

    (void)state;
    begin(&at, SECURE_AES_CM_128_HMAC_SHA1_80, 0);
    for (uint16_t i = 100; i < 110; i++)
        assert_int_equal(pass(&at, i), SECURE_OPENED);
    for (uint16_t i = 110; i < 150; i++) {
        assert_int_equal(pass(&at, i - 1), SECURE_REPLAYED);
        assert_int_equal(pass(&at, i - 9), SECURE_REPLAYED);
        assert_int_equal(pass(&at, i), SECURE_OPENED);
    }
    end(&at);
}

static void test_packets_160_places_late_are_opened(void **state)
{
    struct fixture at;

    (void)state;
    begin(&at, SECURE_AES_CM_128_HMAC_SHA1_80, 0);
    assert_int_equal(pass(&at, 1000), SECURE_OPENED);
    assert_int_equal(pass(&at, 1160), SECURE_OPENED);
    assert_int_equal(pass(&at, 1001), SECURE_OPENED);
    end(&at);
}

static void test_sequence_wrap_goes_on(void **state)
{
    struct fixture at;

    (void)state;
    begin(&at, SECURE_AES_CM_128_HMAC_SHA1_32, 0);
    for (unsigned i = 65500; i < 65600; i++)
        assert_int_equal(pass(&at, (uint16_t)i), SECURE_OPENED);
    assert_roc(&at, 1);
    end(&at);
}

static void test_joining_after_wraps_is_heard_at_the_first_packet(void **state)
{
    (void)state;
    for (enum secure_suite suite = SECURE_AES_CM_128_HMAC_SHA1_80;
         suite <= SECURE_AEAD_AES_128_GCM; suite++) {
        for (uint32_t roc = 0; roc < 16; roc += 5) {
            struct fixture at;
            begin(&at, suite, roc);
            assert_int_equal(packets_until_heard(&at, 30000, 1), 0);
            assert_int_equal(pass(&at, 30001), SECURE_OPENED);
            assert_roc(&at, roc);
            end(&at);
        }
    }
}

static void test_joining_a_room_of_weeks_is_heard_within_seconds(void **state)
{
    struct fixture at;

    (void)state;
    begin(&at, SECURE_AES_CM_128_HMAC_SHA1_80, 1000);
    assert_int_equal(packets_until_heard(&at, 5, 100), 1000 / 16);
    assert_roc(&at, 1000);
    end(&at);
}

static void test_position_that_was_kept_is_heard_at_once(void **state)
{
    (void)state;
    for (uint32_t roc = 3000; roc < 3002; roc++) {
        struct fixture at;
        const struct secure_position kept = {ROOM, 3000, 65530};
        begin(&at, SECURE_AES_CM_128_HMAC_SHA1_80, roc);
        secure_rtp_expect(at.secure, &kept);
        assert_int_equal(packets_until_heard(&at, 5, 1), 0);
        assert_roc(&at, roc);
        end(&at);
    }
}

static void test_position_of_another_sender_does_not_mislead(void **state)
{
    struct fixture at;
    const struct secure_position kept = {0x77777777, 3000, 1};

    (void)state;
    begin(&at, SECURE_AES_CM_128_HMAC_SHA1_80, 0);
    secure_rtp_expect(at.secure, &kept);
    assert_int_equal(pass(&at, 1), SECURE_OPENED);
    assert_roc(&at, 0);
    end(&at);
}

/* A forwarder made anew with the same SSRC and key: replays, it seems. */
static void test_sender_that_begins_anew_is_heard_at_its_third_packet(
    void **state)
{
    (void)state;
    for (unsigned stopped_at = 10; stopped_at < 65000; stopped_at += 12345) {
        struct fixture at;
        begin(&at, SECURE_AES_CM_128_HMAC_SHA1_80, 0);
        for (unsigned i = 0; i < 10; i++)
            assert_int_equal(
                pass(&at, (uint16_t)(stopped_at - 9 + i)), SECURE_OPENED);
        restart_sender(&at, 0);
        assert_int_equal(packets_until_heard(&at, 1, 10), 2);
        for (uint16_t i = 4; i < 100; i++)
            assert_int_equal(pass(&at, i), SECURE_OPENED);
        end(&at);
    }
}

static void test_sender_that_begins_anew_after_wraps_is_heard(void **state)
{
    struct fixture at;

    (void)state;
    begin(&at, SECURE_AEAD_AES_128_GCM, 5);
    for (uint16_t i = 40000; i < 40010; i++)
        assert_int_equal(pass(&at, i), SECURE_OPENED);
    restart_sender(&at, 0);
    assert_int_equal(packets_until_heard(&at, 1, 10), 2);
    assert_roc(&at, 0);
    end(&at);
}

/* Three old packets while the room is silent are believed, which cannot be
 * helped; the room must be heard again when it goes on. */
static void test_room_goes_on_after_old_packets_were_played_back(void **state)
{
    struct fixture at;
    struct secure_datagram old[3];
    struct secure_packet opened;

    (void)state;
    begin(&at, SECURE_AES_CM_128_HMAC_SHA1_80, 0);
    for (uint16_t i = 0; i < 3; i++) {
        secure_sender_packet(at.sender, (uint16_t)(100 + i), &old[i]);
        assert_int_equal(open_datagram(&at, &old[i], &opened), SECURE_OPENED);
    }
    restart_sender(&at, 2);
    assert_int_equal(packets_until_heard(&at, 500, 10), 2);
    for (int i = 0; i < 3; i++)
        open_datagram(&at, &old[i], &opened);
    assert_roc(&at, 0);
    assert_int_equal(packets_until_heard(&at, 510, 10), 2);
    assert_roc(&at, 2);
    end(&at);
}

static void test_flood_of_senders_does_not_silence_the_room(void **state)
{
    struct fixture at;
    struct secure_packet opened;
    uint8_t junk[200] = {0x80, 100};

    (void)state;
    begin(&at, SECURE_AES_CM_128_HMAC_SHA1_80, 0);
    for (uint16_t i = 0; i < 500; i++) {
        assert_int_equal(pass(&at, i), SECURE_OPENED);
        for (int k = 0; k < 20; k++) {
            junk[8] = (uint8_t)(i >> 8);
            junk[9] = (uint8_t)i;
            junk[10] = (uint8_t)k;
            assert_int_equal(secure_rtp_open(at.secure, junk, sizeof junk,
                                 at.now_ns, &opened),
                SECURE_FORGED);
        }
    }
    end(&at);
}

static void test_many_senders_with_the_key_take_turns(void **state)
{
    struct fixture at;

    (void)state;
    begin(&at, SECURE_AES_CM_128_HMAC_SHA1_80, 0);
    for (uint32_t ssrc = 1; ssrc < 3 * SECURE_STREAMS; ssrc++) {
        secure_sender_free(at.sender);
        at.sender = secure_sender_new(&at.key, ssrc, 0);
        for (uint16_t i = 1; i < 10; i++)
            assert_int_equal(pass(&at, i), SECURE_OPENED);
    }
    end(&at);
}

static void test_reports_of_the_room_are_opened(void **state)
{
    (void)state;
    for (enum secure_suite suite = SECURE_AES_CM_128_HMAC_SHA1_80;
         suite <= SECURE_AEAD_AES_128_GCM; suite++) {
        struct fixture at;
        struct secure_datagram report;
        struct secure_packet opened;
        begin(&at, suite, 0);
        secure_sender_report(at.sender, &report);
        assert_int_equal(secure_rtp_open_report(
                             at.secure, report.bytes, report.length, &opened),
            SECURE_FORGED);
        assert_int_equal(pass(&at, 1), SECURE_OPENED);
        assert_int_equal(secure_rtp_open_report(
                             at.secure, report.bytes, report.length, &opened),
            SECURE_OPENED);
        assert_int_equal(opened.length, 28);
        assert_int_equal(opened.bytes[19], 4711 & 0xff);
        assert_int_equal(secure_rtp_open_report(
                             at.secure, report.bytes, report.length, &opened),
            SECURE_REPLAYED);
        report.bytes[20] ^= 1;
        assert_int_not_equal(secure_rtp_open_report(at.secure, report.bytes,
                                 report.length, &opened),
            SECURE_OPENED);
        end(&at);
    }
}

static void test_position_is_unknown_before_anything_was_opened(void **state)
{
    struct fixture at;
    struct secure_position position;

    (void)state;
    begin(&at, SECURE_AES_CM_128_HMAC_SHA1_80, 0);
    assert_false(secure_rtp_position(at.secure, &position));
    pass(&at, 321);
    assert_true(secure_rtp_position(at.secure, &position));
    assert_int_equal(position.sequence, 321);
    end(&at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_suite_opens_what_it_protected),
        cmocka_unit_test(test_key_identifier_is_looked_at),
        cmocka_unit_test(test_tampered_packets_are_forged),
        cmocka_unit_test(test_wrong_key_opens_nothing),
        cmocka_unit_test(test_datagrams_that_are_no_packets_are_forged),
        cmocka_unit_test(test_repeated_packet_is_a_replay_and_harms_nothing),
        cmocka_unit_test(test_packets_160_places_late_are_opened),
        cmocka_unit_test(test_sequence_wrap_goes_on),
        cmocka_unit_test(test_joining_after_wraps_is_heard_at_the_first_packet),
        cmocka_unit_test(test_joining_a_room_of_weeks_is_heard_within_seconds),
        cmocka_unit_test(test_position_that_was_kept_is_heard_at_once),
        cmocka_unit_test(test_position_of_another_sender_does_not_mislead),
        cmocka_unit_test(
            test_sender_that_begins_anew_is_heard_at_its_third_packet),
        cmocka_unit_test(test_sender_that_begins_anew_after_wraps_is_heard),
        cmocka_unit_test(test_room_goes_on_after_old_packets_were_played_back),
        cmocka_unit_test(test_flood_of_senders_does_not_silence_the_room),
        cmocka_unit_test(test_many_senders_with_the_key_take_turns),
        cmocka_unit_test(test_reports_of_the_room_are_opened),
        cmocka_unit_test(test_position_is_unknown_before_anything_was_opened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
