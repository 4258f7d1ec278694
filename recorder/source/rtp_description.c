/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/rtp_description.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define LEAST_RATE_HZ 8000
#define MOST_RATE_HZ 192000

/* RFC 3551 tables 4 and 5; from 35 on nothing is assigned for good. */
#define LAST_STATIC_TYPE 34
#define STATIC_L16_STEREO 10
#define STATIC_L16_MONO 11

static const struct codec {
    const char *name;
    enum rtp_codec codec;
    int default_hz; /* 0: the rate must be said */
} codecs[] = {
    {"opus", RTP_OPUS, 48000},
    {"PCMU", RTP_PCMU, 8000},
    {"PCMA", RTP_PCMA, 8000},
    {"G722", RTP_G722, 8000},
    {"L16", RTP_L16, 0},
};

#define CODEC_COUNT (sizeof codecs / sizeof codecs[0])

const char *rtp_codec_name(enum rtp_codec codec)
{
    return codecs[codec].name;
}

static const struct codec *find_codec(const char *name)
{
    for (size_t i = 0; i < CODEC_COUNT; i++) {
        if (strcasecmp(codecs[i].name, name) == 0)
            return &codecs[i];
    }
    return NULL;
}

/* The timestamps of Opus count 48 kHz whatever was encoded. */
static bool set_opus(
    struct rtp_description *description, int clock_hz, struct err *err)
{
    if (clock_hz != 48000)
        return err_set(err, ERR_CONFIG,
            "opus/%d: expected opus/48000/2, whatever the room's rate",
            clock_hz);
    description->codec = RTP_OPUS;
    description->clock_hz = 48000;
    description->sample_hz = 48000;
    description->channels = 2;
    return true;
}

/* RFC 3551 section 4.5.2: its clock is 8000 Hz by an old mistake. */
static bool set_g722(struct rtp_description *description, int clock_hz,
    int channels, struct err *err)
{
    if (clock_hz != 8000 || channels > 1)
        return err_set(err, ERR_CONFIG,
            "G722/%d/%d: expected G722/8000/1, though its sound is of 16000 Hz",
            clock_hz, channels ? channels : 1);
    description->codec = RTP_G722;
    description->clock_hz = 8000;
    description->sample_hz = 16000;
    description->channels = 1;
    return true;
}

bool rtp_description_set_codec(struct rtp_description *description,
    const char *name, int clock_hz, int channels, struct err *err)
{
    const struct codec *codec = find_codec(name);

    if (!codec)
        return err_set(err, ERR_CONFIG,
            "codec \"%s\": expected opus, pcmu, pcma, g722 or l16", name);
    if (!clock_hz)
        clock_hz = codec->default_hz;
    if (!clock_hz)
        return err_set(err, ERR_CONFIG,
            "codec \"%s\": expected its rate too, such as %s/44100/2", name,
            name);
    if (channels < 0 || channels > 2)
        return err_set(err, ERR_CONFIG, "%s with %d channels: expected 1 or 2",
            codec->name, channels);
    if (codec->codec == RTP_OPUS)
        return set_opus(description, clock_hz, err);
    if (codec->codec == RTP_G722)
        return set_g722(description, clock_hz, channels, err);
    if (clock_hz < LEAST_RATE_HZ || clock_hz > MOST_RATE_HZ)
        return err_set(err, ERR_CONFIG, "%s at %d Hz: expected %d to %d",
            codec->name, clock_hz, LEAST_RATE_HZ, MOST_RATE_HZ);
    description->codec = codec->codec;
    description->clock_hz = clock_hz;
    description->sample_hz = clock_hz;
    description->channels = channels ? channels : 1;
    return true;
}

static bool is_ipv6_number(const char *host)
{
    struct in6_addr address;
    char number[RTP_ADDRESS_BYTES] = "";
    size_t length = strcspn(host, "%"); /* fe80::1%eth0 */

    if (length >= sizeof number)
        return false;
    memcpy(number, host, length);
    return inet_pton(AF_INET6, number, &address) == 1;
}

static bool is_ipv4_or_name(const char *host)
{
    struct in_addr address;

    if (host[strspn(host, "0123456789.")] == '\0')
        return inet_pton(AF_INET, host, &address) == 1;
    return host[strspn(host,
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
               "0123456789.-_")] == '\0';
}

bool rtp_description_set_address(struct rtp_description *description,
    const char *address, bool is_ipv6, struct err *err)
{
    bool is_good = is_ipv6 ? is_ipv6_number(address)
                           : !*address || is_ipv4_or_name(address);

    if (!is_good || strlen(address) >= sizeof description->address)
        return err_set(err, ERR_CONFIG, "address \"%s\": expected %s", address,
            is_ipv6 ? "IPv6" : "IPv4 or a host name");
    memcpy(description->address, address, strlen(address) + 1);
    return true;
}

/* The static types of the telephone codecs are told already. */
static bool is_static_type(
    const struct rtp_description *description, int payload_type)
{
    int type = description->channels == 2 ? STATIC_L16_STEREO : STATIC_L16_MONO;

    return description->codec == RTP_L16 && description->clock_hz == 44100 &&
           payload_type == type;
}

bool rtp_description_takes_type(
    const struct rtp_description *description, int payload_type)
{
    if (description->payload_type >= 0)
        return payload_type == description->payload_type;
    return payload_type > LAST_STATIC_TYPE ||
           is_static_type(description, payload_type);
}

void rtp_description_format_name(const struct rtp_description *description,
    char name[RTP_DESCRIPTION_NAME_BYTES])
{
    const char *codec = rtp_codec_name(description->codec);

    if (description->payload_type >= 0)
        snprintf(name, RTP_DESCRIPTION_NAME_BYTES, "%s (payload type %d)",
            codec, description->payload_type);
    else
        snprintf(name, RTP_DESCRIPTION_NAME_BYTES, "%s", codec);
}

bool rtp_description_add_sender(
    struct rtp_description *description, const char *address, struct err *err)
{
    struct rtp_description sender;
    bool is_ipv6 = strchr(address, ':');

    if (description->sender_count == RTP_MOST_SENDERS)
        return err_set(
            err, ERR_LIMIT, "expected at most %d sources", RTP_MOST_SENDERS);
    if (!*address)
        return err_set(err, ERR_CONFIG, "expected an address");
    if (!rtp_description_set_address(&sender, address, is_ipv6, err))
        return false;
    memcpy(description->senders[description->sender_count++], sender.address,
        sizeof sender.address);
    return true;
}
