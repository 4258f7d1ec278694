/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/sdp_medium.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RED "red"

/* The static types a peer may use without a word (RFC 3551 table 4). Those
 * that cannot be recorded are here for the message. */
static const struct {
    int type;
    struct sdp_format format;
} static_formats[] = {
    {0, {"PCMU", 8000, 1, 0, false, 0}},
    {3, {"GSM", 8000, 1, 0, false, 0}},
    {4, {"G723", 8000, 1, 0, false, 0}},
    {8, {"PCMA", 8000, 1, 0, false, 0}},
    {9, {"G722", 8000, 1, 0, false, 0}},
    {10, {"L16", 44100, 2, 0, false, 0}},
    {11, {"L16", 44100, 1, 0, false, 0}},
    {14, {"MPA", 90000, 0, 0, false, 0}},
    {15, {"G728", 8000, 1, 0, false, 0}},
    {18, {"G729", 8000, 1, 0, false, 0}},
};

#define STATIC_COUNT (sizeof static_formats / sizeof static_formats[0])

char *sdp_next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " \t");
    size_t length = strcspn(word, " \t");

    *rest = word + length;
    if (**rest)
        *(*rest)++ = '\0';
    return word;
}

/* Digits and nothing else, up to `most`. */
static bool parse_number(const char *text, int most, int *number)
{
    size_t digits = strspn(text, "0123456789");
    long value = strtol(text, NULL, 10);

    if (!digits || text[digits] || value > most)
        return false;
    *number = (int)value;
    return true;
}

static bool copy_name(char name[SDP_NAME_BYTES], const char *text)
{
    size_t length = strlen(text);

    if (!length || length >= SDP_NAME_BYTES)
        return false;
    memcpy(name, text, length + 1);
    return true;
}

/* a=rtpmap:111 opus/48000/2 (section 6.6) */
static bool read_mapping(struct sdp_medium *medium, char *value, int line)
{
    int type;
    struct sdp_format format = {.line = line};
    char *number = sdp_next_word(&value);
    char *name = sdp_next_word(&value);
    char *clock = strchr(name, '/');
    char *channels = clock ? strchr(clock + 1, '/') : NULL;

    if (!clock)
        return false;
    *clock++ = '\0';
    if (channels)
        *channels++ = '\0';
    if (!parse_number(number, SDP_TYPE_COUNT - 1, &type) ||
        !copy_name(format.name, name) ||
        !parse_number(clock, 1000000, &format.clock_hz) ||
        (channels && !parse_number(channels, 255, &format.channels)))
        return false;
    format.has_repeats = medium->formats[type].has_repeats;
    format.repeats = medium->formats[type].repeats;
    medium->formats[type] = format;
    return true;
}

/* a=fmtp:63 111/111 (RFC 2198 section 5). What it says of other formats
 * (stereo, usedtx, …) changes nothing for a receiver. */
static void read_parameters(struct sdp_medium *medium, char *value)
{
    int type;
    const char *number = sdp_next_word(&value);
    char *first = sdp_next_word(&value);
    char *rest = strchr(first, '/');

    if (!rest || !parse_number(number, SDP_TYPE_COUNT - 1, &type))
        return;
    *rest = '\0';
    struct sdp_format *format = &medium->formats[type];
    format->has_repeats =
        parse_number(first, SDP_TYPE_COUNT - 1, &format->repeats);
}

/* Of several the first that can be used. */
static void read_crypto(struct sdp_medium *medium, const char *value, int line)
{
    if (medium->key.suite != SECURE_NONE)
        return;
    bool is_first = !medium->crypto_line;
    struct err why = {0};
    if (is_first)
        medium->crypto_line = line;
    if (!secure_key_from_crypto(value, &medium->key, &why) && is_first)
        medium->crypto = why;
}

/* a=rtcp:5011 IN IP4 … (RFC 3605) */
static bool read_rtcp(struct sdp_medium *medium, char *value)
{
    int port;

    if (!parse_number(sdp_next_word(&value), 65535, &port) || !port)
        return false;
    medium->rtcp_port = port;
    return true;
}

static char *behind(char *value, const char *name)
{
    size_t length = strlen(name);

    return strncmp(value, name, length) == 0 ? value + length : NULL;
}

bool sdp_medium_attribute(
    struct sdp_medium *medium, char *value, int line, struct err *err)
{
    char *rest;

    if (!medium->is_audio)
        return true;
    if ((rest = behind(value, "crypto:")))
        read_crypto(medium, rest, line);
    else if ((rest = behind(value, "fmtp:")))
        read_parameters(medium, rest);
    else if (strcmp(value, "rtcp-mux") == 0)
        medium->rtcp_port = RTP_RTCP_OFF;
    else if ((rest = behind(value, "rtcp:")) && !read_rtcp(medium, rest))
        return err_set(err, ERR_FORMAT, "expected a=rtcp:PORT");
    else if ((rest = behind(value, "rtpmap:")) &&
             !read_mapping(medium, rest, line))
        return err_set(err, ERR_FORMAT,
            "expected a=rtpmap:TYPE NAME/CLOCK or NAME/CLOCK/CHANNELS");
    return true;
}

static bool read_types(struct sdp_medium *medium, char *rest, struct err *err)
{
    for (char *word = sdp_next_word(&rest); *word;
         word = sdp_next_word(&rest)) {
        int type;
        if (!parse_number(word, SDP_TYPE_COUNT - 1, &type))
            return err_set(err, ERR_FORMAT,
                "payload type \"%s\": expected 0 to 127", word);
        if (medium->type_count < SDP_TYPE_COUNT)
            medium->types[medium->type_count++] = type;
    }
    return medium->type_count ||
           err_set(err, ERR_FORMAT, "no payload type: expected some");
}

bool sdp_medium_begin(
    struct sdp_medium *medium, char *value, int line, struct err *err)
{
    const char *kind = sdp_next_word(&value);
    char *port = sdp_next_word(&value);
    const char *protocol = sdp_next_word(&value);

    *medium = (struct sdp_medium){.line = line};
    if (strcmp(kind, "audio") != 0)
        return true;
    medium->is_audio = true;
    for (size_t i = 0; i < STATIC_COUNT; i++)
        medium->formats[static_formats[i].type] = static_formats[i].format;
    port[strcspn(port, "/")] = '\0';
    if (!parse_number(port, 65535, &medium->port))
        return err_set(
            err, ERR_FORMAT, "port \"%s\": expected 0 to 65535", port);
    if (!copy_name(medium->protocol, protocol))
        return err_set(
            err, ERR_FORMAT, "protocol \"%s\": expected RTP/AVP", protocol);
    return strstr(protocol, "RTP/") ? read_types(medium, value, err) : true;
}

static bool is_red(const struct sdp_format *format)
{
    return strcasecmp(format->name, RED) == 0;
}

/* Takes one format, if it is supported. */
static bool take_format(const struct sdp_medium *medium, int type,
    struct rtp_description *description, int *line, struct err *err)
{
    const struct sdp_format *format = &medium->formats[type];

    *line = format->line ? format->line : medium->line;
    if (is_red(format))
        return err_set(err, ERR_FORMAT,
            "RED: expected another format too, for what it repeats");
    if (!*format->name)
        return err_set(err, ERR_FORMAT,
            "payload type %d: expected a=rtpmap:%d to say what it is", type,
            type);
    description->payload_type = type;
    return rtp_description_set_codec(
        description, format->name, format->clock_hz, format->channels, err);
}

/* RED that repeats the format that was taken. */
static void take_red(
    const struct sdp_medium *medium, struct rtp_description *description)
{
    for (size_t i = 0; i < medium->type_count; i++) {
        int type = medium->types[i];
        const struct sdp_format *format = &medium->formats[type];
        if (is_red(format) && format->clock_hz == description->clock_hz &&
            (!format->has_repeats ||
                format->repeats == description->payload_type)) {
            description->red_type = type;
            return;
        }
    }
}

/* The first format that is supported; else the reason for the first. */
static bool choose_format(const struct sdp_medium *medium,
    struct rtp_description *description, int *line, struct err *err)
{
    struct err reason = {0};

    for (size_t i = 0; i < medium->type_count; i++) {
        int type = medium->types[i];
        struct err other = {0};
        int other_line;
        const struct sdp_format *format = &medium->formats[type];
        if (is_red(format) && format->has_repeats)
            type = format->repeats;
        if (take_format(medium, type, description, &other_line, &other)) {
            take_red(medium, description);
            return true;
        }
        if (!reason.kind) {
            reason = other;
            *line = other_line;
        }
    }
    *err = reason;
    return false;
}

static bool is_secure_profile(const char *protocol)
{
    return strcmp(protocol, "RTP/SAVP") == 0 ||
           strcmp(protocol, "RTP/SAVPF") == 0;
}

static bool check_transport(const struct sdp_medium *medium,
    const struct sdp_place *place, struct err *err)
{
    const char *protocol = medium->protocol;

    if (!medium->port)
        return err_set(err, ERR_FORMAT, "port 0: this sound is switched off");
    if (!is_secure_profile(protocol) && strcmp(protocol, "RTP/AVP") != 0 &&
        strcmp(protocol, "RTP/AVPF") != 0)
        return err_set(err, ERR_FORMAT,
            "protocol %s: expected RTP/AVP, or RTP/SAVP with a=crypto (SRTP)",
            protocol);
    if (is_secure_profile(protocol) && !medium->crypto_line)
        return err_set(err, ERR_FORMAT,
            "%s: expected a=crypto with its key (SRTP by SDES)", protocol);
    if (!place->has_address)
        return err_set(err, ERR_FORMAT, "expected a c= line with the address");
    return true;
}

/* Senders count for the address they were said for (RFC 4570). */
static void take_senders(
    const struct sdp_place *place, struct rtp_description *description)
{
    if (!place->at.sender_count || description->sender_count ||
        (strcmp(place->filtered, "*") != 0 &&
            strcasecmp(place->filtered, description->address) != 0))
        return;
    memcpy(
        description->senders, place->at.senders, sizeof description->senders);
    description->sender_count = place->at.sender_count;
}

bool sdp_medium_describe(const struct sdp_medium *medium,
    const struct sdp_place *session, struct rtp_description *description,
    int *line, struct err *err)
{
    const struct sdp_place *place =
        medium->place.has_address ? &medium->place : session;

    *line = medium->line;
    if (!check_transport(medium, place, err))
        return false;
    if (medium->crypto_line && medium->key.suite == SECURE_NONE) {
        *line = medium->crypto_line;
        *err = medium->crypto;
        return false;
    }
    *description = (struct rtp_description){.port = medium->port,
        .rtcp_port = medium->rtcp_port,
        .key = medium->key};
    memcpy(
        description->address, place->at.address, sizeof description->address);
    take_senders(&medium->place, description);
    take_senders(session, description);
    return choose_format(medium, description, line, err);
}
