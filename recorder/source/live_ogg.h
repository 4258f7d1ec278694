/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A live Ogg/Opus stream (RFC 3533, RFC 7845) as it comes from a server, in
 * pieces of any size: bytes and their arrival in, packets of sound and notes
 * out.
 *
 *     live_ogg_join(ogg, type, err);               a connection begins
 *     live_ogg_push(ogg, bytes, length, arrival_ns, err);
 *     while (live_ogg_note(ogg, &note)) …
 *     while ((packet = live_ogg_pull(ogg))) …
 *
 * What is met in the wild and borne:
 *
 * - A new link of the chain for each title, with or without the end of the
 *   one before, under a new serial number or the same, with other channels;
 *   headers in the middle of a link.
 * - A listener moved to another mount and back, in the middle of a page; a
 *   stream joined late, whose granules begin at an hour.
 * - Damaged and missing pages: the packet behind them tells by its timestamp
 *   how much is missing, and `lost` how many packets that may have been.
 * - Packets that Opus cannot have made, and empty ones. None is passed on.
 *
 * Of a packet here: timestamp is the granule at its beginning, modulo 2^32;
 * arrival_ns is that of its page's last byte and `behind` the sound of that
 * page after it; origin.ssrc is the serial number and sequence the link,
 * counted from 0; begins_stream marks the first of a link.
 *
 * Pure. Memory is bounded by the packets of what was pushed at once.
 */
#ifndef ROOMCAST_SOURCE_LIVE_OGG_H
#define ROOMCAST_SOURCE_LIVE_OGG_H

#include "recorder/base/err.h"
#include "recorder/source/media_packet.h"

/* When nothing of use is found in so much of a connection, it is told. */
#define LIVE_OGG_MOST_JUNK_BYTES 131072
/* So much is enough of what is known not to be Ogg. */
#define LIVE_OGG_MOST_FOREIGN_BYTES 2048
#define LIVE_OGG_STRAY_NS INT64_C(5000000000)

enum live_ogg_kind {
    LIVE_OGG_LINK,      /* a link begins: what is in it */
    LIVE_OGG_TITLE,     /* another title than before */
    LIVE_OGG_REFUSED,   /* a link that is not Opus, or no Ogg: what it is */
    LIVE_OGG_HEADERLESS /* pages without the headers they need */
};

struct live_ogg_note {
    enum live_ogg_kind kind;
    uint16_t link; /* that it is about */
    char text[256];
};

struct live_ogg;

struct live_ogg *live_ogg_new(struct err *err);

/* The bytes that follow are of a new connection, and called `type` by the
 * server (its Content-Type; NULL: nothing is known), which only counts when no
 * page is found. What is left of the connection before can still be pulled.
 * ERR_MEMORY only. */
bool live_ogg_join(struct live_ogg *ogg, const char *type, struct err *err);

/* ERR_MEMORY only. */
bool live_ogg_push(struct live_ogg *ogg, const uint8_t *bytes, size_t length,
    int64_t arrival_ns, struct err *err);

/* The next packet, now the caller's; NULL: there is none. */
struct media_packet *live_ogg_pull(struct live_ogg *ogg);

/* The next note; false: there is none. Of more than a few that nobody asked
 * for the oldest are forgotten. */
bool live_ogg_note(struct live_ogg *ogg, struct live_ogg_note *note);

/* True when the connection has brought a page at all. */
bool live_ogg_has_pages(const struct live_ogg *ogg);

/* What it brings, when that has no page: "MP3", "a playlist", …, "no Ogg
 * stream". */
const char *live_ogg_foreign_name(const struct live_ogg *ogg);

/* Packets missing, and things that were not what they should be. */
int64_t live_ogg_lost(const struct live_ogg *ogg);
int64_t live_ogg_garbage(const struct live_ogg *ogg);

/* NULL is fine. */
void live_ogg_free(struct live_ogg *ogg);
OWNED(live_ogg)

#endif
