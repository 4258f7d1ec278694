/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/clock.h"
#include "recorder/base/text.h"
#include "recorder/source/rtp_receiver.h"
#include "tests/source/secure_sender.h"
#include "tests/support/seeded_random.h"

#define MS CLOCK_MILLISECOND_NS
#define SSRC 0x11223344u

/* A receiver, the events it gave, and a sender's state. */
struct fixture {
    struct rtp_receiver *receiver;
    struct text events;
    struct sound_sink sink;
    uint16_t sequence;
    uint8_t host;
    int64_t now_ns;
    int heard;
};

static void note_event(void *user, const char *event, const char *text)
{
    struct fixture *at = user;

    text_appendf(&at->events, "%s: %s\n", event, text);
}

static void begin(struct fixture *at, const struct rtp_description *description)
{
    struct err err = {0};

    *at = (struct fixture){.sequence = 1, .host = 1, .now_ns = 1000 * MS};
    at->sink = (struct sound_sink){.user = at, .event = note_event};
    at->receiver = rtp_receiver_new(description, &err);
    if (!at->receiver)
        fail_msg("%s", err.text);
}

static void begin_url(struct fixture *at, const char *url)
{
    struct rtp_description description;
    struct err err = {0};

    if (!rtp_description_from_url(url, &description, &err))
        fail_msg("%s", err.text);
    begin(at, &description);
}

static void begin_secure(struct fixture *at)
{
    struct rtp_description description;
    struct err err = {0};

    assert_true(rtp_description_from_url(
        "rtp://:1?codec=opus&srtp=AES_CM_128_HMAC_SHA1_80", &description,
        &err));
    description.key = secure_sender_key(SECURE_AES_CM_128_HMAC_SHA1_80);
    begin(at, &description);
}

static void end(struct fixture *at)
{
    rtp_receiver_free(at->receiver);
    text_clear(&at->events);
}

static void push(struct fixture *at, const uint8_t *bytes, size_t length)
{
    struct udp_datagram datagram = {.bytes = bytes,
        .length = length,
        .arrival_ns = at->now_ns,
        .address = {[15] = at->host},
        .port = 4000};

    rtp_receiver_push(at->receiver, &datagram, 0, &at->sink);
    own(media_packet) packet = NULL;
    while ((packet = rtp_receiver_pull(at->receiver, at->now_ns))) {
        at->heard++;
        media_packet_free(take(packet));
    }
}

/* The next packet, with that payload, 20 ms after the one before. */
static void send(
    struct fixture *at, int type, const uint8_t *payload, size_t bytes)
{
    uint8_t packet[1500] = {0x80, (uint8_t)type};
    uint32_t timestamp = at->sequence * (type == 97 ? 160u : 960u);

    packet[2] = (uint8_t)(at->sequence >> 8);
    packet[3] = (uint8_t)at->sequence;
    for (int i = 0; i < 4; i++) {
        packet[4 + i] = (uint8_t)(timestamp >> (24 - 8 * i));
        packet[8 + i] = (uint8_t)(SSRC >> (24 - 8 * i));
    }
    memcpy(packet + 12, payload, bytes);
    at->sequence++;
    at->now_ns += 20 * MS;
    push(at, packet, 12 + bytes);
}

static void send_opus(struct fixture *at, int count)
{
    uint8_t payload[80] = {0xf8};

    for (int i = 0; i < count; i++)
        send(at, 100, payload, sizeof payload);
}

static struct source_counters count(const struct fixture *at)
{
    struct source_counters counters = {0};

    rtp_receiver_count(at->receiver, &counters);
    return counters;
}

static void assert_told(const struct fixture *at, const char *words)
{
    const char *found = strstr(text_string(&at->events), words);

    if (!found || strstr(found + 1, words))
        fail_msg("\"%s\" is not once in:\n%s", words, text_string(&at->events));
}

static void test_plain_room_is_heard_from_its_first_packet(void **state)
{
    struct fixture at;

    (void)state;
    begin_url(&at, "rtp://:1?codec=opus");
    send_opus(&at, 50);
    assert_int_equal(at.heard, 50);
    assert_told(&at, "source: opus, payload type 100, SSRC 11223344");
    assert_null(rtp_receiver_refusal(at.receiver));
    end(&at);
}

static void test_secure_room_is_heard_from_its_first_packet(void **state)
{
    struct fixture at;
    struct secure_key key = secure_sender_key(SECURE_AES_CM_128_HMAC_SHA1_80);
    struct secure_datagram datagram;
    struct secure_position position;

    (void)state;
    begin_secure(&at);
    struct secure_sender *sender = secure_sender_new(&key, SSRC, 3);
    for (uint16_t i = 1; i <= 50; i++) {
        secure_sender_packet(sender, i, &datagram);
        push(&at, datagram.bytes, datagram.length);
    }
    assert_int_equal(at.heard, 50);
    assert_told(&at, "SRTP AES_CM_128_HMAC_SHA1_80");
    assert_int_equal(count(&at).unauthentic, 0);
    assert_true(rtp_receiver_position(at.receiver, &position));
    assert_int_equal(position.roc, 3);
    push(&at, datagram.bytes, datagram.length);
    assert_int_equal(count(&at).duplicates, 1);
    secure_sender_free(sender);
    end(&at);
}

static void test_plain_rtp_on_a_secure_port_is_named(void **state)
{
    struct fixture at;

    (void)state;
    begin_secure(&at);
    send_opus(&at, 200);
    assert_int_equal(at.heard, 0);
    assert_told(&at, "warning: plain RTP comes where SRTP is expected");
    assert_null(strstr(text_string(&at.events), "wrong key"));
    assert_non_null(strstr(rtp_receiver_refusal(at.receiver), "plain RTP"));
    assert_int_equal(count(&at).unauthentic, 200);
    end(&at);
}

static void test_wrong_key_is_asked_about_once(void **state)
{
    struct fixture at;
    struct secure_key key = secure_sender_key(SECURE_AES_CM_128_HMAC_SHA1_80);
    struct secure_datagram datagram;

    (void)state;
    begin_secure(&at);
    key.secret[3] ^= 1;
    struct secure_sender *sender = secure_sender_new(&key, SSRC, 0);
    for (uint16_t i = 1; i <= 200; i++) {
        secure_sender_packet(sender, i, &datagram);
        push(&at, datagram.bytes, datagram.length);
    }
    assert_int_equal(at.heard, 0);
    assert_told(&at, "warning: SRTP authentication fails: wrong key?");
    assert_int_equal(count(&at).unauthentic, 200);
    secure_sender_free(sender);
    end(&at);
}

static void test_secure_room_on_a_plain_port_is_named_and_no_noise(void **state)
{
    struct fixture at;
    struct secure_key key = secure_sender_key(SECURE_AEAD_AES_128_GCM);
    struct secure_datagram datagram;

    (void)state;
    begin_secure(&at);
    struct secure_sender *sender = secure_sender_new(&key, SSRC, 0);
    end(&at);
    begin_url(&at, "rtp://:1?codec=opus");
    for (uint16_t i = 1; i <= 200; i++) {
        secure_sender_packet(sender, i, &datagram);
        at.now_ns += 20 * MS;
        push(&at, datagram.bytes, datagram.length);
    }
    assert_int_equal(at.heard, 0);
    assert_told(&at, "warning: what comes looks encrypted (SRTP)");
    assert_non_null(strstr(rtp_receiver_refusal(at.receiver), "srtp=SUITE"));
    assert_int_equal(count(&at).garbage, 200);
    secure_sender_free(sender);
    end(&at);
}

static void test_g711_where_opus_is_expected_is_named(void **state)
{
    struct fixture at;
    struct seeded_random random = {3};
    uint8_t payload[160];

    (void)state;
    begin_url(&at, "rtp://:1?codec=opus");
    memset(payload, 0xd5, sizeof payload);
    for (int i = 0; i < 100; i++)
        send(&at, 97, payload, sizeof payload);
    assert_told(&at, "looks like G.711");
    end(&at);
    begin_url(&at, "rtp://:1?codec=opus");
    for (int i = 0; i < 100; i++) {
        for (size_t k = 0; k < sizeof payload; k++)
            payload[k] = (uint8_t)seeded_random_next(&random);
        send(&at, 97, payload, sizeof payload);
    }
    assert_int_equal(at.heard, 0);
    assert_told(&at, "looks like G.711");
    end(&at);
}

static void test_opus_of_160_bytes_is_no_g711(void **state)
{
    struct fixture at;
    uint8_t payload[160] = {0xf8};

    (void)state;
    begin_url(&at, "rtp://:1?codec=opus");
    for (int i = 0; i < 200; i++)
        send(&at, 100, payload, sizeof payload);
    assert_int_equal(at.heard, 200);
    assert_null(strstr(text_string(&at.events), "G.711"));
    end(&at);
}

static void test_report_on_the_same_port_tells_of_the_clock(void **state)
{
    static const uint8_t report[] = {0x80, 200, 0, 6, 0x11, 0x22, 0x33, 0x44,
        0x83, 0xaa, 0x7e, 0x80, 0, 0, 0, 0, 0, 0, 3, 0xc0, 0, 0, 0, 1, 0, 0, 0,
        1, 0x81, 203, 0, 1, 0x11, 0x22, 0x33, 0x44};
    struct fixture at;

    (void)state;
    begin_url(&at, "rtp://:1?codec=opus");
    push(&at, report, sizeof report);
    assert_int_equal(count(&at).sender_reports, 0);
    send_opus(&at, 10);
    push(&at, report, sizeof report);
    push(&at, report, sizeof report);
    assert_int_equal(count(&at).sender_reports, 2);
    assert_told(&at, "sender-clock: offset -1.200 s");
    assert_told(&at, "source: the sender says that it leaves");
    send_opus(&at, 10);
    assert_int_equal(at.heard, 20);
    at.host = 2;
    push(&at, report, sizeof report);
    assert_int_equal(count(&at).sender_reports, 2);
    assert_int_equal(count(&at).garbage, 0);
    end(&at);
}

static void test_stream_that_changes_to_redundancy_goes_on(void **state)
{
    struct fixture at;
    uint8_t red[5 + 10 + 10] = {0x80 | 100, 960 >> 6, 0, 10, 100};

    (void)state;
    begin_url(&at, "rtp://:1?codec=opus&pt=100&red=63");
    red[5] = red[15] = 0xf8;
    send_opus(&at, 10);
    for (int i = 0; i < 30; i++) {
        if (i % 3 == 1)
            at.sequence++; /* one is lost */
        send(&at, 63, red, sizeof red);
    }
    send_opus(&at, 10);
    assert_int_equal(at.heard, 60);
    assert_int_equal(count(&at).recovered, 10);
    assert_int_equal(count(&at).strangers, 0);
    assert_told(&at, "source:");
    red[4] = 99;
    send(&at, 63, red, sizeof red);
    assert_int_equal(count(&at).garbage, 1);
    end(&at);
}

static void test_a_second_sender_is_told_once_strays_are_not(void **state)
{
    struct fixture at;

    (void)state;
    begin_url(&at, "rtp://:1?codec=opus");
    for (int i = 0; i < 150; i++) {
        at.host = 1;
        send_opus(&at, 1);
        at.host = 2;
        at.sequence--;
        at.now_ns -= 20 * MS;
        send_opus(&at, 1);
        if (i == 50)
            assert_null(strstr(text_string(&at.events), "another sender"));
    }
    assert_told(&at, "warning: another sender's packets come here, too");
    assert_int_equal(at.heard, 150);
    assert_null(rtp_receiver_refusal(at.receiver));
    end(&at);
}

static void test_strangers_and_junk_are_counted(void **state)
{
    struct fixture at;
    struct udp_datagram stranger = {
        .bytes = (const uint8_t *)"x", .length = 1, .is_stranger = true};

    (void)state;
    begin_url(&at, "rtp://:1?codec=opus&pt=100");
    rtp_receiver_push(at.receiver, &stranger, 0, &at.sink);
    push(&at, (const uint8_t *)"GET / HTTP/1.1\r\n\r\n", 18);
    send(&at, 101, (const uint8_t *)"\xf8xx", 3);
    send(&at, 100, (const uint8_t *)"\xff\xff\xff", 3);
    assert_int_equal(at.heard, 0);
    assert_int_equal(count(&at).strangers, 1);
    assert_int_equal(count(&at).garbage, 3);
    assert_null(rtp_receiver_refusal(at.receiver));
    assert_told(&at, "not RTP");
    assert_told(
        &at, "a packet of payload type 101, expected opus (payload type 100)");
    assert_told(&at, "its codec cannot hold");
    end(&at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_room_is_heard_from_its_first_packet),
        cmocka_unit_test(test_secure_room_is_heard_from_its_first_packet),
        cmocka_unit_test(test_plain_rtp_on_a_secure_port_is_named),
        cmocka_unit_test(test_wrong_key_is_asked_about_once),
        cmocka_unit_test(
            test_secure_room_on_a_plain_port_is_named_and_no_noise),
        cmocka_unit_test(test_g711_where_opus_is_expected_is_named),
        cmocka_unit_test(test_opus_of_160_bytes_is_no_g711),
        cmocka_unit_test(test_report_on_the_same_port_tells_of_the_clock),
        cmocka_unit_test(test_stream_that_changes_to_redundancy_goes_on),
        cmocka_unit_test(test_a_second_sender_is_told_once_strays_are_not),
        cmocka_unit_test(test_strangers_and_junk_are_counted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
