/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_address.h"

#include <string.h>

#include "recorder/base/own.h"
#include "recorder/base/quantity.h"
#include "recorder/base/secret.h"

#define PORT 8000
#define PORT_TLS 8443

static bool refuse(struct err *err, const char *what)
{
    return err_set(err, ERR_CONFIG,
        "expected icecast://HOST:PORT/MOUNT or icecasts://HOST:PORT/MOUNT: %s",
        what);
}

static int hex_digit(char letter)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = letter ? strchr(digits, letter | 0x20) : NULL;

    return at ? (int)(at - digits) : -1;
}

/* With its %XX decoded; NULL for one that is none, or NUL. */
static char *decode(const char *text, size_t length, struct err *err)
{
    char *decoded = calloc(1, length + 1);
    size_t count = 0;

    if (!decoded)
        return err_no_memory(err), NULL;
    for (size_t i = 0; i < length; i++) {
        char letter = text[i];
        if (letter == '%') {
            int high = i + 2 < length ? hex_digit(text[i + 1]) : -1;
            int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
            letter = low < 0 ? '\0' : (char)(high * 16 + low);
            i += 2;
        }
        if (letter == '\0') {
            secret_free(decoded);
            return refuse(err, "a % without two digits"), NULL;
        }
        decoded[count++] = letter;
    }
    return decoded;
}

static bool parse_user(const char *text, size_t length,
    struct relay_address *address, struct err *err)
{
    const char *colon = memchr(text, ':', length);
    size_t user = colon ? (size_t)(colon - text) : length;

    if (user > 0 && !(address->user = decode(text, user, err)))
        return false;
    if (!colon)
        return true;
    address->password = decode(colon + 1, length - user - 1, err);
    return address->password;
}

/* "HOST", "HOST:PORT" or "[v6]:PORT". */
static bool parse_host(const char *text, size_t length,
    struct relay_address *address, struct err *err)
{
    bool is_bracketed = length > 0 && text[0] == '[';
    const char *end = memchr(text, is_bracketed ? ']' : ':', length);
    int64_t port = address->is_tls ? PORT_TLS : PORT;

    if (is_bracketed && !end)
        return refuse(err, "a [ without ]");
    text += is_bracketed;
    length -= is_bracketed;
    size_t host = end ? (size_t)(end - text) : length;
    address->host = strndup(text, host);
    if (!address->host)
        return err_no_memory(err);
    if (host == 0 || strspn(address->host,
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789.-_:%") != host)
        return refuse(err, "no host");
    if (end && is_bracketed)
        host++;
    if (host == length) {
        address->port = (int)port;
        return true;
    }
    own_heap(char) digits = strndup(text + host + 1, length - host - 1);
    if (!digits)
        return err_no_memory(err);
    if (text[host] != ':' ||
        !quantity_parse_whole(digits, 1, 65535, &port, err))
        return refuse(err, "no port");
    address->port = (int)port;
    return true;
}

static bool is_mp3(const struct relay_address *address)
{
    return text_has_suffix(address->mount, ".mp3");
}

static bool take_option(
    const char *option, struct relay_address *address, struct err *err)
{
    if (strcmp(option, "format=mp3") == 0)
        address->format = LIVE_MP3;
    else if (strcmp(option, "format=opus") == 0)
        address->format = LIVE_OPUS;
    else if (strncmp(option, "bitrate=", 8) == 0)
        return quantity_parse_bitrate(
            option + 8, 32000, 320000, &address->bitrate, err);
    else
        return refuse(err, "behind ? expected format=opus, format=mp3 or "
                           "bitrate=BITS");
    return true;
}

static bool parse_options(const char *text, size_t length,
    struct relay_address *address, struct err *err)
{
    while (length > 0) {
        const char *end = memchr(text, '&', length);
        size_t option = end ? (size_t)(end - text) : length;
        own_heap(char) copy = strndup(text, option);
        if (!copy)
            return err_no_memory(err);
        if (!take_option(copy, address, err))
            return false;
        option += end != NULL;
        text += option;
        length -= option;
    }
    return true;
}

static bool parse_mount(const char *text, size_t length,
    struct relay_address *address, struct err *err)
{
    const char *query = memchr(text, '?', length);
    size_t mount = query ? (size_t)(query - text) : length;

    if (mount < 2)
        return refuse(err, "no mount");
    address->mount = strndup(text, mount);
    if (!address->mount)
        return err_no_memory(err);
    address->format = is_mp3(address) ? LIVE_MP3 : LIVE_OPUS;
    return !query || parse_options(query + 1, length - mount - 1, address, err);
}

static bool parse(const char *text, size_t length,
    struct relay_address *address, struct err *err)
{
    size_t scheme = strcspn(text, ":") + 3;

    if (length <= scheme || strncmp(text, "icecast", 7) != 0 ||
        (scheme != 10 && scheme != 11) ||
        strncmp(text + scheme - 3, "://", 3) != 0 ||
        (scheme == 11 && text[7] != 's'))
        return refuse(err, "another scheme");
    address->is_tls = scheme == 11;
    text += scheme;
    length -= scheme;
    const char *slash = memchr(text, '/', length);
    if (!slash)
        return refuse(err, "no mount");
    size_t server = (size_t)(slash - text);
    const char *at = memrchr(text, '@', server);
    size_t user = at ? (size_t)(at - text) + 1 : 0;
    return (!at || parse_user(text, user - 1, address, err)) &&
           parse_host(text + user, server - user, address, err) &&
           parse_mount(slash, length - server, address, err);
}

bool relay_address_parse(const char *text, size_t length,
    struct relay_address *address, struct err *err)
{
    struct relay_address parsed = {0};

    if (!parse(text, length, &parsed, err)) {
        relay_address_clear(&parsed);
        return false;
    }
    *address = parsed;
    return true;
}

void relay_address_describe(
    const struct relay_address *address, struct text *text)
{
    bool is_bracketed = strchr(address->host, ':') != NULL;

    text_appendf(text, "%s://%s%s%s:%d%s",
        address->is_tls ? "icecasts" : "icecast", is_bracketed ? "[" : "",
        address->host, is_bracketed ? "]" : "", address->port, address->mount);
}

void relay_address_clear(struct relay_address *address)
{
    free(address->host);
    free(address->mount);
    free(address->user);
    secret_free(address->password);
    *address = (struct relay_address){0};
}
