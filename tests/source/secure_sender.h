/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The other end of an SRTP stream, for tests: makes packets of RTP and RTCP
 * and protects them, with whatever number and rollover counter is wanted.
 */
#ifndef ROOMCAST_TESTS_SECURE_SENDER_H
#define ROOMCAST_TESTS_SECURE_SENDER_H

#include <stdint.h>

#include "recorder/source/secure_key.h"

#define SECURE_SENDER_PAYLOAD_BYTES 40

struct secure_sender;

/* Packets of that SSRC under that key, from rollover counter `roc` on. There
 * has to be a secure_rtp already: the library is begun by that. */
struct secure_sender *secure_sender_new(
    const struct secure_key *key, uint32_t ssrc, uint32_t roc);

struct secure_datagram {
    size_t length;
    _Alignas(8) uint8_t bytes[1500];
};

/* A packet of Opus: 20 ms of silence and a payload that tells its number. */
void secure_sender_packet(struct secure_sender *sender, uint16_t sequence,
    struct secure_datagram *datagram);

/* A sender report. */
void secure_sender_report(
    struct secure_sender *sender, struct secure_datagram *datagram);

void secure_sender_free(struct secure_sender *sender);

/* A key for each suite. */
struct secure_key secure_sender_key(enum secure_suite suite);

#endif
