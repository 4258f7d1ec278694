/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One medium of a session description (RFC 8866 section 5.14): its m= line
 * and the attributes below it, and what a receiver has to know of them.
 *
 * Lines come without their letter and "=", and are cut into words in place.
 */
#ifndef ROOMCAST_SOURCE_SDP_MEDIUM_H
#define ROOMCAST_SOURCE_SDP_MEDIUM_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/source/rtp_description.h"

#define SDP_TYPE_COUNT 128
#define SDP_NAME_BYTES 32

/* What one payload type means. */
struct sdp_format {
    char name[SDP_NAME_BYTES]; /* "": nobody has said */
    int clock_hz;
    int channels; /* 0: not said */
    int line;
    bool has_repeats; /* of RED: a=fmtp says … */
    int repeats;      /* … what type it carries */
};

/* Where it comes from and to: said for the session, for a medium, or both,
 * and the latter counts. */
struct sdp_place {
    bool has_address;
    struct rtp_description at;        /* the address, and who may send to it */
    char filtered[RTP_ADDRESS_BYTES]; /* what the senders are for; "": none */
};

struct sdp_medium {
    int line; /* of its m=; 0: the session's own lines, before the first */
    bool is_audio;
    int port;
    char protocol[SDP_NAME_BYTES];
    struct sdp_place place;
    int rtcp_port;     /* RTP_RTCP_NEXT: not said */
    int crypto_line;   /* of the first a=crypto; 0: there is none */
    struct err crypto; /* why that was not taken */
    struct secure_key key;
    int types[SDP_TYPE_COUNT];
    size_t type_count;
    struct sdp_format formats[SDP_TYPE_COUNT];
};

/* Cuts off the next word and moves *rest behind it; "" at the end. */
char *sdp_next_word(char **rest);

/* m=audio 5004 RTP/AVP 111 0; what was there before is forgotten. */
bool sdp_medium_begin(
    struct sdp_medium *medium, char *value, int line, struct err *err);

/* a=rtpmap, a=fmtp, a=crypto, a=rtcp, a=rtcp-mux; others are passed over. */
bool sdp_medium_attribute(
    struct sdp_medium *medium, char *value, int line, struct err *err);

/* What to receive, or *line and *err say why it cannot be. `session` is for
 * what the medium itself does not say. */
bool sdp_medium_describe(const struct sdp_medium *medium,
    const struct sdp_place *session, struct rtp_description *description,
    int *line, struct err *err);

#endif
