/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/stream_lock.h"

#include <string.h>

/* RFC 3550 A.1. */
#define MAX_DROPOUT 3000
#define MAX_MISORDER 100

/* After this long a step back is a new beginning, not a late packet. */
#define IDLE_NS INT64_C(1000000000)

/* An heir that has been quiet for so long makes way: longer than the longest
 * packets last. */
#define QUIET_NS INT64_C(130000000)

/* Enough for 250 ms of 2.5 ms packets. */
#define HEIR_PACKETS 128

static bool is_same_host(
    const struct media_origin *a, const struct media_origin *b)
{
    return memcmp(a->address, b->address, sizeof a->address) == 0;
}

static bool is_same_origin(
    const struct media_origin *a, const struct media_origin *b)
{
    return a->ssrc == b->ssrc && a->port == b->port &&
           a->payload_type == b->payload_type && is_same_host(a, b);
}

static void refuse(struct stream_lock *lock, struct media_packet *packet)
{
    lock->strangers++;
    media_packet_free(packet);
}

/* Counts as refused all that waited in vain. */
static void refuse_all(struct stream_lock *lock, struct media_queue *heir)
{
    lock->strangers += heir->count;
    media_queue_clear(heir);
}

static void note_arrival(
    struct stream_lock *lock, const struct media_packet *packet)
{
    if ((int16_t)(packet->sequence - lock->highest) > 0)
        lock->highest = packet->sequence;
    lock->last_arrival_ns = packet->arrival_ns;
}

/* The heir becomes the room, with all that was held of it. */
static void enthrone(struct stream_lock *lock, struct media_queue *heir,
    struct media_queue *room)
{
    struct media_packet *first = heir->first;

    first->begins_stream = true;
    lock->is_locked = true;
    lock->room = first->origin;
    lock->highest = first->sequence;
    for (const struct media_packet *at = first; at; at = at->next)
        note_arrival(lock, at);
    media_queue_append(room, heir);
}

static bool follows_in_order(
    const struct media_packet *packet, const struct media_packet *before)
{
    int16_t step = (int16_t)(packet->sequence - before->sequence);

    return step != 0 && step >= -MAX_MISORDER && step <= MAX_MISORDER;
}

static bool is_throne_free(
    const struct stream_lock *lock, const struct media_packet *packet)
{
    int64_t silent_ns = packet->arrival_ns - lock->last_arrival_ns;

    if (!lock->is_locked || is_same_origin(&packet->origin, &lock->room))
        return true;
    return silent_ns >= (is_same_host(&packet->origin, &lock->room)
                                ? STREAM_LOCK_SAME_HOST_NS
                                : STREAM_LOCK_OTHER_HOST_NS);
}

static int64_t last_arrival_of(const struct media_queue *heir)
{
    return heir->last ? heir->last->arrival_ns : INT64_MIN;
}

/* The place of that sender; if it has none, that of the one that has been
 * quiet for longest. NULL: none has been quiet for long. */
static struct media_queue *find_heir(
    struct stream_lock *lock, const struct media_packet *packet)
{
    struct media_queue *quietest = &lock->heirs[0];

    for (int i = 0; i < STREAM_LOCK_HEIRS; i++) {
        struct media_queue *heir = &lock->heirs[i];
        if (heir->last && is_same_origin(&heir->last->origin, &packet->origin))
            return heir;
        if (last_arrival_of(heir) < last_arrival_of(quietest))
            quietest = heir;
    }
    if (quietest->last &&
        packet->arrival_ns - quietest->last->arrival_ns < QUIET_NS)
        return NULL;
    refuse_all(lock, quietest);
    return quietest;
}

static void hold(struct stream_lock *lock, struct media_packet *packet,
    struct media_queue *room)
{
    struct media_queue *heir = find_heir(lock, packet);

    if (!heir) {
        refuse(lock, packet);
        return;
    }
    if (heir->last && !follows_in_order(packet, heir->last))
        refuse_all(lock, heir);
    if (heir->count == HEIR_PACKETS)
        refuse(lock, media_queue_pop(heir));
    media_queue_push(heir, packet);
    if (heir->count >= 2 && is_throne_free(lock, packet))
        enthrone(lock, heir, room);
}

static bool is_plausible(
    const struct stream_lock *lock, const struct media_packet *packet)
{
    int16_t step = (int16_t)(packet->sequence - lock->highest);

    if (step <= 0 && packet->arrival_ns - lock->last_arrival_ns >= IDLE_NS)
        return false;
    return step >= -MAX_MISORDER && step <= MAX_DROPOUT;
}

void stream_lock_push(struct stream_lock *lock, struct media_packet *packet,
    struct media_queue *room)
{
    if (!lock->is_locked || !is_same_origin(&packet->origin, &lock->room) ||
        !is_plausible(lock, packet)) {
        hold(lock, packet, room);
        return;
    }
    /* The room talks: whoever waited was not it. */
    for (int i = 0; i < STREAM_LOCK_HEIRS; i++)
        refuse_all(lock, &lock->heirs[i]);
    note_arrival(lock, packet);
    media_queue_push(room, packet);
}

void stream_lock_clear(struct stream_lock *lock)
{
    for (int i = 0; i < STREAM_LOCK_HEIRS; i++)
        media_queue_clear(&lock->heirs[i]);
    *lock = (struct stream_lock){0};
}
