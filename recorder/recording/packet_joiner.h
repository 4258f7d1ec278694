/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The whole packets that end on a page, joined with what earlier pages of
 * the stream held of them.
 *
 *     struct packet_joiner joiner = {.most_bytes = 65536};
 *     packet_joiner_push(&joiner, &page, err);
 *     for (size_t i = 0; i < joiner.count; i++)
 *         joiner.packets[i] …
 *     packet_joiner_clear(&joiner);
 */
#ifndef ROOMCAST_RECORDING_PACKET_JOINER_H
#define ROOMCAST_RECORDING_PACKET_JOINER_H

#include "recorder/base/err.h"
#include "recorder/base/text.h"
#include "recorder/recording/page.h"

struct joined_packet {
    const uint8_t *bytes; /* in the page, or in the joiner */
    size_t length;
};

struct packet_joiner {
    size_t most_bytes; /* of a packet; a longer one is lost */
    struct joined_packet packets[PAGE_MOST_SEGMENTS];
    size_t count;
    bool has_lost; /* a packet could not be joined on the last push */

    /* Private. */
    struct text ended; /* the first packet, if it began on another page */
    struct text begun; /* the last packet of the page, if it goes on */
    bool is_going_on;
    uint32_t next_number;
};

/* Takes the next page of the stream. The packets are lent until the next
 * push, and no longer than the page. ERR_MEMORY only. */
bool packet_joiner_push(
    struct packet_joiner *joiner, const struct page *page, struct err *err);

void packet_joiner_clear(struct packet_joiner *joiner);

#endif
