/* SPDX-License-Identifier: BSD-2-Clause */
/* Opus packets decoded, limited and encoded as MP3: a part of live_stream.h.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_LIVE_MP3_H
#define ROOMCAST_PUBLISHER_RELAY_LIVE_MP3_H

#include "publisher/relay/live_stream.h"

struct live_mp3;

struct live_mp3 *live_mp3_new(const struct live_facts *facts, struct err *err);

bool live_mp3_packet(struct live_mp3 *stream, const uint8_t *bytes,
    size_t length, struct live_page *page, struct err *err);
bool live_mp3_finish(
    struct live_mp3 *stream, struct live_page *page, struct err *err);

/* NULL is fine. */
void live_mp3_free(struct live_mp3 *stream);
OWNED(live_mp3)

#endif
