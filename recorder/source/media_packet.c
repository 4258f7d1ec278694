/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/media_packet.h"

#include <string.h>

struct media_packet *media_packet_new(const uint8_t *payload, size_t bytes)
{
    struct media_packet *packet = calloc(1, sizeof *packet + bytes);

    if (packet) {
        packet->bytes = bytes;
        memcpy(packet->payload, payload, bytes);
    }
    return packet;
}

void media_packet_free(struct media_packet *packet)
{
    free(packet);
}

void media_queue_push(struct media_queue *queue, struct media_packet *packet)
{
    packet->next = NULL;
    if (queue->last)
        queue->last->next = packet;
    else
        queue->first = packet;
    queue->last = packet;
    queue->count++;
}

static bool is_behind(
    const struct media_packet *packet, const struct media_packet *before)
{
    return (int16_t)(packet->sequence - before->sequence) >= 0;
}

void media_queue_insert(struct media_queue *queue, struct media_packet *packet)
{
    struct media_packet **at = &queue->first;

    if (!queue->last || is_behind(packet, queue->last)) {
        media_queue_push(queue, packet);
        return;
    }
    while (is_behind(packet, *at))
        at = &(*at)->next;
    packet->next = *at;
    *at = packet;
    queue->count++;
}

struct media_packet *media_queue_pop(struct media_queue *queue)
{
    struct media_packet *packet = queue->first;

    if (!packet)
        return NULL;
    queue->first = packet->next;
    if (!queue->first)
        queue->last = NULL;
    queue->count--;
    packet->next = NULL;
    return packet;
}

void media_queue_append(struct media_queue *queue, struct media_queue *from)
{
    struct media_packet *packet;

    while ((packet = media_queue_pop(from)))
        media_queue_push(queue, packet);
}

void media_queue_clear(struct media_queue *queue)
{
    struct media_packet *packet;

    while ((packet = media_queue_pop(queue)))
        media_packet_free(packet);
}
