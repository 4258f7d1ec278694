/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A live room over RTP (RFC 3550; Opus by RFC 7587) or SRTP (RFC 3711): the
 * sockets, and behind them rtp_receiver, jitter_buffer and timeline.
 *
 * It never sends. Where the port for reports is taken it goes without them.
 * Events: "source", "warning" and "sender-clock", see rtp_receiver.h;
 * "timestamps", which jumped further than time has gone.
 */
#ifndef ROOMCAST_SOURCE_RTP_SOURCE_H
#define ROOMCAST_SOURCE_RTP_SOURCE_H

#include "recorder/source/rtp_description.h"
#include "recorder/source/source.h"

/* Listens. Of an encrypted stream's state, kept in the file `state` (NULL:
 * nowhere), the rollover counter is read now, and written when it changes, at
 * most every ten seconds, and at the end. ERR_BUSY when the port is taken,
 * ERR_CONFIG when a key is missing. */
struct source *rtp_source_open(const struct rtp_description *description,
    const char *state, struct err *err);

#endif
