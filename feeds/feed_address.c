/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/feed_address.h"

#include <arpa/inet.h>
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

/* Behind a host: a port, or nothing. */
static bool is_port(const char *text, size_t length)
{
    return length == 0 ||
           (text[0] == ':' && 1 + strspn(text + 1, DIGITS) >= length);
}

/* "[2001:db8::1]", maybe with a port. */
static bool is_numeric_host(const char *host, size_t length)
{
    char numbers[INET6_ADDRSTRLEN];
    struct in6_addr address;
    const char *end = memchr(host, ']', length);
    size_t count = end ? (size_t)(end - host - 1) : sizeof numbers;

    if (count >= sizeof numbers)
        return false;
    memcpy(numbers, host + 1, count);
    numbers[count] = '\0';
    return inet_pton(AF_INET6, numbers, &address) == 1 &&
           is_port(end + 1, length - count - 2);
}

/* Names are left to those who look them up: they may be in any letters. */
static bool is_host(const char *host, size_t length)
{
    if (length > 0 && host[0] == '[')
        return is_numeric_host(host, length);
    size_t name = strcspn(host, ":/?#[]");
    return name > 0 && name <= length && is_port(host + name, length - name);
}

bool feed_address_is_absolute(const char *address)
{
    const char *host = after_scheme(address);

    if (!host)
        return false;
    size_t length = strcspn(host, "/?#");
    const char *user = memchr(host, '@', length);
    return user ? is_host(user + 1, length - (size_t)(user + 1 - host))
                : is_host(host, length);
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
