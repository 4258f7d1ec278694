/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/rtp_redundancy.h"

#include "recorder/source/rtp_payload.h"

#define BLOCK_HEADER_BYTES 4
#define LAST_HEADER_BYTES 1

/* Reads the headers; returns how many bytes they take, 0 when they do not
 * fit. */
static size_t read_headers(
    const uint8_t *payload, size_t bytes, struct red_payload *red)
{
    size_t at = 0;

    while (at + BLOCK_HEADER_BYTES < bytes && payload[at] & 0x80) {
        const uint8_t *header = payload + at;
        if (red->count == RED_MOST_BLOCKS - 1)
            return 0;
        red->blocks[red->count++] = (struct red_block){
            .payload_type = header[0] & 0x7f,
            .offset = (uint32_t)header[1] << 6 | header[2] >> 2,
            .length = (size_t)(header[2] & 3) << 8 | header[3],
        };
        at += BLOCK_HEADER_BYTES;
    }
    if (at >= bytes || payload[at] & 0x80)
        return 0;
    red->blocks[red->count++].payload_type = payload[at];
    return at + LAST_HEADER_BYTES;
}

bool red_payload_parse(
    const uint8_t *payload, size_t bytes, struct red_payload *red)
{
    struct red_payload parsed = {0};
    size_t at = read_headers(payload, bytes, &parsed);

    if (!at)
        return false;
    for (size_t i = 0; i + 1 < parsed.count; i++) {
        if (parsed.blocks[i].length > bytes - at)
            return false;
        parsed.blocks[i].bytes = payload + at;
        at += parsed.blocks[i].length;
    }
    if (at == bytes)
        return false;
    parsed.blocks[parsed.count - 1].bytes = payload + at;
    parsed.blocks[parsed.count - 1].length = bytes - at;
    *red = parsed;
    return true;
}

static void note(
    struct rtp_redundancy *redundancy, const struct media_packet *packet)
{
    redundancy->marks[redundancy->next] =
        (struct red_mark){packet->sequence, packet->timestamp};
    redundancy->next = (redundancy->next + 1) % RED_HISTORY;
    if (redundancy->count < RED_HISTORY)
        redundancy->count++;
}

/* The packets on both sides of a timestamp. */
struct neighbours {
    const struct red_mark *before;
    const struct red_mark *after;
};

/* False when that packet itself has come, or one side has none. */
static bool find_neighbours(const struct rtp_redundancy *redundancy,
    uint32_t timestamp, struct neighbours *found)
{
    *found = (struct neighbours){0};
    for (int i = 0; i < redundancy->count; i++) {
        const struct red_mark *mark = &redundancy->marks[i];
        int32_t distance = (int32_t)(mark->timestamp - timestamp);
        const struct red_mark **side =
            distance < 0 ? &found->before : &found->after;
        if (distance == 0)
            return false;
        int32_t nearer =
            *side ? (int32_t)(mark->timestamp - (*side)->timestamp) : 0;
        if (!*side || (distance < 0 ? nearer > 0 : nearer < 0))
            *side = mark;
    }
    return found->before && found->after;
}

/* Gives a packet the number of the hole that it fits into; false when there
 * is none. */
static bool place(
    const struct rtp_redundancy *redundancy, struct media_packet *packet)
{
    struct neighbours at;

    if (!find_neighbours(redundancy, packet->timestamp, &at))
        return false;
    uint32_t steps =
        (at.after->timestamp - packet->timestamp) / (uint32_t)packet->ticks;
    uint16_t hole = (uint16_t)(at.after->sequence - at.before->sequence - 1);
    if (!hole || hole > RED_HISTORY || !steps)
        return false;
    /* After a pause (DTX) timestamps have gone further than numbers. */
    if (steps > hole)
        steps = hole;
    packet->sequence = (uint16_t)(at.after->sequence - steps);
    return true;
}

/* A packet of its own out of a block; NULL when it cannot be sound. */
static struct media_packet *take_block(
    const struct rtp_description *description,
    const struct media_packet *carrier, const struct red_block *block)
{
    if (!block->length || (description->payload_type >= 0 &&
                              block->payload_type != description->payload_type))
        return NULL;
    int ticks = rtp_payload_ticks(description, block->bytes, block->length);
    struct media_packet *packet =
        ticks ? media_packet_new(block->bytes, block->length) : NULL;
    if (!packet)
        return NULL;
    packet->origin = carrier->origin;
    packet->arrival_ns = carrier->arrival_ns;
    packet->sequence = carrier->sequence;
    packet->timestamp = carrier->timestamp - block->offset;
    packet->ticks = ticks;
    return packet;
}

static void recover(struct rtp_redundancy *redundancy,
    const struct rtp_description *description,
    const struct media_packet *carrier, const struct red_block *block,
    struct media_queue *unpacked)
{
    own(media_packet) packet = take_block(description, carrier, block);

    if (!packet || !place(redundancy, packet))
        return;
    note(redundancy, packet);
    redundancy->recovered++;
    media_queue_push(unpacked, take(packet));
}

bool rtp_redundancy_unpack(struct rtp_redundancy *redundancy,
    const struct rtp_description *description, struct media_packet *packet,
    struct media_queue *unpacked)
{
    own(media_packet) carrier = packet;
    struct red_payload red;

    if (carrier->begins_stream)
        redundancy->count = redundancy->next = 0;
    note(redundancy, carrier);
    if (!carrier->is_red) {
        media_queue_push(unpacked, take(carrier));
        return true;
    }
    if (!red_payload_parse(carrier->payload, carrier->bytes, &red))
        return false;
    struct media_packet *newest =
        take_block(description, carrier, &red.blocks[red.count - 1]);
    if (!newest)
        return false;
    newest->begins_stream = carrier->begins_stream;
    for (size_t i = 0; i + 1 < red.count; i++)
        recover(redundancy, description, carrier, &red.blocks[i], unpacked);
    media_queue_push(unpacked, newest);
    return true;
}
