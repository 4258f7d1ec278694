/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One link of a live Ogg/Opus stream (RFC 3533, RFC 7845): its pages in,
 * packets of sound out. Links follow each other; see live_ogg.h for what the
 * fields of a packet are.
 *
 *     struct live_link link = {0};
 *     live_link_start(&link, &page);                    with OpusHead
 *     live_link_push(&link, &page, arrival_ns, &packets, err);
 *     if (link.tags.bytes) …
 *     live_link_clear(&link);
 */
#ifndef ROOMCAST_SOURCE_LIVE_LINK_H
#define ROOMCAST_SOURCE_LIVE_LINK_H

#include "recorder/recording/packet_joiner.h"
#include "recorder/source/media_packet.h"

struct live_link {
    uint32_t serial;
    uint16_t number; /* how many links have been started, modulo 2^16 */
    bool begins;     /* no packet has come yet */
    struct joined_packet tags; /* that the last page held, lent until the next;
                                  bytes NULL: none */
    int64_t lost;              /* packets, in all links */
    int64_t garbage; /* packets that Opus cannot have made, in all links */

    /* Private. */
    struct packet_joiner joiner;
    uint32_t next_page;
    bool is_granule_known;
    int64_t granule; /* at the end of the last packet */
    int last_ticks;
};

/* Begins the next link with its first page, which holds OpusHead. */
void live_link_start(struct live_link *link, const struct page *page);

/* Takes a later page of the link and appends what sounds in it. ERR_MEMORY
 * only. */
bool live_link_push(struct live_link *link, const struct page *page,
    int64_t arrival_ns, struct media_queue *packets, struct err *err);

void live_link_clear(struct live_link *link);

#endif
