/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/packet_tail.h"

#include "recorder/base/text.h"

/* A second of the shortest packets, 2.5 ms, and one. */
#define SLOTS 401

struct slot {
    struct text bytes; /* its room is used again and again */
    int frames_48k;
};

struct packet_tail {
    struct slot slots[SLOTS]; /* a ring */
    size_t first;
    size_t count;
    int64_t frames_48k;
    int64_t pushed_ns; /* the newest */
};

struct packet_tail *packet_tail_new(struct err *err)
{
    struct packet_tail *tail = calloc(1, sizeof *tail);

    if (!tail)
        err_no_memory(err);
    return tail;
}

static void drop_first(struct packet_tail *tail)
{
    tail->frames_48k -= tail->slots[tail->first].frames_48k;
    tail->first = (tail->first + 1) % SLOTS;
    tail->count--;
}

void packet_tail_push(
    struct packet_tail *tail, const struct tail_packet *packet, int64_t now_ns)
{
    struct err ignored;

    while (tail->count > 0 &&
           (tail->count == SLOTS ||
               tail->frames_48k + packet->frames_48k > PACKET_TAIL_48K))
        drop_first(tail);
    struct slot *slot = &tail->slots[(tail->first + tail->count) % SLOTS];
    text_reset(&slot->bytes);
    text_append_bytes(&slot->bytes, packet->bytes, packet->length);
    if (!text_finish(&slot->bytes, &ignored)) {
        text_clear(&slot->bytes);
        return;
    }
    slot->frames_48k = packet->frames_48k;
    tail->frames_48k += packet->frames_48k;
    tail->count++;
    tail->pushed_ns = now_ns;
}

size_t packet_tail_count(const struct packet_tail *tail, int64_t now_ns)
{
    return now_ns - tail->pushed_ns < PACKET_TAIL_NS ? tail->count : 0;
}

struct tail_packet packet_tail_at(const struct packet_tail *tail, size_t at)
{
    const struct slot *slot = &tail->slots[(tail->first + at) % SLOTS];

    return (struct tail_packet){.bytes = (const uint8_t *)slot->bytes.bytes,
        .length = slot->bytes.length,
        .frames_48k = slot->frames_48k};
}

void packet_tail_free(struct packet_tail *tail)
{
    if (!tail)
        return;
    for (size_t i = 0; i < SLOTS; i++)
        text_clear(&tail->slots[i].bytes);
    free(tail);
}
