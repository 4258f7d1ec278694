/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/rtcp_packet.h"

#define HEADER_BYTES 4
#define SSRC_BYTES 4
#define SENDER_INFO_BYTES 20
#define REPORT_BLOCK_BYTES 24

enum { TYPE_FIRST = 192, TYPE_SENDER_REPORT = 200, TYPE_BYE = 203 };
enum { TYPE_LAST = 223 };

static uint32_t read_be32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

bool rtcp_packet_is(const uint8_t *datagram, size_t bytes)
{
    return bytes >= HEADER_BYTES && datagram[0] >> 6 == 2 &&
           datagram[1] >= TYPE_FIRST && datagram[1] <= TYPE_LAST;
}

/* The length of the first packet, or 0 when it is none. */
static size_t packet_length(const uint8_t *bytes, size_t left)
{
    if (left < HEADER_BYTES || !rtcp_packet_is(bytes, left))
        return 0;
    size_t length = HEADER_BYTES * (1 + ((size_t)bytes[2] << 8 | bytes[3]));
    bool has_padding = bytes[0] & 0x20;
    if (length > left || (has_padding && length != left))
        return 0;
    return length;
}

/* RFC 3550 section 6.4.1. */
static bool read_sender_report(
    const uint8_t *bytes, size_t length, struct rtcp_packet *packet)
{
    size_t blocks = bytes[0] & 0x1f;

    if (length < HEADER_BYTES + SSRC_BYTES + SENDER_INFO_BYTES +
                     blocks * REPORT_BLOCK_BYTES)
        return false;
    if (packet->has_report)
        return true;
    packet->has_report = true;
    packet->ssrc = read_be32(bytes + 4);
    packet->ntp = (uint64_t)read_be32(bytes + 8) << 32 | read_be32(bytes + 12);
    packet->rtp = read_be32(bytes + 16);
    return true;
}

/* Section 6.6: it may name several, the mixer's first. */
static bool read_bye(
    const uint8_t *bytes, size_t length, struct rtcp_packet *packet)
{
    size_t count = bytes[0] & 0x1f;

    if (length < HEADER_BYTES + count * SSRC_BYTES)
        return false;
    for (size_t i = 0; i < count; i++)
        packet->has_bye |=
            read_be32(bytes + HEADER_BYTES + i * SSRC_BYTES) == packet->ssrc;
    return true;
}

static bool read_packet(
    const uint8_t *bytes, size_t length, struct rtcp_packet *packet)
{
    if (bytes[1] == TYPE_SENDER_REPORT)
        return read_sender_report(bytes, length, packet);
    if (bytes[1] == TYPE_BYE)
        return read_bye(bytes, length, packet);
    return true;
}

bool rtcp_packet_parse(
    const uint8_t *datagram, size_t bytes, struct rtcp_packet *packet)
{
    struct rtcp_packet parsed = {0};
    size_t at = 0;

    if (bytes < HEADER_BYTES + SSRC_BYTES)
        return false;
    parsed.ssrc = read_be32(datagram + HEADER_BYTES);
    while (at < bytes) {
        size_t length = packet_length(datagram + at, bytes - at);
        if (!length || !read_packet(datagram + at, length, &parsed))
            return false;
        at += length;
    }
    *packet = parsed;
    return true;
}
