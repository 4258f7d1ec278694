/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where each packet of a live source lands, so that the recording is as long
 * as the room was.
 *
 *     timeline_init(&line, 48000, 120);
 *     timeline_push(&line, packet);                in order, from the
 *                                                  jitter buffer
 *     while ((kind = timeline_pull(&line, now_ns, &step)) != TIMELINE_NONE)
 *         … a packet, or a gap before the next one
 *     timeline_stop(&line, now_ns);                then pull the rest
 *
 * Sequence numbers order packets, RTP timestamps space them, and the arrival
 * time is the judge:
 *
 * - Missing packets and timestamps that go on (DTX) leave a gap as long as
 *   the timestamps say, but never longer than what really elapsed.
 * - When much more time has passed than the sender counted, it was silent
 *   (an empty room) or it stalled. Packets are held for 250 ms: a stall is
 *   followed by a burst that catches up, silence is not, and is filled with
 *   the least that any packet of those 250 ms was late by.
 * - A clock that is slow or fast shows in the least lateness of the last
 *   seconds; silence is put in, or a gap that the sender made (DTX) is
 *   shortened, or else a packet left out, before it comes to 40 ms.
 * - When nothing at all comes for 10 s the room is empty, and silence is
 *   handed out as time passes.
 *
 * Datagrams come one by one and a lost one never; TCP delivers everything in
 * the end, but in pages of many packets, pieces of many pages and after stalls
 * of seconds. timeline_init() sets the patience that datagrams need,
 * timeline_expect_pages() that of pages. A second of lateness is nothing for
 * those, so where a new connection begins is told by its first packet, whose
 * arrival is exact (is_timed), and filled up to.
 *
 * Pure: arrival times and now are given. Memory is bounded by
 * TIMELINE_MOST_HELD packets. Positions are in ticks (samples of the RTP
 * clock) since the beginning, which is the first packet's arrival less its
 * length: its sound was made before it came.
 */
#ifndef ROOMCAST_SOURCE_TIMELINE_H
#define ROOMCAST_SOURCE_TIMELINE_H

#include "recorder/source/drift_watch.h"
#include "recorder/source/lag_floor.h"
#include "recorder/source/media_packet.h"

#define TIMELINE_MOST_HELD 2048

struct timeline_patience {
    int64_t jitter_ns; /* so much later than expected is silence or a stall */
    int64_t near_ns;   /* a burst has caught up when no later than this */
    int64_t hold_ns;   /* and is waited for so long */
    int64_t empty_ns;  /* so long without a packet is an empty room */
    int64_t span_ns;   /* drift is read from the least lateness of two */
    int64_t start_most_ns; /* by how much the beginning may be moved */
};

struct timeline {
    int clock_hz;
    int grain; /* gaps are multiples of it: 120 for Opus, 1 for PCM */
    const struct timeline_patience *patience;
    int64_t behind_ns; /* so much the filling of an empty room and the end of
                          a hold are behind */
    bool has_begun;
    int64_t start_ns; /* the monotonic time of position 0 */
    int64_t position; /* the end of what was handed out */
    uint32_t next_timestamp;
    bool is_timestamp_known;
    int last_ticks; /* length of the last packet */
    int64_t last_arrival_ns;
    int64_t start_moved_ns; /* see move_start() */
    bool is_holding;
    int64_t hold_until_ns;
    int64_t least_lag; /* ticks, of the packets held */
    struct media_queue held;
    struct media_queue ready;
    struct lag_floor lags;
    struct drift_watch watch;
    int64_t gap_due;   /* ticks of silence to come behind what is ready */
    int64_t put_in;    /* ticks put in for drift */
    int64_t left_out;  /* ticks left out for drift, sound or silence */
    int64_t jumps;     /* of timestamps, that the clock did not bear out */
    int64_t last_jump; /* ticks */
    double mean_bytes; /* of recent packets: a small one is a quiet one */
};

enum timeline_kind { TIMELINE_NONE, TIMELINE_PACKET, TIMELINE_GAP };

struct timeline_step {
    struct media_packet *packet; /* now the caller's */
    int64_t gap;                 /* ticks */
    int lost;                    /* packets known to be missing in the gap */
};

void timeline_init(struct timeline *line, int clock_hz, int grain);

/* Packets come up to so much later than they arrived: before the first only.
 * Without, it is half a second. */
void timeline_expect_waits(struct timeline *line, int64_t wait_ns);

/* What will come are pages over TCP: before the first packet only. */
void timeline_expect_pages(struct timeline *line);

/* Takes the packet over; its ticks and lost are set. */
void timeline_push(struct timeline *line, struct media_packet *packet);

enum timeline_kind timeline_pull(
    struct timeline *line, int64_t now_ns, struct timeline_step *step);

/* When pulling again may give something though nothing came. */
int64_t timeline_deadline_ns(const struct timeline *line);

/* The recording ends at now_ns: nothing is held any longer, and the rest up
 * to now is filled. Before the first packet it does nothing. */
void timeline_stop(struct timeline *line, int64_t now_ns);

/* By how many millionths the sender's clock is fast; NAN: not known yet. */
double timeline_fast_ppm(const struct timeline *line);

void timeline_clear(struct timeline *line);

#endif
