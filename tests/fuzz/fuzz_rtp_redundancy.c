/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream with redundancy: each packet is a byte that moves the sequence
 * number, one that moves the timestamp, two of length and the payload.
 */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

#include "recorder/source/rtp_redundancy.h"

static void check_blocks(const uint8_t *bytes, size_t length)
{
    struct red_payload red;

    if (!red_payload_parse(bytes, length, &red))
        return;
    assert(red.count >= 1 && red.count <= RED_MOST_BLOCKS);
    assert(red.blocks[red.count - 1].length > 0);
    for (size_t i = 0; i < red.count; i++) {
        assert(red.blocks[i].bytes > bytes);
        assert(red.blocks[i].bytes + red.blocks[i].length <= bytes + length);
    }
}

struct sender {
    uint16_t sequence;
    uint32_t timestamp;
};

static struct media_packet *make_packet(struct sender *sender,
    const uint8_t *head, const uint8_t *payload, size_t length)
{
    struct media_packet *packet = media_packet_new(payload, length);

    assert(packet);
    sender->sequence = (uint16_t)(sender->sequence + (int8_t)head[0]);
    sender->timestamp += (uint32_t)(int8_t)head[1] * 480;
    packet->sequence = sender->sequence;
    packet->timestamp = sender->timestamp;
    packet->ticks = 960;
    packet->is_red = head[2] & 0x80;
    packet->begins_stream = head[2] & 0x40;
    return packet;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct rtp_description description = {.payload_type = -1,
        .codec = RTP_OPUS,
        .clock_hz = 48000,
        .sample_hz = 48000,
        .channels = 2};
    struct rtp_redundancy redundancy = {0};
    struct sender sender = {0};

    check_blocks(bytes, length);
    while (length > 4) {
        size_t most = length - 4;
        size_t wanted = (size_t)(bytes[2] & 3) << 8 | bytes[3];
        size_t size = wanted < most ? wanted : most;
        struct media_queue unpacked = {0};
        struct media_packet *packet =
            make_packet(&sender, bytes, bytes + 4, size);
        bool is_good =
            rtp_redundancy_unpack(&redundancy, &description, packet, &unpacked);
        assert(is_good == (unpacked.count > 0));
        assert(unpacked.count <= RED_MOST_BLOCKS);
        for (const struct media_packet *at = unpacked.first; at; at = at->next)
            assert(at->ticks > 0 && !at->is_red);
        media_queue_clear(&unpacked);
        bytes += 4 + size;
        length -= 4 + size;
    }
    return 0;
}
