/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/feed_address.h"

#include <string.h>
#include <strings.h>

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"
#define HEX_DIGITS DIGITS "abcdefABCDEF"
#define ALLOWED LETTERS DIGITS "-._~:/?#[]@!$&'()*+,;=%"

/* What stands behind "http://" or "https://", NULL without. */
static const char *after_scheme(const char *address)
{
    if (!strncasecmp(address, "http://", 7))
        return address + 7;
    if (!strncasecmp(address, "https://", 8))
        return address + 8;
    return NULL;
}

bool feed_address_is_absolute(const char *address)
{
    const char *host = after_scheme(address);

    return host && strcspn(host, "/?#") > 0;
}

bool feed_address_is_encoded(const char *address)
{
    if (address[strspn(address, ALLOWED)])
        return false;
    for (const char *at = strchr(address, '%'); at; at = strchr(at + 1, '%'))
        if (strspn(at + 1, HEX_DIGITS) < 2)
            return false;
    return true;
}

/* Browsers skip white space and controls before and within a scheme, so what
 * is not plainly a path or a web address is none. */
bool feed_address_may_be_link(const char *address)
{
    size_t first = strcspn(address, ":/?#");

    return after_scheme(address) || address[first] != ':';
}

void feed_address_extension(
    const char *address, char extension[FEED_ADDRESS_EXTENSION_BYTES])
{
    const char *host = after_scheme(address);
    const char *path = host ? host + strcspn(host, "/?#") : address;
    const char *end = path + strcspn(path, "?#");
    const char *start = end;
    size_t length = 0;

    while (start > path && start[-1] != '.' && start[-1] != '/')
        start--;
    if (start > path && start[-1] == '.' &&
        end - start < FEED_ADDRESS_EXTENSION_BYTES)
        for (; start < end; start++)
            extension[length++] =
                (char)(*start >= 'A' && *start <= 'Z' ? *start | 0x20 : *start);
    extension[length] = '\0';
}
