/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/sound_gate.h"

/* Of the first packets others may have come before the first that was sent. */
static void put_in_order(struct media_queue *held)
{
    struct media_queue ordered = {0};
    struct media_packet *packet;
    bool begins_stream = held->first->begins_stream;

    held->first->begins_stream = false;
    while ((packet = media_queue_pop(held)))
        media_queue_insert(&ordered, packet);
    ordered.first->begins_stream = begins_stream;
    *held = ordered;
}

static void let_through(struct sound_gate *gate)
{
    gate->state = SOUND_GATE_OPEN;
    put_in_order(&gate->held);
    media_queue_append(&gate->ready, &gate->held);
}

static void shut(struct sound_gate *gate)
{
    gate->state = SOUND_GATE_SHUT;
    gate->refused += gate->held.count;
    media_queue_clear(&gate->held);
    gate->evidence = (struct sound_evidence){0};
}

/* What cannot be told apart is sound: a room must be heard. */
static void decide(struct sound_gate *gate)
{
    if (sound_evidence_verdict(&gate->evidence, true) == SOUND_IS_ENCRYPTED)
        shut(gate);
    else
        let_through(gate);
}

static void begin(struct sound_gate *gate, const struct media_packet *packet)
{
    sound_gate_flush(gate);
    gate->state = SOUND_GATE_HOLDS;
    gate->evidence = (struct sound_evidence){0};
    gate->held_since_ns = packet->arrival_ns;
}

static void add_evidence(struct sound_gate *gate,
    const struct rtp_description *description,
    const struct media_packet *packet)
{
    const struct sound_sample sample = {.sequence = packet->sequence,
        .timestamp = packet->timestamp,
        .ticks = packet->ticks,
        .head = packet->payload[0]};

    sound_evidence_push(&gate->evidence, description, &sample);
}

static void hold(struct sound_gate *gate, struct media_packet *packet)
{
    media_queue_push(&gate->held, packet);
    switch (sound_evidence_verdict(&gate->evidence, false)) {
    case SOUND_IS_SOUND:
        let_through(gate);
        break;
    case SOUND_IS_ENCRYPTED:
        shut(gate);
        break;
    case SOUND_UNDECIDED:
        if (gate->held.count == SOUND_GATE_MOST_HELD)
            decide(gate);
        break;
    }
}

static void watch(struct sound_gate *gate, struct media_packet *packet)
{
    if (sound_evidence_is_sure(&gate->evidence)) {
        packet->begins_stream = true;
        gate->state = SOUND_GATE_OPEN;
        media_queue_push(&gate->ready, packet);
        return;
    }
    if (gate->evidence.pairs > gate->evidence.matches)
        gate->evidence = (struct sound_evidence){0};
    gate->refused++;
    media_packet_free(packet);
}

void sound_gate_push(struct sound_gate *gate,
    const struct rtp_description *description, struct media_packet *packet)
{
    if (packet->begins_stream)
        begin(gate, packet);
    if (gate->state == SOUND_GATE_OPEN) {
        media_queue_push(&gate->ready, packet);
        return;
    }
    add_evidence(gate, description, packet);
    if (gate->state == SOUND_GATE_HOLDS)
        hold(gate, packet);
    else
        watch(gate, packet);
}

struct media_packet *sound_gate_pull(struct sound_gate *gate, int64_t now_ns)
{
    if (now_ns >= sound_gate_deadline_ns(gate))
        decide(gate);
    return media_queue_pop(&gate->ready);
}

int64_t sound_gate_deadline_ns(const struct sound_gate *gate)
{
    return gate->held.first ? gate->held_since_ns + SOUND_GATE_HOLD_NS
                            : INT64_MAX;
}

void sound_gate_flush(struct sound_gate *gate)
{
    if (gate->held.first)
        decide(gate);
}

void sound_gate_clear(struct sound_gate *gate)
{
    media_queue_clear(&gate->held);
    media_queue_clear(&gate->ready);
    *gate = (struct sound_gate){0};
}
