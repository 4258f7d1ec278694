/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/jitter_buffer.h"

#include <string.h>

void jitter_buffer_init(struct jitter_buffer *buffer, int64_t wait_ns)
{
    *buffer = (struct jitter_buffer){.wait_ns = wait_ns};
}

static struct media_packet **slot(struct jitter_buffer *buffer, uint16_t number)
{
    return &buffer->slots[number % JITTER_BUFFER_SLOTS];
}

static void mark_seen(struct jitter_buffer *buffer, uint16_t number, bool seen)
{
    unsigned at = number % JITTER_BUFFER_SLOTS;
    uint64_t bit = UINT64_C(1) << (at % 64);

    if (seen)
        buffer->seen[at / 64] |= bit;
    else
        buffer->seen[at / 64] &= ~bit;
}

static bool was_seen(const struct jitter_buffer *buffer, uint16_t number)
{
    unsigned at = number % JITTER_BUFFER_SLOTS;

    return buffer->seen[at / 64] >> (at % 64) & 1;
}

/* Moves on by one number: its packet becomes ready, or it was lost. */
static void step(struct jitter_buffer *buffer, int *lost)
{
    struct media_packet **at = slot(buffer, buffer->next);

    mark_seen(buffer, buffer->next, *at != NULL);
    buffer->next++;
    if (!*at) {
        (*lost)++;
        buffer->lost++;
        return;
    }
    (*at)->lost = *lost;
    *lost = 0;
    media_queue_push(&buffer->ready, *at);
    *at = NULL;
    buffer->held--;
}

static void release_contiguous(struct jitter_buffer *buffer)
{
    int lost = 0;

    while (buffer->held && *slot(buffer, buffer->next))
        step(buffer, &lost);
}

/* Gives up the hole before the first held packet. */
static void skip_hole(struct jitter_buffer *buffer)
{
    int lost = 0;
    int before = buffer->held;

    while (buffer->held && buffer->held == before)
        step(buffer, &lost);
    release_contiguous(buffer);
}

void jitter_buffer_flush(struct jitter_buffer *buffer)
{
    while (buffer->held)
        skip_hole(buffer);
}

static void begin(struct jitter_buffer *buffer, uint16_t number)
{
    jitter_buffer_flush(buffer);
    buffer->has_begun = true;
    buffer->next = number;
    memset(buffer->seen, 0, sizeof buffer->seen);
}

/* A packet so far ahead that it has no slot: what is held comes out, and the
 * rest of the jump counts as lost. */
static void jump(struct jitter_buffer *buffer, struct media_packet *packet)
{
    jitter_buffer_flush(buffer);
    packet->lost = (uint16_t)(packet->sequence - buffer->next);
    buffer->lost += packet->lost;
    memset(buffer->seen, 0, sizeof buffer->seen);
    mark_seen(buffer, packet->sequence, true);
    buffer->next = (uint16_t)(packet->sequence + 1);
    media_queue_push(&buffer->ready, packet);
}

static void drop_behind(
    struct jitter_buffer *buffer, struct media_packet *packet, int behind)
{
    if (behind <= JITTER_BUFFER_SLOTS && was_seen(buffer, packet->sequence))
        buffer->duplicates++;
    else
        buffer->late++;
    media_packet_free(packet);
}

void jitter_buffer_push(
    struct jitter_buffer *buffer, struct media_packet *packet)
{
    if (packet->begins_stream || !buffer->has_begun)
        begin(buffer, packet->sequence);

    int ahead = (int16_t)(packet->sequence - buffer->next);
    if (ahead < 0) {
        drop_behind(buffer, packet, -ahead);
        return;
    }
    if (ahead >= JITTER_BUFFER_SLOTS) {
        jump(buffer, packet);
        return;
    }
    struct media_packet **at = slot(buffer, packet->sequence);
    if (*at) {
        buffer->duplicates++;
        media_packet_free(packet);
        return;
    }
    *at = packet;
    buffer->held++;
    release_contiguous(buffer);
}

/* The arrival of the packet that has waited longest: the first behind the
 * hole may have come after others. */
static int64_t oldest_arrival_ns(const struct jitter_buffer *buffer)
{
    int64_t oldest = INT64_MAX;

    for (int i = 0; i < JITTER_BUFFER_SLOTS; i++) {
        const struct media_packet *packet = buffer->slots[i];
        if (packet && packet->arrival_ns < oldest)
            oldest = packet->arrival_ns;
    }
    return oldest;
}

int64_t jitter_buffer_deadline_ns(const struct jitter_buffer *buffer)
{
    if (!buffer->held)
        return INT64_MAX;
    return oldest_arrival_ns(buffer) + buffer->wait_ns;
}

struct media_packet *jitter_buffer_pull(
    struct jitter_buffer *buffer, int64_t now_ns)
{
    while (!buffer->ready.first && buffer->held &&
           now_ns >= jitter_buffer_deadline_ns(buffer))
        skip_hole(buffer);
    return media_queue_pop(&buffer->ready);
}

void jitter_buffer_clear(struct jitter_buffer *buffer)
{
    for (int i = 0; i < JITTER_BUFFER_SLOTS; i++)
        media_packet_free(buffer->slots[i]);
    media_queue_clear(&buffer->ready);
    *buffer = (struct jitter_buffer){0};
}
