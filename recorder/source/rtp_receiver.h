/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From datagrams to the packets of the room: opened if they are encrypted
 * (secure_rtp.h), read, checked, held to be of one sender (stream_lock.h),
 * unpacked (rtp_redundancy.h) and seen to be sound (sound_gate.h).
 *
 *     rtp_receiver_push(receiver, &datagram, &sink);
 *     while ((packet = rtp_receiver_pull(receiver, now_ns)))
 *         … to the jitter buffer
 *
 * Reports (RTCP) may come among them or by rtp_receiver_report(). What is
 * refused is counted, and told to the sink's event, each kind once. Pure but
 * for that.
 */
#ifndef ROOMCAST_SOURCE_RTP_RECEIVER_H
#define ROOMCAST_SOURCE_RTP_RECEIVER_H

#include "recorder/source/media_packet.h"
#include "recorder/source/rtp_description.h"
#include "recorder/source/secure_rtp.h"
#include "recorder/source/source.h"
#include "recorder/source/udp_socket.h"

/* So many packets in a row that do not authenticate are told. */
#define RTP_RECEIVER_FORGED 50

struct rtp_receiver;

/* Copies the description. ERR_CONFIG when it has a suite and no key. */
struct rtp_receiver *rtp_receiver_new(
    const struct rtp_description *description, struct err *err);

/* Takes a datagram of the port for sound. `utc_less_ns` is what has to be
 * added to monotonic times to give UTC. */
void rtp_receiver_push(struct rtp_receiver *receiver,
    const struct udp_datagram *datagram, int64_t utc_less_ns,
    const struct sound_sink *sink);

/* Takes one of the port for reports. */
void rtp_receiver_report(struct rtp_receiver *receiver,
    const struct udp_datagram *datagram, int64_t utc_less_ns,
    const struct sound_sink *sink);

/* The next packet of the room, the caller's now, or NULL. */
struct media_packet *rtp_receiver_pull(
    struct rtp_receiver *receiver, int64_t now_ns);

/* When pulling again may give something though nothing came. */
int64_t rtp_receiver_deadline_ns(const struct rtp_receiver *receiver);

/* Nothing more will come: what is held can be pulled. */
void rtp_receiver_flush(struct rtp_receiver *receiver);

/* Why all that came must have been refused, the gravest reason: encrypted or
 * not against what was expected, a wrong key, another codec. NULL: none of
 * these. */
const char *rtp_receiver_refusal(const struct rtp_receiver *receiver);

/* How far an encrypted stream has come, and where one will go on. False when
 * there is none. */
bool rtp_receiver_position(
    const struct rtp_receiver *receiver, struct secure_position *position);
void rtp_receiver_expect(
    struct rtp_receiver *receiver, const struct secure_position *position);

/* Adds what it knows. */
void rtp_receiver_count(
    const struct rtp_receiver *receiver, struct source_counters *counters);

/* NULL is fine. */
void rtp_receiver_free(struct rtp_receiver *receiver);
OWNED(rtp_receiver)

#endif
