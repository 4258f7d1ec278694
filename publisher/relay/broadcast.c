/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/broadcast.h"

#include "publisher/relay/live_pace.h"

/* Of silence on a page. */
#define SILENCE_48K 9600

struct broadcast {
    struct live_facts facts;
    struct page_taker taker;
    struct packet_tail *tail;
    struct live_stream *stream; /* NULL: no server takes it */
    struct live_pace pace;
    struct live_page page; /* in hand */
};

struct broadcast *broadcast_new(const struct live_facts *facts,
    const struct page_taker *taker, struct err *err)
{
    own(broadcast) broadcast = calloc(1, sizeof *broadcast);

    if (!broadcast)
        return err_no_memory(err), NULL;
    broadcast->facts = *facts;
    broadcast->facts.preskip_48k = LIVE_STREAM_PRESKIP_48K;
    broadcast->taker = *taker;
    broadcast->tail = packet_tail_new(err);
    return broadcast->tail ? take(broadcast) : NULL;
}

static void hand_over(struct broadcast *broadcast)
{
    if (broadcast->page.bytes.length > 0)
        broadcast->taker.page(broadcast->taker.user, &broadcast->page);
    live_page_reset(&broadcast->page);
}

/* What cannot be made (no memory) is missing, like a page that is dropped. */
static void push(struct broadcast *broadcast, const struct tail_packet *packet)
{
    struct err ignored;

    live_stream_packet(broadcast->stream, packet->bytes, packet->length,
        &broadcast->page, &ignored);
    hand_over(broadcast);
}

void broadcast_packet(struct broadcast *broadcast,
    const struct tail_packet *packet, int64_t now_ns)
{
    packet_tail_push(broadcast->tail, packet, now_ns);
    if (broadcast->stream && live_pace_takes(&broadcast->pace, packet->length,
                                 packet->frames_48k, now_ns))
        push(broadcast, packet);
}

static void push_silence(struct broadcast *broadcast, int64_t frames_48k)
{
    struct err ignored;

    while (frames_48k > 0) {
        int64_t piece = frames_48k < SILENCE_48K ? frames_48k : SILENCE_48K;
        live_stream_silence(
            broadcast->stream, piece, &broadcast->page, &ignored);
        hand_over(broadcast);
        frames_48k -= piece;
    }
}

static void flush(struct broadcast *broadcast)
{
    struct err ignored;

    live_stream_flush(broadcast->stream, &broadcast->page, &ignored);
    hand_over(broadcast);
}

/* With at least as much sound as a decoder settles in. */
static void push_tail(struct broadcast *broadcast, int64_t now_ns)
{
    size_t count = packet_tail_count(broadcast->tail, now_ns);

    if (count == 0)
        push_silence(broadcast, LIVE_STREAM_PRESKIP_48K);
    for (size_t at = 0; at < count; at++) {
        const struct tail_packet packet = packet_tail_at(broadcast->tail, at);
        push(broadcast, &packet);
    }
    flush(broadcast);
}

bool broadcast_join(
    struct broadcast *broadcast, int64_t now_ns, struct err *err)
{
    broadcast_leave(broadcast);
    broadcast->stream =
        live_stream_new(&broadcast->facts, &broadcast->page.bytes, err);
    if (!broadcast->stream)
        return false;
    hand_over(broadcast);
    push_tail(broadcast, now_ns);
    live_pace_begin(
        &broadcast->pace, now_ns, live_stream_frames_48k(broadcast->stream));
    return true;
}

void broadcast_settle(struct broadcast *broadcast, int64_t now_ns)
{
    if (!broadcast->stream)
        return;
    push_silence(broadcast, live_pace_silence_48k(&broadcast->pace, now_ns));
    flush(broadcast);
}

int64_t broadcast_deadline_ns(const struct broadcast *broadcast)
{
    return broadcast->stream ? live_pace_deadline_ns(&broadcast->pace)
                             : INT64_MAX;
}

bool broadcast_is_joined(const struct broadcast *broadcast)
{
    return broadcast->stream;
}

void broadcast_leave(struct broadcast *broadcast)
{
    live_stream_free(take(broadcast->stream));
    live_page_reset(&broadcast->page);
}

void broadcast_finish(struct broadcast *broadcast)
{
    struct err ignored;

    if (!broadcast->stream)
        return;
    live_stream_finish(broadcast->stream, &broadcast->page, &ignored);
    hand_over(broadcast);
    broadcast_leave(broadcast);
}

int64_t broadcast_filled_48k(const struct broadcast *broadcast)
{
    return broadcast->pace.filled_48k;
}

int64_t broadcast_left_out_48k(const struct broadcast *broadcast)
{
    return broadcast->pace.left_out_48k;
}

void broadcast_free(struct broadcast *broadcast)
{
    if (!broadcast)
        return;
    live_stream_free(broadcast->stream);
    packet_tail_free(broadcast->tail);
    live_page_clear(&broadcast->page);
    free(broadcast);
}
