/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lets a stream through once it is seen to be sound (sound_evidence.h): the
 * first packets of each are held until then, 400 ms at most, and put in order,
 * so that it begins with the first that was sent. A stream that is
 * encrypted is refused; should it become sound later, it is let through from
 * there on.
 *
 *     sound_gate_push(&gate, &description, packet);     what stream_lock gave
 *     while ((packet = sound_gate_pull(&gate, now_ns)))
 *         …
 *
 * Pure; holds SOUND_GATE_MOST_HELD packets at most.
 */
#ifndef ROOMCAST_SOURCE_SOUND_GATE_H
#define ROOMCAST_SOURCE_SOUND_GATE_H

#include "recorder/source/media_packet.h"
#include "recorder/source/sound_evidence.h"

/* Less than an empty room is filled behind now (timeline.h). */
#define SOUND_GATE_HOLD_NS INT64_C(400000000)

#define SOUND_GATE_MOST_HELD (2 * SOUND_EVIDENCE_PACKETS)

enum sound_gate_state { SOUND_GATE_HOLDS, SOUND_GATE_OPEN, SOUND_GATE_SHUT };

/* Zeroed it waits for its first packet. */
struct sound_gate {
    enum sound_gate_state state;
    struct sound_evidence evidence;
    struct media_queue held;
    struct media_queue ready;
    int64_t held_since_ns;
    int64_t refused; /* packets */
};

/* Takes the packet over. One with begins_stream is judged anew. */
void sound_gate_push(struct sound_gate *gate,
    const struct rtp_description *description, struct media_packet *packet);

/* The next that may pass, or NULL. */
struct media_packet *sound_gate_pull(struct sound_gate *gate, int64_t now_ns);

/* When pulling again may give something; INT64_MAX: nothing is held. */
int64_t sound_gate_deadline_ns(const struct sound_gate *gate);

/* Nothing more will come: what is held is judged by what is there. */
void sound_gate_flush(struct sound_gate *gate);

void sound_gate_clear(struct sound_gate *gate);

#endif
