/* SPDX-License-Identifier: BSD-2-Clause */
/* Opus packets as they are into one Ogg stream: a part of live_stream.h. */
#ifndef ROOMCAST_PUBLISHER_RELAY_LIVE_OPUS_H
#define ROOMCAST_PUBLISHER_RELAY_LIVE_OPUS_H

#include "publisher/relay/live_stream.h"

struct live_opus;

struct live_opus *live_opus_new(
    const struct live_facts *facts, struct text *headers, struct err *err);

bool live_opus_packet(struct live_opus *stream, const uint8_t *bytes,
    size_t length, struct live_page *page, struct err *err);
bool live_opus_flush(
    struct live_opus *stream, struct live_page *page, struct err *err);
bool live_opus_finish(
    struct live_opus *stream, struct live_page *page, struct err *err);

/* NULL is fine. */
void live_opus_free(struct live_opus *stream);
OWNED(live_opus)

#endif
