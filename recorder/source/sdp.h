/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Session descriptions (RFC 8866), as far as a receiver of one RTP stream of
 * sound needs them:
 *
 *     v=0
 *     c=IN IP4 127.0.0.1
 *     m=audio 5004 RTP/AVP 111
 *     a=rtpmap:111 opus/48000/2
 *
 * Of several media the first of audio that can be recorded is taken, of its
 * formats the first one supported: Opus, PCMU, PCMA, G722 and L16, by
 * a=rtpmap or by their static types 0, 8, 9, 10 and 11; red (RFC 2198) beside
 * it. SRTP is what has a=crypto (RFC 4568), under RTP/SAVP or, as ffmpeg
 * writes it, RTP/AVP. a=source-filter (RFC 4570), a=rtcp and a=rtcp-mux are
 * heeded. Attributes that do not change what arrives (a=fmtp, a=ptime, …) are
 * passed over, and so are the other media. Lines end in LF or CRLF.
 * The line "SDP:", which ffmpeg prints before its description, too is passed
 * over.
 *
 * Keys are wiped from memory but for the description's, and appear in no
 * message.
 */
#ifndef ROOMCAST_SOURCE_SDP_H
#define ROOMCAST_SOURCE_SDP_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/source/rtp_description.h"

/* The most that is read from a file. */
#define SDP_MOST_BYTES 65536

/* ERR_FORMAT with "PATH:LINE: …" when a line cannot be read, when there is no
 * sound, and when it is of a kind not supported: encrypted in another way
 * (DTLS), switched off (port 0), or in other codecs, which are named.
 * `path` is for messages only. */
bool sdp_parse(const char *bytes, size_t length, const char *path,
    struct rtp_description *description, struct err *err);

/* Reads the file and parses it. ERR_CONFIG when it cannot be opened or is no
 * regular file, ERR_LIMIT above SDP_MOST_BYTES. */
bool sdp_load(
    const char *path, struct rtp_description *description, struct err *err);

#endif
