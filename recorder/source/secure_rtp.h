/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opens the packets of an SRTP stream (RFC 3711, RFC 7714), by libsrtp.
 *
 *     secure = secure_rtp_new(&key, err);
 *     secure_rtp_expect(secure, &position);       if one was kept
 *     switch (secure_rtp_open(secure, bytes, length, now_ns, &opened))
 *     …
 *     secure_rtp_position(secure, &position);     to be kept
 *
 * A packet does not carry the upper half of its number, the rollover counter
 * (ROC), which begins at 0 and counts the wraps of the sequence number. Who
 * joins later has to find it: it is tried from the one kept, then from 0 on,
 * some with each packet that does not authenticate, until one does.
 *
 * A sender that begins anew with the same SSRC, key and numbering cannot be
 * told from a replay by a packet. Three in a row that another ROC explains,
 * with none of the stream's own between them, are a new beginning.
 *
 * Memory and time are bounded whatever comes: SECURE_STREAMS streams that
 * have authenticated, and so many searches for an ROC in a second.
 */
#ifndef ROOMCAST_SOURCE_SECURE_RTP_H
#define ROOMCAST_SOURCE_SECURE_RTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/source/secure_key.h"

#define SECURE_STREAMS 4
#define SECURE_SEARCHES_A_SECOND 100
#define SECURE_ROCS_A_SEARCH 16

/* The last ROC searched for: 60 days of 50 packets a second. */
#define SECURE_ROC_MOST 4095

enum secure_outcome {
    SECURE_OPENED,
    SECURE_FORGED,  /* it does not authenticate: tampered, or another key */
    SECURE_REPLAYED /* it came before, or is far too old */
};

/* Until the next call. */
struct secure_packet {
    const uint8_t *bytes;
    size_t length;
};

/* How far a stream has come. */
struct secure_position {
    uint32_t ssrc;
    uint32_t roc;
    uint16_t sequence;
};

struct secure_rtp;

/* The key is copied and wiped at the end; its secret is set. ERR_CONFIG when
 * the library does not have the suite. */
struct secure_rtp *secure_rtp_new(
    const struct secure_key *key, struct err *err);

/* A stream of that SSRC will go on at that ROC, or later. */
void secure_rtp_expect(
    struct secure_rtp *secure, const struct secure_position *position);

/* Opens one packet of RTP. Anything shorter than a header of RTP, or of
 * another version, is SECURE_FORGED. */
enum secure_outcome secure_rtp_open(struct secure_rtp *secure,
    const uint8_t *packet, size_t length, int64_t now_ns,
    struct secure_packet *opened);

/* The same for RTCP (SRTCP), of streams that have authenticated only. */
enum secure_outcome secure_rtp_open_report(struct secure_rtp *secure,
    const uint8_t *report, size_t length, struct secure_packet *opened);

/* Of the stream heard last; false when there is none. */
bool secure_rtp_position(
    const struct secure_rtp *secure, struct secure_position *position);

/* NULL is fine. */
void secure_rtp_free(struct secure_rtp *secure);
OWNED(secure_rtp)

#endif
