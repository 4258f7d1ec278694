/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One datagram read as RTCP (RFC 3550 section 6): of its packets the first
 * sender report and the first BYE; the others are passed over.
 *
 * A pure parser: it trusts nothing, keeps nothing and allocates nothing.
 */
#ifndef ROOMCAST_SOURCE_RTCP_PACKET_H
#define ROOMCAST_SOURCE_RTCP_PACKET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rtcp_packet {
    uint32_t ssrc; /* of who sent it */
    bool has_report;
    uint64_t ntp; /* the sender's clock: seconds since 1900, 32.32 bits */
    uint32_t rtp; /* the same instant in its timestamps */
    bool has_bye; /* ssrc says that it leaves */
};

/* Does it look like RTCP beside RTP on one port (RFC 5761 section 4)? */
bool rtcp_packet_is(const uint8_t *datagram, size_t bytes);

/* False, and *packet untouched, when it is none: the packets must fill the
 * datagram exactly (RFC 3550 A.2), padding may end the last only, and the
 * first may be any (RFC 5506). */
bool rtcp_packet_parse(
    const uint8_t *datagram, size_t bytes, struct rtcp_packet *packet);

#endif
