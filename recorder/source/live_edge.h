/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where live is, in a stream whose server first sends a burst of older sound
 * (Icecast: 64 KiB, seconds to half a minute).
 *
 *     live_edge_join(&edge, now_ns);         a server has answered
 *     live_edge_push(&edge, packet);         as they come
 *     while ((packet = live_edge_pull(&edge, now_ns)))
 *         timeline_push(&line, packet);
 *     live_edge_flush(&edge);                the connection or the recording
 *                                            ends: then pull the rest
 *
 * The packets of a new connection are gathered until pages come no faster
 * than sound passes: a second or two, while the recording knows nothing is
 * missing. Then each gets the arrival time that it would have had without the
 * burst, which the timeline can judge.
 *
 * - What had been said before the first answer is left out: a recording
 *   begins when it joins, and is as long as what passed since.
 * - After a lost connection the burst brings again what is recorded already
 *   (the same packet at the same granule of the same stream), which is left
 *   out, and behind it what was missed, which is not: an outage shorter than
 *   the burst leaves no gap.
 *
 * Pure; at most LIVE_EDGE_MOST_GATHERED packets, the newest, are kept.
 */
#ifndef ROOMCAST_SOURCE_LIVE_EDGE_H
#define ROOMCAST_SOURCE_LIVE_EDGE_H

#include "recorder/source/media_packet.h"

#define LIVE_EDGE_MOST_GATHERED 2048

/* It is never waited for longer. */
#define LIVE_EDGE_MOST_NS INT64_C(20000000000)

struct live_edge_mark {
    bool is_known;
    uint32_t serial;
    uint32_t timestamp;
    int ticks;
    uint64_t hash; /* of its bytes */
};

/* A place in one connection's sound: 48 kHz ticks from its first packet. */
struct live_edge_place {
    int64_t ticks;
    uint32_t next_timestamp; /* of the packet that would follow at once */
};

struct live_edge {
    bool is_joining;
    bool has_begun; /* something was let through since the very beginning */
    int64_t joined_ns;
    struct media_queue gathered;
    struct media_queue ready;
    struct live_edge_place begin; /* of the gathered packets */
    struct live_edge_place end;
    int64_t first_arrival_ns;
    int64_t last_arrival_ns;
    int64_t least_ns;           /* of arrival less place: live is there */
    int64_t improved_ns;        /* the same when it was last improved by much */
    int64_t settled_ns;         /* when it began to stay; INT64_MAX: not yet */
    struct live_edge_mark last; /* that was let through */
    int64_t repeats;            /* left out: recorded already */
};

/* A server has answered; what was gathered is ready now. */
void live_edge_join(struct live_edge *edge, int64_t now_ns);

/* Takes the packet over. */
void live_edge_push(struct live_edge *edge, struct media_packet *packet);

/* The next packet, now the caller's; NULL: none, or not yet. */
struct media_packet *live_edge_pull(struct live_edge *edge, int64_t now_ns);

/* True while it has packets that wait for the edge to be found. */
bool live_edge_is_gathering(const struct live_edge *edge);

/* When pulling again may give something though nothing came. */
int64_t live_edge_deadline_ns(const struct live_edge *edge);

/* Gathers no longer. */
void live_edge_flush(struct live_edge *edge);

void live_edge_clear(struct live_edge *edge);

#endif
