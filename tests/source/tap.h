/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A room over RTP in simulated time, from the datagram to the timeline, and
 * where each of its sounds was heard.
 *
 *     struct tap *tap = tap_new("rtp://:1?codec=opus");
 *     tap_talk(tap, 0, 2000);            packets of 20 ms of Opus
 *     tap_stop(tap, 2000);
 *     tap_expect_heard(tap, 0, 2000);    each within 40 ms of its place
 *     tap_expect_length(tap, 2000);
 *     tap_free(tap);
 *
 * Times are milliseconds since the first sound was made. A sound comes, if
 * nothing else is told, when its 20 ms are over.
 */
#ifndef ROOMCAST_TESTS_TAP_H
#define ROOMCAST_TESTS_TAP_H

#include "recorder/base/text.h"
#include "recorder/source/jitter_buffer.h"
#include "recorder/source/rtp_receiver.h"
#include "recorder/source/timeline.h"

#define TAP_STEP_MS 20
#define TAP_TICKS 960
#define TAP_MOST_SOUNDS 65536

/* Where packets come from, and how they are numbered: to be changed at will. */
struct tap_sender {
    uint8_t host;
    uint16_t port;
    uint32_t ssrc;
    uint8_t type;
    uint16_t sequence; /* of the next packet */
    uint32_t timestamp;
    uint8_t head; /* the TOC byte */
    size_t bytes; /* of a payload, at least 3 */
};

struct tap {
    struct tap_sender room;
    struct rtp_receiver *receiver;
    struct jitter_buffer jitter;
    struct timeline line;
    struct text events;
    int64_t heard; /* ticks: packets and gaps */
    int64_t gaps;
    int packets;
    int lost;
    int64_t places[TAP_MOST_SOUNDS]; /* ticks; -1: not heard */
};

struct tap *tap_new(const char *url);

/* The sound made at `said_ms` comes from that sender at `arrival_ms`. */
void tap_send_from(struct tap *tap, struct tap_sender *sender, int64_t said_ms,
    int64_t arrival_ms);
void tap_send(struct tap *tap, int64_t said_ms, int64_t arrival_ms);

/* Those made from then until before then, each in its time. */
void tap_talk(struct tap *tap, int64_t from_ms, int64_t to_ms);

/* Numbers that go on though nothing is sent. */
void tap_skip(struct tap *tap, int packets);

/* Any datagram, from the room's own address. */
void tap_send_bytes(
    struct tap *tap, const uint8_t *bytes, size_t length, int64_t arrival_ms);

void tap_stop(struct tap *tap, int64_t ms);

void tap_expect_heard(const struct tap *tap, int64_t from_ms, int64_t to_ms);
void tap_expect_length(const struct tap *tap, int64_t ms);

struct source_counters tap_count(const struct tap *tap);

void tap_free(struct tap *tap);

#endif
