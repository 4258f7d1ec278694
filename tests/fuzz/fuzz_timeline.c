/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A timeline through operations of any kind: packets of any number, time and
 * length, held up and in bursts, and pulls at any time. The first byte chooses
 * datagrams or pages, Opus or PCM. What is handed out is never longer than
 * what passed, and at the end never shorter.
 */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>

#include "recorder/source/timeline.h"

#define BEGIN_NS INT64_C(1000000000000)
#define MS INT64_C(1000000)
#define TICKS_PER_MS 48

/* A packet of 120 ms that ends a burst may be 80 ms early. */
#define EARLY_TICKS (85 * TICKS_PER_MS)

struct input {
    const uint8_t *bytes;
    size_t length;
};

struct room {
    struct timeline line;
    int64_t now_ns;
    uint32_t timestamp;
    uint16_t order; /* of the next packet */
    int pushed;
    int pulled;
    uint16_t last_pulled;
    int64_t ticks;
};

static uint8_t next_byte(struct input *input)
{
    if (!input->length)
        return 0;
    input->length--;
    return *input->bytes++;
}

static int64_t next_word(struct input *input)
{
    int64_t high = next_byte(input);

    return high << 8 | next_byte(input);
}

static int64_t passed(const struct room *room)
{
    return (room->now_ns - room->line.start_ns) / 1000 * TICKS_PER_MS / 1000;
}

static void take_packet(struct room *room, struct media_packet *packet)
{
    uint16_t step = (uint16_t)(packet->sequence - room->last_pulled);

    assert(room->pulled == 0 || (step > 0 && step < 0x8000));
    room->last_pulled = packet->sequence;
    room->pulled++;
    room->ticks += packet->ticks;
    media_packet_free(packet);
}

static void pull(struct room *room)
{
    struct timeline_step step;
    enum timeline_kind kind;

    while ((kind = timeline_pull(&room->line, room->now_ns, &step)) !=
           TIMELINE_NONE) {
        assert(kind == TIMELINE_PACKET ||
               (step.gap > 0 && step.gap % room->line.grain == 0));
        if (kind == TIMELINE_PACKET)
            take_packet(room, step.packet);
        else
            room->ticks += step.gap;
    }
    assert(room->line.held.count < TIMELINE_MOST_HELD);
    /* A deadline that has passed would be waited for without end. */
    assert(timeline_deadline_ns(&room->line) > room->now_ns - MS / 10);
    if (room->line.has_begun)
        assert(room->ticks <= passed(room) + EARLY_TICKS);
}

/* As many as the count says, each `every_ms` after the one before. */
static void push(struct room *room, struct input *input)
{
    static const uint8_t payload[48];
    static const int lengths[8] = {120, 240, 480, 960, 960, 1920, 2880, 5760};
    int count = 1 + next_byte(input) % 64;
    int64_t every_ms = next_byte(input);
    uint8_t length = next_byte(input);
    int64_t late_ns = next_byte(input) * 4 * MS;
    int lost = next_byte(input);

    for (int i = 0; i < count; i++) {
        struct media_packet *packet =
            media_packet_new(payload, length % sizeof payload);
        assert(packet);
        room->now_ns += every_ms * MS;
        packet->arrival_ns = room->now_ns - (i % 2 ? late_ns : 0);
        packet->ticks = lengths[length % 8];
        packet->behind = length % 3 ? 0 : (count - 1 - i) * packet->ticks;
        packet->timestamp = room->timestamp;
        packet->sequence = room->order++;
        packet->lost = i ? 0 : lost;
        packet->begins_stream = !room->pushed || (length == 255 && !i);
        room->timestamp += (uint32_t)packet->ticks;
        room->pushed++;
        timeline_push(&room->line, packet);
        if (length & 1)
            pull(room);
    }
}

static void operate(struct room *room, struct input *input)
{
    switch (next_byte(input) % 8) {
    case 0:
        room->timestamp += (uint32_t)next_word(input) << 16;
        break;
    case 1:
        room->timestamp += (uint32_t)next_word(input) * 120;
        break;
    case 2:
        room->timestamp -= (uint32_t)next_word(input);
        break;
    case 3:
        room->now_ns += next_word(input) * MS;
        break;
    case 4:
        pull(room);
        break;
    default:
        push(room, input);
        break;
    }
}

static void end(struct room *room)
{
    pull(room);
    timeline_stop(&room->line, room->now_ns);
    pull(room);
    assert(room->pulled <= room->pushed);
    if (room->line.has_begun)
        assert(room->ticks >= passed(room) - room->line.grain);
    else
        assert(room->ticks == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct input input = {bytes, length};
    struct room room = {.now_ns = BEGIN_NS};
    uint8_t kind = next_byte(&input);

    timeline_init(&room.line, 48000, kind & 1 ? 1 : 120);
    if (kind & 2)
        timeline_expect_pages(&room.line);
    if (kind & 4)
        timeline_expect_waits(&room.line, 2000 * MS);
    while (input.length)
        operate(&room, &input);
    end(&room);
    timeline_clear(&room.line);
    return 0;
}
