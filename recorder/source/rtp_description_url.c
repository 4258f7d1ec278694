/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/rtp_description.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "recorder/base/own.h"

#define SCHEME "rtp://"

/* A number of the URL and what it may be. */
struct number {
    const char *name;
    int least;
    int most;
};

static const struct number port_number = {"port", 1, 65535};
static const struct number type_number = {"pt", 0, 127};
static const struct number red_number = {"red", 1, 127};
static const struct number rtcp_number = {"rtcp", 1, 65535};
static const struct number reorder_number = {"reorder", 1, 2000};
static const struct number rate_number = {"rate", 8000, 192000};
static const struct number channels_number = {"channels", 1, 2};

/* Digits and nothing else: strtol alone would take white space and signs. */
static bool parse_number(
    const struct number *number, const char *text, int *value, struct err *err)
{
    size_t digits = strspn(text, "0123456789");
    long parsed = strtol(text, NULL, 10);

    if (!digits || text[digits] || parsed < number->least ||
        parsed > number->most)
        return err_set(err, ERR_CONFIG, "%s \"%s\": expected %d to %d",
            number->name, text, number->least, number->most);
    *value = (int)parsed;
    return true;
}

/* Cuts the text at the first of that character and returns what is behind
 * it, or NULL when there is none. */
static char *cut_at(char *text, char character)
{
    char *at = strchr(text, character);

    if (!at)
        return NULL;
    *at = '\0';
    return at + 1;
}

/* "opus", "l16/44100/2". */
static bool parse_codec(
    char *value, struct rtp_description *description, struct err *err)
{
    char *rate = cut_at(value, '/');
    char *channels = rate ? cut_at(rate, '/') : NULL;
    int clock_hz = 0;
    int channel_count = 0;

    if (rate && !parse_number(&rate_number, rate, &clock_hz, err))
        return false;
    if (channels &&
        !parse_number(&channels_number, channels, &channel_count, err))
        return false;
    return rtp_description_set_codec(
        description, value, clock_hz, channel_count, err);
}

static bool parse_type(
    char *value, struct rtp_description *description, struct err *err)
{
    return parse_number(&type_number, value, &description->payload_type, err);
}

static bool parse_red(
    char *value, struct rtp_description *description, struct err *err)
{
    return parse_number(&red_number, value, &description->red_type, err);
}

static bool parse_suite(
    char *value, struct rtp_description *description, struct err *err)
{
    return secure_suite_parse(value, &description->key.suite, err) ||
           err_prefix(err, "srtp");
}

static bool parse_sender(
    char *value, struct rtp_description *description, struct err *err)
{
    return rtp_description_add_sender(description, value, err) ||
           err_prefix(err, "source");
}

static bool parse_interface(
    char *value, struct rtp_description *description, struct err *err)
{
    size_t length = strlen(value);

    if (length >= sizeof description->interface || strchr(value, '/'))
        return err_set(err, ERR_CONFIG,
            "interface \"%s\": expected one such as eth0", value);
    memcpy(description->interface, value, length + 1);
    return true;
}

static bool parse_rtcp(
    char *value, struct rtp_description *description, struct err *err)
{
    if (strcmp(value, "off") == 0) {
        description->rtcp_port = RTP_RTCP_OFF;
        return true;
    }
    return parse_number(&rtcp_number, value, &description->rtcp_port, err);
}

static bool parse_reorder(
    char *value, struct rtp_description *description, struct err *err)
{
    return parse_number(&reorder_number, value, &description->reorder_ms, err);
}

static const struct key {
    const char *name;
    bool (*parse)(
        char *value, struct rtp_description *description, struct err *err);
} keys[] = {
    {"codec", parse_codec},
    {"pt", parse_type},
    {"red", parse_red},
    {"srtp", parse_suite},
    {"source", parse_sender},
    {"interface", parse_interface},
    {"rtcp", parse_rtcp},
    {"reorder", parse_reorder},
};

enum { KEY_CODEC, KEY_TYPE };
#define KEY_COUNT (sizeof keys / sizeof keys[0])

static bool unknown_key(const char *name, struct err *err)
{
    if (strncasecmp(name, "srtp-key", 8) == 0)
        return err_set(err, ERR_CONFIG,
            "a key in a URL is seen by everybody: expected it in the room's "
            "srtp-key, srtp-key-file or srtp-key-env");
    return err_set(err, ERR_CONFIG,
        "unknown key \"%s\": expected codec, pt, red, srtp, source, "
        "interface, rtcp or reorder",
        name);
}

/* "pt=111"; a bit of *said for each key that was. */
static bool parse_setting(char *setting, unsigned *said,
    struct rtp_description *description, struct err *err)
{
    char *value = cut_at(setting, '=');
    size_t i = 0;

    while (i < KEY_COUNT && strcmp(keys[i].name, setting) != 0)
        i++;
    if (i == KEY_COUNT)
        return unknown_key(setting, err);
    if (*said & 1u << i)
        return err_set(err, ERR_CONFIG, "%s is said twice", setting);
    *said |= 1u << i;
    if (!value || !*value)
        return err_set(err, ERR_CONFIG, "%s: expected a value", setting);
    return keys[i].parse(value, description, err);
}

static void use_static_type(struct rtp_description *description)
{
    if (description->clock_hz != 8000 || description->channels != 1)
        return;
    if (description->codec == RTP_PCMU)
        description->payload_type = 0;
    if (description->codec == RTP_PCMA)
        description->payload_type = 8;
    if (description->codec == RTP_G722)
        description->payload_type = 9;
}

static bool parse_query(
    char *setting, struct rtp_description *description, struct err *err)
{
    unsigned said = 0;

    while (setting) {
        char *next = cut_at(setting, '&');
        if (!parse_setting(setting, &said, description, err))
            return false;
        setting = next;
    }
    if (!(said & 1u << KEY_CODEC))
        return err_set(err, ERR_CONFIG,
            "no codec: expected ?codec=opus, pcmu, pcma, g722 or "
            "l16/RATE/CHANNELS");
    if (!(said & 1u << KEY_TYPE))
        use_static_type(description);
    if (description->red_type &&
        description->red_type == description->payload_type)
        return err_set(
            err, ERR_CONFIG, "red: expected another payload type than pt");
    return true;
}

/* "ADDRESS:PORT" */
static bool parse_authority(
    char *authority, struct rtp_description *description, struct err *err)
{
    bool has_brackets = *authority == '[';
    char *host = has_brackets ? authority + 1 : authority;
    char *rest = has_brackets ? cut_at(host, ']') : host;
    char *port = rest ? cut_at(rest, ':') : NULL;

    if (!port || (has_brackets && *rest))
        return err_set(
            err, ERR_CONFIG, "expected rtp://ADDRESS:PORT?codec=CODEC");
    if (strchr(port, ':'))
        return err_set(err, ERR_CONFIG,
            "expected an IPv6 address in brackets, rtp://[ADDRESS]:PORT");
    return rtp_description_set_address(description, host, has_brackets, err) &&
           parse_number(&port_number, port, &description->port, err);
}

static bool parse_url(
    char *authority, struct rtp_description *description, struct err *err)
{
    char *query = cut_at(authority, '?');
    char *path = cut_at(authority, '/');

    if (path && *path)
        return err_set(err, ERR_CONFIG,
            "\"/%s\": expected nothing between the port and ?codec=", path);
    return parse_authority(authority, description, err) &&
           parse_query(query, description, err);
}

/* What is behind an unknown key may be a secret. */
static int shown_length(const char *url)
{
    const char *secret = strstr(url, "key");
    size_t length = secret ? (size_t)(secret - url) : strlen(url);

    return length > 200 ? 200 : (int)length;
}

bool rtp_description_from_url(
    const char *url, struct rtp_description *description, struct err *err)
{
    struct rtp_description parsed = {.payload_type = -1};

    if (strncasecmp(url, SCHEME, strlen(SCHEME)) != 0)
        return err_set(err, ERR_CONFIG, "%.200s: expected rtp://", url);
    own_heap(char) authority = strdup(url + strlen(SCHEME));
    if (!authority)
        return err_no_memory(err);
    if (!parse_url(authority, &parsed, err))
        return err_prefix(err, "%.*s", shown_length(url), url);
    *description = parsed;
    return true;
}
