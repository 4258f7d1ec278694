/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A live stream of any bytes, with their checksums mended, through live_ogg,
 * live_edge and the timeline: packets are what Opus can have made, and what is
 * handed out is never longer than what passed.
 */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/audio/codec.h"
#include "recorder/source/live_edge.h"
#include "recorder/source/live_ogg.h"
#include "recorder/source/timeline.h"
#include "tests/fuzz/mend_pages.h"

#define BEGIN_NS INT64_C(1000000000000)
#define STEP_NS INT64_C(20000000)

struct listener {
    struct live_ogg *ogg;
    struct live_edge edge;
    struct timeline line;
    int64_t now_ns;
    int64_t ticks;
};

static void hear(struct listener *listener, struct media_packet *packet)
{
    assert(codec_packet_frames_48k(packet->payload, packet->bytes) ==
           packet->ticks);
    listener->ticks += packet->ticks;
    media_packet_free(packet);
}

static void drain(struct listener *listener)
{
    struct live_ogg_note note;
    struct media_packet *packet;
    struct timeline_step step;
    enum timeline_kind kind;

    while (live_ogg_note(listener->ogg, &note))
        assert(memchr(note.text, '\0', sizeof note.text));
    while ((packet = live_ogg_pull(listener->ogg)))
        live_edge_push(&listener->edge, packet);
    while ((packet = live_edge_pull(&listener->edge, listener->now_ns)))
        timeline_push(&listener->line, packet);
    while ((kind = timeline_pull(&listener->line, listener->now_ns, &step)) !=
           TIMELINE_NONE) {
        assert(
            kind == TIMELINE_PACKET || (step.gap > 0 && step.gap % 120 == 0));
        if (kind == TIMELINE_PACKET)
            hear(listener, step.packet);
        else
            listener->ticks += step.gap;
    }
}

static void join(struct listener *listener)
{
    struct err err;

    assert(live_ogg_join(listener->ogg, NULL, &err));
    live_edge_join(&listener->edge, listener->now_ns);
}

/* Each piece says by its first byte how long it is and how late. */
static void listen(
    struct listener *listener, const uint8_t *bytes, size_t length)
{
    struct err err;

    for (size_t at = 0; at < length;) {
        size_t piece = 1 + bytes[at] * (size_t)8;
        if (piece > length - at)
            piece = length - at;
        listener->now_ns += bytes[at] % 64 * STEP_NS;
        if (bytes[at] == 0x55)
            join(listener);
        assert(live_ogg_push(
            listener->ogg, bytes + at, piece, listener->now_ns, &err));
        drain(listener);
        at += piece;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct err err;
    own_heap(uint8_t) mended = malloc(length + 1);
    struct listener listener = {.ogg = live_ogg_new(&err), .now_ns = BEGIN_NS};

    assert(mended && listener.ogg);
    memcpy(mended, bytes, length);
    mend_pages(mended, length);
    timeline_init(&listener.line, 48000, 120);
    timeline_expect_pages(&listener.line);
    join(&listener);
    listen(&listener, mended, length);
    live_edge_flush(&listener.edge);
    drain(&listener);
    timeline_stop(&listener.line, listener.now_ns);
    drain(&listener);
    if (listener.line.has_begun) {
        int64_t passed =
            (listener.now_ns - listener.line.start_ns) / 1000 * 48 / 1000;
        /* A packet may be early by 35 ms, and is up to 120 ms long. */
        assert(listener.ticks <= passed + (155 + 5) * 48);
    }
    live_ogg_free(listener.ogg);
    live_edge_clear(&listener.edge);
    timeline_clear(&listener.line);
    return 0;
}
