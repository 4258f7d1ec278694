/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one RTP stream is and where it arrives: the little that a receiver
 * must know beforehand, from a URL here or from a session description
 * (sdp.h).
 *
 *     rtp://ADDRESS:PORT?codec=CODEC[/RATE[/CHANNELS]][&KEY=VALUE...]
 *
 *     rtp://127.0.0.1:5004?codec=opus
 *     rtp://:5004?codec=pcmu              every address of this machine
 *     rtp://239.1.2.3:5004?codec=l16/44100/2&pt=100&interface=eth0
 *     rtp://232.1.2.3:5004?codec=opus&source=192.0.2.7
 *     rtp://[ff15::101]:5004?codec=opus
 *     rtp://127.0.0.1:5004?codec=opus&pt=111&red=63
 *     rtp://127.0.0.1:5004?codec=opus&srtp=AES_CM_128_HMAC_SHA1_80
 *
 * pt         the payload type (without: the first that comes)
 * red        the type of packets that repeat earlier ones (RFC 2198)
 * srtp       the suite it is encrypted with; its key is never in a URL
 * source     the only address that may send; for a group it is joined
 *            source-specific (RFC 4607)
 * interface  where a group is joined: eth0
 * reorder    for how many ms a packet is waited for that others overtook
 *            (without: 500); what comes later is late, and not recorded
 * rtcp       the port of sender reports, or off (without: the next one)
 */
#ifndef ROOMCAST_SOURCE_RTP_DESCRIPTION_H
#define ROOMCAST_SOURCE_RTP_DESCRIPTION_H

#include <stdbool.h>

#include "recorder/base/err.h"
#include "recorder/source/secure_key.h"

enum rtp_codec {
    RTP_OPUS, /* RFC 7587 */
    RTP_PCMU, /* G.711 mu-law, RFC 3551 section 4.5.14 */
    RTP_PCMA, /* G.711 A-law, the same section */
    RTP_G722, /* 64 kbit/s, section 4.5.2 */
    RTP_L16   /* 16 bits, most significant byte first, section 4.5.11 */
};

#define RTP_ADDRESS_BYTES 64
#define RTP_INTERFACE_BYTES 16
#define RTP_MOST_SENDERS 4

/* For rtcp_port: reports come to the port after that of the sound (RFC 3550
 * section 11), or on no port of their own. On the sound's own port (RFC 5761)
 * they are taken in any case. */
enum { RTP_RTCP_NEXT = 0, RTP_RTCP_OFF = -1 };

struct rtp_description {
    /* Of this machine or a multicast group: IPv4, IPv6 without brackets, or a
     * host name; "" for every address of this machine. */
    char address[RTP_ADDRESS_BYTES];
    int port;         /* 1 to 65535 */
    int payload_type; /* 0 to 127; -1: not told, the first that comes */
    int red_type;     /* of RFC 2198; 0: there is none */
    enum rtp_codec codec;
    int clock_hz;   /* of the timestamps; 48000 for Opus */
    int sample_hz;  /* of the sound: the same, but 16000 to 8000 for G.722 */
    int channels;   /* 1 or 2; for Opus 2, the most that may come */
    int reorder_ms; /* 1 to 2000; 0: not told */
    int rtcp_port;  /* or RTP_RTCP_NEXT, RTP_RTCP_OFF */
    char interface[RTP_INTERFACE_BYTES]; /* of a group; "": the kernel's */
    /* Who may send, as `address`; none: anybody. */
    char senders[RTP_MOST_SENDERS][RTP_ADDRESS_BYTES];
    size_t sender_count;
    struct secure_key key; /* its suite is SECURE_NONE for plain RTP */
    bool is_key_exposed;   /* it came from a file that others can read */
};

/* As the standards write it: "opus", "PCMU", "PCMA", "G722", "L16". */
const char *rtp_codec_name(enum rtp_codec codec);

/* Sets codec, clock_hz, sample_hz and channels from an encoding's name in any
 * case, a clock rate and a number of channels; 0 stands for what was not said.
 * Opus becomes 48000 and 2 whatever its channels are said to be (RFC 7587
 * section 4.1). ERR_CONFIG for another codec, rate or number of channels. */
bool rtp_description_set_codec(struct rtp_description *description,
    const char *name, int clock_hz, int channels, struct err *err);

/* An IPv4 address, a host name or "", or else an IPv6 address. ERR_CONFIG for
 * anything else. */
bool rtp_description_set_address(struct rtp_description *description,
    const char *address, bool is_ipv6, struct err *err);

/* Adds one, an IPv4 or IPv6 address or a host name; ERR_CONFIG for anything
 * else, ERR_LIMIT when there are RTP_MOST_SENDERS already. */
bool rtp_description_add_sender(
    struct rtp_description *description, const char *address, struct err *err);

/* Can a packet of that payload type (0 to 127) be this stream's? When none was
 * told, the static types of RFC 3551 (0 to 34) are what section 6 says they
 * are, and any other may be. */
bool rtp_description_takes_type(
    const struct rtp_description *description, int payload_type);

/* For people: "opus", "PCMU (payload type 0)". */
#define RTP_DESCRIPTION_NAME_BYTES 40
void rtp_description_format_name(const struct rtp_description *description,
    char name[RTP_DESCRIPTION_NAME_BYTES]);

/* Reads such a URL. Without pt, PCMU, PCMA and G722 at 8000 Hz are of their
 * static types 0, 8 and 9 (RFC 3551 section 6). The key of SRTP is not yet
 * known then: secure_key_set(). ERR_CONFIG with the URL, what was
 * found and what was expected. */
bool rtp_description_from_url(
    const char *url, struct rtp_description *description, struct err *err);

#endif
