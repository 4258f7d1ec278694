/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/source/tap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/clock.h"

#define MS CLOCK_MILLISECOND_NS
#define BEGIN_NS (1000000 * MS)
#define HEADER_BYTES 12
#define PROMISE_TICKS (40 * 48)

static void note_event(void *user, const char *event, const char *text)
{
    struct tap *tap = user;

    text_appendf(&tap->events, "%s: %s\n", event, text);
}

struct tap *tap_new(const char *url)
{
    struct rtp_description description;
    struct err err;
    struct tap *tap = calloc(1, sizeof *tap);

    assert_non_null(tap);
    if (!rtp_description_from_url(url, &description, &err))
        fail_msg("%s", err.text);
    tap->receiver = rtp_receiver_new(&description, &err);
    assert_non_null(tap->receiver);
    jitter_buffer_init(&tap->jitter, JITTER_BUFFER_WAIT_NS);
    timeline_init(&tap->line, 48000, 120);
    tap->room = (struct tap_sender){.host = 1,
        .port = 4000,
        .ssrc = 0x4d414c4c,
        .type = 100,
        .sequence = 1,
        .timestamp = TAP_TICKS,
        .head = 0xf8,
        .bytes = 80};
    memset(tap->places, 0xff, sizeof tap->places);
    return tap;
}

static void hear(struct tap *tap, struct media_packet *packet)
{
    size_t number = (size_t)packet->payload[1] << 8 | packet->payload[2];

    if (packet->bytes >= 3)
        tap->places[number] = tap->heard;
    tap->heard += packet->ticks;
    tap->packets++;
    media_packet_free(packet);
}

static void drain(struct tap *tap, int64_t now_ns)
{
    struct media_packet *packet;
    struct timeline_step step;
    enum timeline_kind kind;

    while ((packet = rtp_receiver_pull(tap->receiver, now_ns)))
        jitter_buffer_push(&tap->jitter, packet);
    while ((packet = jitter_buffer_pull(&tap->jitter, now_ns)))
        timeline_push(&tap->line, packet);
    while ((kind = timeline_pull(&tap->line, now_ns, &step)) != TIMELINE_NONE) {
        if (kind == TIMELINE_PACKET) {
            hear(tap, step.packet);
            continue;
        }
        tap->heard += step.gap;
        tap->gaps += step.gap;
        tap->lost += step.lost;
    }
}

static void push(struct tap *tap, const struct tap_sender *sender,
    const uint8_t *bytes, size_t length, int64_t arrival_ms)
{
    const struct sound_sink sink = {.user = tap, .event = note_event};
    const struct udp_datagram datagram = {.bytes = bytes,
        .length = length,
        .arrival_ns = BEGIN_NS + arrival_ms * MS,
        .address = {[15] = sender->host},
        .port = sender->port};

    rtp_receiver_push(tap->receiver, &datagram, 0, &sink);
    drain(tap, datagram.arrival_ns);
}

static void put_be32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

void tap_send_from(struct tap *tap, struct tap_sender *sender, int64_t said_ms,
    int64_t arrival_ms)
{
    int64_t number = said_ms / TAP_STEP_MS;
    uint8_t bytes[1500] = {0x80, sender->type, (uint8_t)(sender->sequence >> 8),
        (uint8_t)sender->sequence};

    assert_in_range(sender->bytes, 3, sizeof bytes - HEADER_BYTES);
    put_be32(bytes + 4, sender->timestamp);
    put_be32(bytes + 8, sender->ssrc);
    memset(bytes + HEADER_BYTES, 0x55, sender->bytes);
    bytes[HEADER_BYTES] = sender->head;
    bytes[HEADER_BYTES + 1] = (uint8_t)(number >> 8);
    bytes[HEADER_BYTES + 2] = (uint8_t)number;
    sender->sequence++;
    sender->timestamp += TAP_TICKS;
    push(tap, sender, bytes, HEADER_BYTES + sender->bytes, arrival_ms);
}

void tap_send(struct tap *tap, int64_t said_ms, int64_t arrival_ms)
{
    tap_send_from(tap, &tap->room, said_ms, arrival_ms);
}

void tap_talk(struct tap *tap, int64_t from_ms, int64_t to_ms)
{
    for (int64_t ms = from_ms; ms < to_ms; ms += TAP_STEP_MS)
        tap_send(tap, ms, ms + TAP_STEP_MS);
}

void tap_skip(struct tap *tap, int packets)
{
    tap->room.sequence = (uint16_t)(tap->room.sequence + packets);
    tap->room.timestamp += (uint32_t)packets * TAP_TICKS;
}

void tap_send_bytes(
    struct tap *tap, const uint8_t *bytes, size_t length, int64_t arrival_ms)
{
    push(tap, &tap->room, bytes, length, arrival_ms);
}

void tap_stop(struct tap *tap, int64_t ms)
{
    int64_t now_ns = BEGIN_NS + ms * MS;

    drain(tap, now_ns);
    rtp_receiver_flush(tap->receiver);
    drain(tap, now_ns);
    jitter_buffer_flush(&tap->jitter);
    drain(tap, now_ns);
    timeline_stop(&tap->line, now_ns);
    drain(tap, now_ns);
}

void tap_expect_heard(const struct tap *tap, int64_t from_ms, int64_t to_ms)
{
    for (int64_t ms = from_ms; ms < to_ms; ms += TAP_STEP_MS) {
        int64_t place = tap->places[ms / TAP_STEP_MS];
        if (place < 0)
            fail_msg("what was said at %d ms was not heard", (int)ms);
        if (llabs(place - ms * 48) > PROMISE_TICKS)
            fail_msg("what was said at %d ms was heard at %d ms", (int)ms,
                (int)(place / 48));
    }
}

void tap_expect_length(const struct tap *tap, int64_t ms)
{
    if (llabs(tap->heard - ms * 48) > PROMISE_TICKS)
        fail_msg("%d ms in place of %d", (int)(tap->heard / 48), (int)ms);
}

struct source_counters tap_count(const struct tap *tap)
{
    struct source_counters counters = {.lost = tap->jitter.lost,
        .late = tap->jitter.late,
        .duplicates = tap->jitter.duplicates};

    rtp_receiver_count(tap->receiver, &counters);
    return counters;
}

void tap_free(struct tap *tap)
{
    rtp_receiver_free(tap->receiver);
    jitter_buffer_clear(&tap->jitter);
    timeline_clear(&tap->line);
    text_clear(&tap->events);
    free(tap);
}
