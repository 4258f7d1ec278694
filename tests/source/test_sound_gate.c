/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "recorder/source/rtp_payload.h"
#include "recorder/source/sound_gate.h"
#include "tests/support/seeded_random.h"

#define MS INT64_C(1000000)

struct fixture {
    struct rtp_description description;
    struct sound_gate gate;
    uint16_t sequence;
    uint32_t timestamp;
    int64_t now_ns;
    bool has_begun;
    int passed;
};

static void begin(struct fixture *at, const char *codec, int clock_hz)
{
    struct err err;

    *at = (struct fixture){.now_ns = 1000 * MS, .sequence = 65530};
    assert_true(
        rtp_description_set_codec(&at->description, codec, clock_hz, 0, &err));
}

static void end(struct fixture *at)
{
    sound_gate_clear(&at->gate);
}

static int take_all(struct fixture *at)
{
    int taken = 0;
    struct media_packet *packet;

    while ((packet = sound_gate_pull(&at->gate, at->now_ns))) {
        media_packet_free(packet);
        taken++;
    }
    at->passed += taken;
    return taken;
}

/* A payload; `told` is by how much the timestamps go on. */
static void send(
    struct fixture *at, const uint8_t *payload, size_t bytes, uint32_t told)
{
    int ticks = rtp_payload_ticks(&at->description, payload, bytes);

    if (ticks) {
        struct media_packet *packet = media_packet_new(payload, bytes);
        packet->sequence = at->sequence;
        packet->timestamp = at->timestamp;
        packet->ticks = ticks;
        packet->arrival_ns = at->now_ns;
        packet->begins_stream = !at->has_begun;
        at->has_begun = true;
        sound_gate_push(&at->gate, &at->description, packet);
    }
    at->sequence++;
    at->timestamp += told;
    at->now_ns += 20 * MS;
    take_all(at);
}

/* Opus of 20 ms, in CELT or in SILK. */
static void send_opus(struct fixture *at, uint8_t head, uint32_t told)
{
    uint8_t payload[80] = {head};

    send(at, payload, sizeof payload, told);
}

static void send_random(
    struct fixture *at, struct seeded_random *random, size_t bytes, int told)
{
    uint8_t payload[400];

    for (size_t i = 0; i < bytes; i++)
        payload[i] = (uint8_t)seeded_random_next(random);
    send(at, payload, bytes, (uint32_t)told);
}

static void test_opus_passes_after_four_packets_and_none_is_lost(void **state)
{
    struct fixture at;

    (void)state;
    begin(&at, "opus", 48000);
    for (int i = 0; i < 3; i++)
        send_opus(&at, 0xf8, 960);
    assert_int_equal(at.passed, 0);
    for (int i = 0; i < 20; i++)
        send_opus(&at, 0xf8, 960);
    assert_int_equal(at.passed, 23);
    end(&at);
}

static void test_every_codec_passes(void **state)
{
    static const struct {
        const char *name;
        int clock_hz;
        size_t bytes;
        int told;
    } cases[] = {{"PCMU", 8000, 160, 160}, {"PCMA", 8000, 240, 240},
        {"G722", 8000, 160, 160}, {"L16", 16000, 320, 160}};

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture at;
        struct seeded_random random = {i};
        begin(&at, cases[i].name, cases[i].clock_hz);
        for (int k = 0; k < 20; k++)
            send_random(&at, &random, cases[i].bytes, cases[i].told);
        assert_int_equal(at.passed, 20);
        end(&at);
    }
}

/* 0 for ever, an hour back and forth, steps that are too long: each has been
 * met, and the room must be heard. */
static void test_sound_whose_timestamps_lie_passes(void **state)
{
    static const uint32_t steps[] = {0, 1, 160, 961, 172800000, 0x80000000};

    (void)state;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        struct fixture at;
        begin(&at, "opus", 48000);
        for (int k = 0; k < 40; k++)
            send_opus(&at, k % 3 ? 0xf8 : 0x78, steps[i]);
        assert_int_equal(at.passed, 40);
        end(&at);
        begin(&at, "PCMU", 8000);
        uint8_t payload[160] = {0};
        for (int k = 0; k < 40; k++)
            send(&at, payload, sizeof payload, steps[i] + 1);
        assert_int_equal(at.passed, 40);
        end(&at);
    }
}

/* Each packet of another configuration, but with honest timestamps. */
static void test_opus_of_all_configurations_passes(void **state)
{
    static const int lengths_48k[] = {480, 960, 1920, 2880, 480, 960, 1920,
        2880, 480, 960, 1920, 2880, 480, 960, 480, 960};
    struct fixture at;

    (void)state;
    begin(&at, "opus", 48000);
    for (int i = 0; i < 64; i++) {
        int config = i % 16;
        send_opus(&at, (uint8_t)(config << 3 | (i & 1) << 2),
            (uint32_t)lengths_48k[config]);
    }
    assert_int_equal(at.passed, 64);
    end(&at);
}

/* Of a thousand keys all but a few that look like sound by chance. */
static void test_encrypted_opus_is_refused(void **state)
{
    int heard = 0;

    (void)state;
    for (uint64_t seed = 0; seed < 1000; seed++) {
        struct fixture at;
        struct seeded_random random = {seed};
        begin(&at, "opus", 48000);
        for (int i = 0; i < 100; i++)
            send_random(&at, &random, 90 + (size_t)(i % 7), 960);
        heard += at.passed > 0;
        end(&at);
    }
    assert_in_range(heard, 0, 5);
}

static void test_encrypted_telephone_sound_is_refused(void **state)
{
    static const size_t tags[] = {4, 10, 16};

    (void)state;
    for (size_t i = 0; i < sizeof tags / sizeof tags[0]; i++) {
        struct fixture at;
        struct seeded_random random = {i};
        begin(&at, i == 1 ? "PCMU" : "G722", 8000);
        for (int k = 0; k < 50; k++)
            send_random(&at, &random, 160 + tags[i], 160);
        assert_int_equal(at.passed, 0);
        end(&at);
    }
}

static void test_stream_that_becomes_sound_is_let_through(void **state)
{
    struct fixture at;
    struct seeded_random random = {5};

    (void)state;
    begin(&at, "opus", 48000);
    for (int i = 0; i < 50; i++)
        send_random(&at, &random, 90, 960);
    assert_int_equal(at.passed, 0);
    for (int i = 0; i < 30; i++)
        send_opus(&at, 0xf8, 960);
    assert_in_range(at.passed, 15, 29);
    end(&at);
}

static void test_few_packets_pass_when_time_is_up_or_at_the_end(void **state)
{
    struct fixture at;

    (void)state;
    begin(&at, "opus", 48000);
    assert_int_equal(sound_gate_deadline_ns(&at.gate), INT64_MAX);
    send_opus(&at, 0xf8, 960);
    send_opus(&at, 0xf8, 960);
    assert_int_equal(at.passed, 0);
    assert_int_equal(
        sound_gate_deadline_ns(&at.gate), 1000 * MS + SOUND_GATE_HOLD_NS);
    at.now_ns = 1000 * MS + SOUND_GATE_HOLD_NS;
    assert_int_equal(take_all(&at), 2);
    end(&at);
    begin(&at, "opus", 48000);
    send_opus(&at, 0xf8, 960);
    sound_gate_flush(&at.gate);
    assert_int_equal(take_all(&at), 1);
    end(&at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_opus_passes_after_four_packets_and_none_is_lost),
        cmocka_unit_test(test_every_codec_passes),
        cmocka_unit_test(test_sound_whose_timestamps_lie_passes),
        cmocka_unit_test(test_opus_of_all_configurations_passes),
        cmocka_unit_test(test_encrypted_opus_is_refused),
        cmocka_unit_test(test_encrypted_telephone_sound_is_refused),
        cmocka_unit_test(test_stream_that_becomes_sound_is_let_through),
        cmocka_unit_test(test_few_packets_pass_when_time_is_up_or_at_the_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
