/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/peer_address.h"

#include <arpa/inet.h>
#include <string.h>

#include "recorder/base/quantity.h"

static struct peer_address mapped(const void *four_bytes)
{
    struct peer_address address = {0};

    address.number.s6_addr[10] = 0xff;
    address.number.s6_addr[11] = 0xff;
    memcpy(address.number.s6_addr + 12, four_bytes, 4);
    return address;
}

struct peer_address peer_address_of(const struct sockaddr *socket)
{
    struct peer_address address = {0};

    if (socket->sa_family == AF_INET) {
        struct sockaddr_in four;
        memcpy(&four, socket, sizeof four);
        return mapped(&four.sin_addr);
    }
    if (socket->sa_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, socket, sizeof six);
        address.number = six.sin6_addr;
    }
    return address;
}

static bool is_port(const char *text)
{
    struct err err;
    int64_t port;

    return *text == ':' &&
           quantity_parse_whole(text + 1, 0, 65535, &port, &err);
}

/* Cuts the brackets and the port off. */
static char *strip(char *text)
{
    char *end;

    if (*text == '[') {
        end = strchr(text, ']');
        if (!end || (end[1] && !is_port(end + 1)))
            return NULL;
        *end = '\0';
        return text + 1;
    }
    end = strchr(text, ':');
    if (end && strchr(text, '.') && end == strrchr(text, ':')) {
        if (!is_port(end))
            return NULL;
        *end = '\0';
    }
    return text;
}

bool peer_address_parse(
    const char *text, size_t length, struct peer_address *address)
{
    char copy[INET6_ADDRSTRLEN + sizeof "[]:65535"];
    struct in_addr four;
    struct in6_addr six;

    if (length >= sizeof copy || memchr(text, '\0', length))
        return false;
    memcpy(copy, text, length);
    copy[length] = '\0';
    const char *number = strip(copy);
    if (!number)
        return false;
    if (inet_pton(AF_INET, number, &four) == 1)
        *address = mapped(&four);
    else if (inet_pton(AF_INET6, number, &six) == 1)
        address->number = six;
    else
        return false;
    return true;
}

void peer_address_format(
    const struct peer_address *address, char text[INET6_ADDRSTRLEN])
{
    bool is_four = IN6_IS_ADDR_V4MAPPED(&address->number);
    const uint8_t *bytes = address->number.s6_addr;

    text[0] = '\0';
    inet_ntop(is_four ? AF_INET : AF_INET6, is_four ? bytes + 12 : bytes, text,
        INET6_ADDRSTRLEN);
}

bool peer_address_is_local(const struct peer_address *address)
{
    return IN6_IS_ADDR_LOOPBACK(&address->number) ||
           (IN6_IS_ADDR_V4MAPPED(&address->number) &&
               address->number.s6_addr[12] == 127);
}

struct peer_address peer_address_customer(const struct peer_address *address)
{
    struct peer_address customer = *address;

    if (!IN6_IS_ADDR_V4MAPPED(&address->number))
        memset(customer.number.s6_addr + 8, 0, 8);
    return customer;
}

bool peer_address_is_equal(
    const struct peer_address *one, const struct peer_address *other)
{
    return IN6_ARE_ADDR_EQUAL(&one->number, &other->number);
}

bool peer_address_is_within(const struct peer_address *address,
    const struct peer_address *network, int bits)
{
    const uint8_t *one = address->number.s6_addr;
    const uint8_t *other = network->number.s6_addr;
    size_t whole = (size_t)bits / 8;
    unsigned int rest = (unsigned int)bits % 8;

    return memcmp(one, other, whole) == 0 &&
           (rest == 0 || (one[whole] ^ other[whole]) >> (8 - rest) == 0);
}
