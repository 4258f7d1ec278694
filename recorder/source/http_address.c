/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/http_address.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define SCHEME "http://"
#define SECURE_SCHEME "https://"

static bool begins_with(const char *address, const char *scheme)
{
    return strncasecmp(address, scheme, strlen(scheme)) == 0;
}

bool is_http_address(const char *address)
{
    return begins_with(address, SCHEME) || begins_with(address, SECURE_SCHEME);
}

/* Behind "://", or the beginning. */
static const char *behind_scheme(const char *address)
{
    const char *colon = strstr(address, "://");

    return colon ? colon + strlen("://") : address;
}

static bool has_blanks(const char *address)
{
    for (; *address; address++) {
        if ((unsigned char)*address <= ' ' || *address == 0x7f)
            return true;
    }
    return false;
}

bool http_address_check(const char *address, struct err *err)
{
    char shown[HTTP_ADDRESS_SHOWN_BYTES];
    const char *host = behind_scheme(address);
    size_t length = strcspn(host, "/?#");

    http_address_show(address, shown);
    if (memchr(host, '@', length))
        return err_set(err, ERR_CONFIG,
            "source %s: expected no user and password in the address, but "
            "source-user and source-password-file in the room's section",
            shown);
    if (length == 0 || *host == ':' || has_blanks(address) ||
        strlen(address) > HTTP_ADDRESS_MOST_BYTES)
        return err_set(err, ERR_CONFIG,
            "source \"%s\": expected http://HOST[:PORT]/PATH or https://…",
            shown);
    return true;
}

void http_address_show(
    const char *address, char shown[HTTP_ADDRESS_SHOWN_BYTES])
{
    const char *host = behind_scheme(address);
    /* The last one: a password may hold others, and a slash. */
    const char *at = strrchr(host, '@');

    if (at)
        snprintf(shown, HTTP_ADDRESS_SHOWN_BYTES, "%.*s...%s",
            (int)(host - address), address, at);
    else
        snprintf(shown, HTTP_ADDRESS_SHOWN_BYTES, "%s", address);
}
