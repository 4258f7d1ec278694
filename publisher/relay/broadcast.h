/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What goes to one server: the packets of a session as they come, as pages of
 * a stream that begins anew with each connection, at the live edge, and is
 * kept in step with time. Pure: time is given, pages are handed over.
 *
 *     broadcast = broadcast_new(&facts, &taker, err);   a session begins
 *     broadcast_packet(broadcast, &packet, now_ns);     always
 *     broadcast_join(broadcast, now_ns, err);           a server takes it
 *     broadcast_settle(broadcast, now_ns);              nothing more for now
 *     broadcast_leave(broadcast);                       the server is gone
 *     broadcast_finish(broadcast);                      the session is over
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_BROADCAST_H
#define ROOMCAST_PUBLISHER_RELAY_BROADCAST_H

#include "publisher/relay/live_stream.h"
#include "publisher/relay/packet_tail.h"

/* Is given each page, borrowed; whether it takes it is its own affair. */
struct page_taker {
    void *user;
    void (*page)(void *user, const struct live_page *page);
};

struct broadcast;

/* Strings of the facts are borrowed; its pre-skip is ours to choose. */
struct broadcast *broadcast_new(const struct live_facts *facts,
    const struct page_taker *taker, struct err *err);

void broadcast_packet(struct broadcast *broadcast,
    const struct tail_packet *packet, int64_t now_ns);

/* Headers and the newest second of the session. */
bool broadcast_join(
    struct broadcast *broadcast, int64_t now_ns, struct err *err);

/* Hands over what is in hand, and silence when that is due. */
void broadcast_settle(struct broadcast *broadcast, int64_t now_ns);

/* When silence will be due; INT64_MAX: it is not joined. */
int64_t broadcast_deadline_ns(const struct broadcast *broadcast);

bool broadcast_is_joined(const struct broadcast *broadcast);
void broadcast_leave(struct broadcast *broadcast);
void broadcast_finish(struct broadcast *broadcast);

/* Of this connection: silence of ours, and what came too early. */
int64_t broadcast_filled_48k(const struct broadcast *broadcast);
int64_t broadcast_left_out_48k(const struct broadcast *broadcast);

/* NULL is fine. */
void broadcast_free(struct broadcast *broadcast);
OWNED(broadcast)

#endif
