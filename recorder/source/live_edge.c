/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/live_edge.h"

#include "recorder/base/clock.h"

#define MS(ms) ((ms)*CLOCK_MILLISECOND_NS)

/* A page that comes earlier than all before it by more than this belongs to
 * the burst, or is the first behind it: the burst's last was up to a page's
 * length old. */
#define IMPROVED_NS MS(30)
/* So long a connection must last before a page can be believed to be live,
 * and so long no earlier one may come then: pieces hold many pages. */
#define LEAST_NS MS(700)
#define SETTLED_NS MS(100)

/* A larger hole in a stream's timestamps is none in its sound. */
#define MOST_HOLE_48K (60 * 48000)

static uint64_t hash_of(const struct media_packet *packet)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

    for (size_t i = 0; i < packet->bytes; i++)
        hash = (hash ^ packet->payload[i]) * UINT64_C(0x100000001b3);
    return hash;
}

static struct live_edge_mark mark_of(const struct media_packet *packet)
{
    return (struct live_edge_mark){.is_known = true,
        .serial = packet->origin.ssrc,
        .timestamp = packet->timestamp,
        .ticks = packet->ticks,
        .hash = hash_of(packet)};
}

static bool is_last(
    const struct live_edge *edge, const struct media_packet *packet)
{
    const struct live_edge_mark *last = &edge->last;

    return last->is_known && last->serial == packet->origin.ssrc &&
           last->timestamp == packet->timestamp &&
           last->hash == hash_of(packet);
}

/* Moves a place over a packet and the hole before it. */
static void step_over(
    struct live_edge_place *place, const struct media_packet *packet)
{
    int64_t hole = (int32_t)(packet->timestamp - place->next_timestamp);

    if (!packet->begins_stream && hole > 0 && hole <= MOST_HOLE_48K)
        place->ticks += hole;
    place->ticks += packet->ticks;
    place->next_timestamp = packet->timestamp + (uint32_t)packet->ticks;
}

static void let_through(struct live_edge *edge, struct media_packet *packet)
{
    edge->last = mark_of(packet);
    edge->has_begun = true;
    media_queue_push(&edge->ready, packet);
}

static void drop_first(struct live_edge *edge)
{
    struct media_packet *packet = media_queue_pop(&edge->gathered);

    step_over(&edge->begin, packet);
    media_packet_free(packet);
}

/* Behind the last that was let through everything is new; where it is not
 * found, all is, and false is returned. */
static bool drop_repeats(struct live_edge *edge)
{
    const struct media_packet *at = edge->gathered.first;
    int count = 1;

    for (; at && !is_last(edge, at); at = at->next)
        count++;
    bool is_found = at;
    for (int i = 0; is_found && i < count; i++) {
        drop_first(edge);
        edge->repeats++;
    }
    return is_found;
}

/* A stream that goes on where it was lost, but for what the burst did not
 * reach back to: its timestamps tell how much that is. */
static bool goes_on(
    const struct live_edge *edge, const struct media_packet *packet)
{
    uint32_t next = edge->last.timestamp + (uint32_t)edge->last.ticks;

    return edge->last.is_known && packet->origin.ssrc == edge->last.serial &&
           (int32_t)(packet->timestamp - next) >= 0;
}

/* True when it was said before we joined. */
static bool is_old(
    const struct live_edge *edge, const struct media_packet *packet)
{
    int64_t middle =
        packet->arrival_ns -
        clock_ns_from_frames_48k(packet->behind + packet->ticks / 2);

    return !edge->has_begun && middle < edge->joined_ns;
}

/* A burst tells no more than that live is up to a page behind it. */
static bool is_edge_known(const struct live_edge *edge)
{
    return edge->last_arrival_ns - edge->first_arrival_ns >= LEAST_NS;
}

/* What was gathered gets its arrival times. */
static void release(struct live_edge *edge)
{
    struct media_packet *packet;
    bool may_go_on = !drop_repeats(edge);

    edge->is_joining = false;
    while ((packet = media_queue_pop(&edge->gathered))) {
        step_over(&edge->begin, packet);
        packet->is_timed = packet->begins_stream && is_edge_known(edge);
        if (may_go_on && goes_on(edge, packet))
            packet->begins_stream = false;
        may_go_on = false;
        packet->arrival_ns =
            edge->least_ns +
            clock_ns_from_frames_48k(edge->begin.ticks + packet->behind);
        if (is_old(edge, packet))
            media_packet_free(packet);
        else
            let_through(edge, packet);
    }
}

/* At the end of a page: does it still come earlier than those before? */
static void look_for_edge(
    struct live_edge *edge, int64_t arrival_ns, int64_t lateness_ns)
{
    if (lateness_ns < edge->improved_ns - IMPROVED_NS) {
        edge->improved_ns = lateness_ns;
        edge->settled_ns = INT64_MAX;
    } else if (edge->settled_ns == INT64_MAX &&
               arrival_ns - edge->first_arrival_ns >= LEAST_NS) {
        edge->settled_ns = arrival_ns;
    }
}

static void gather(struct live_edge *edge, struct media_packet *packet)
{
    int64_t arrival_ns = packet->arrival_ns;
    bool ends_page = packet->behind == 0;

    if (!edge->gathered.first) {
        edge->first_arrival_ns = arrival_ns;
        edge->begin.next_timestamp = packet->timestamp;
        edge->end.next_timestamp = packet->timestamp;
    }
    edge->last_arrival_ns = arrival_ns;
    step_over(&edge->end, packet);
    int64_t lateness_ns =
        arrival_ns - clock_ns_from_frames_48k(edge->end.ticks + packet->behind);
    media_queue_push(&edge->gathered, packet);
    if (lateness_ns < edge->least_ns)
        edge->least_ns = lateness_ns;
    if (ends_page)
        look_for_edge(edge, arrival_ns, lateness_ns);
    if (edge->gathered.count > LIVE_EDGE_MOST_GATHERED)
        drop_first(edge);
}

void live_edge_join(struct live_edge *edge, int64_t now_ns)
{
    live_edge_flush(edge);
    edge->is_joining = true;
    edge->joined_ns = now_ns;
    edge->begin = (struct live_edge_place){0};
    edge->end = (struct live_edge_place){0};
    edge->least_ns = INT64_MAX;
    edge->improved_ns = INT64_MAX;
    edge->settled_ns = INT64_MAX;
}

void live_edge_push(struct live_edge *edge, struct media_packet *packet)
{
    if (edge->is_joining)
        gather(edge, packet);
    else
        let_through(edge, packet);
}

static int64_t release_ns(const struct live_edge *edge)
{
    int64_t most_ns = edge->first_arrival_ns + LIVE_EDGE_MOST_NS;

    if (edge->settled_ns > most_ns - SETTLED_NS)
        return most_ns;
    return edge->settled_ns + SETTLED_NS;
}

struct media_packet *live_edge_pull(struct live_edge *edge, int64_t now_ns)
{
    if (now_ns >= live_edge_deadline_ns(edge))
        release(edge);
    return media_queue_pop(&edge->ready);
}

bool live_edge_is_gathering(const struct live_edge *edge)
{
    return edge->is_joining && edge->gathered.first;
}

int64_t live_edge_deadline_ns(const struct live_edge *edge)
{
    return live_edge_is_gathering(edge) ? release_ns(edge) : INT64_MAX;
}

void live_edge_flush(struct live_edge *edge)
{
    if (edge->is_joining)
        release(edge);
}

void live_edge_clear(struct live_edge *edge)
{
    media_queue_clear(&edge->gathered);
    media_queue_clear(&edge->ready);
    *edge = (struct live_edge){0};
}
