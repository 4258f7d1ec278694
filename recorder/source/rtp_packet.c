/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/rtp_packet.h"

#define FIXED_HEADER_BYTES 12
#define EXTENSION_HEADER_BYTES 4

static uint16_t read_be16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

static uint32_t read_be32(const uint8_t *at)
{
    return (uint32_t)read_be16(at) << 16 | read_be16(at + 2);
}

/* RTCP's packet types 192 to 223 are RTP's 64 to 95 with the marker. Of those
 * only 72 to 76, the sender reports to APP, are reserved in RTP as well
 * (RFC 3551 section 6), so the others are taken when they have no marker. */
static bool is_rtcp(uint8_t second_byte)
{
    int payload_type = second_byte & 0x7f;

    return (second_byte >= 192 && second_byte <= 223) ||
           (payload_type >= 72 && payload_type <= 76);
}

/* Where the payload begins, or 0 when the header is longer than the datagram
 * of at least FIXED_HEADER_BYTES. */
static size_t payload_offset(const uint8_t *datagram, size_t bytes)
{
    size_t csrc_count = datagram[0] & 0x0f;
    bool has_extension = datagram[0] & 0x10;
    size_t offset = FIXED_HEADER_BYTES + 4 * csrc_count;

    if (has_extension) {
        if (offset + EXTENSION_HEADER_BYTES > bytes)
            return 0;
        size_t words = read_be16(datagram + offset + 2);
        offset += EXTENSION_HEADER_BYTES + 4 * words;
    }
    return offset <= bytes ? offset : 0;
}

bool rtp_packet_parse(
    const uint8_t *datagram, size_t bytes, struct rtp_packet *packet)
{
    if (bytes < FIXED_HEADER_BYTES || datagram[0] >> 6 != 2 ||
        is_rtcp(datagram[1]))
        return false;

    size_t offset = payload_offset(datagram, bytes);
    bool has_padding = datagram[0] & 0x20;
    size_t padding = has_padding ? datagram[bytes - 1] : 0;
    /* The count of padding includes itself. */
    if (!offset || (has_padding && !padding) || padding >= bytes - offset)
        return false;

    *packet = (struct rtp_packet){
        .payload_type = datagram[1] & 0x7f,
        .has_marker = datagram[1] & 0x80,
        .sequence = read_be16(datagram + 2),
        .timestamp = read_be32(datagram + 4),
        .ssrc = read_be32(datagram + 8),
        .payload = datagram + offset,
        .payload_bytes = bytes - offset - padding,
    };
    return true;
}
