/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One datagram read as an RTP packet (RFC 3550 section 5.1).
 *
 * A pure parser: it trusts nothing, keeps nothing and allocates nothing. What
 * comes out points into the datagram and lives as long as that does. Whether
 * the packet belongs to the stream is for others to judge.
 */
#ifndef ROOMCAST_SOURCE_RTP_PACKET_H
#define ROOMCAST_SOURCE_RTP_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rtp_packet {
    int payload_type; /* 0 to 127 */
    bool has_marker;
    uint16_t sequence;  /* one more each packet, wraps */
    uint32_t timestamp; /* in units of the codec's clock, wraps */
    uint32_t ssrc;
    const uint8_t *payload; /* without padding, extension and CSRCs */
    size_t payload_bytes;   /* at least 1 */
};

/* False, and *packet untouched, for all that cannot carry sound: another
 * version than 2 (so STUN and DTLS), lengths that do not fit the datagram, no
 * payload, and RTCP on the same port (RFC 5761 section 4). */
bool rtp_packet_parse(
    const uint8_t *datagram, size_t bytes, struct rtp_packet *packet);

#endif
