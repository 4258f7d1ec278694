/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/public_address.h"

#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

static const struct {
    uint32_t address;
    int bits;
} private_ipv4[] = {
    {0x00000000, 8},  /* this network */
    {0x0a000000, 8},  /* private */
    {0x64400000, 10}, /* shared by customers of a carrier */
    {0x7f000000, 8},  /* loopback */
    {0xa9fe0000, 16}, /* link-local; clouds tell secrets there */
    {0xac100000, 12}, /* private */
    {0xc0000000, 24}, /* protocol assignments */
    {0xc0a80000, 16}, /* private */
    {0xc6120000, 15}, /* benchmarks */
    {0xe0000000, 3},  /* multicast, reserved, broadcast */
};

static bool is_public_ipv4(const uint8_t bytes[4])
{
    uint32_t address = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
                       (uint32_t)bytes[2] << 8 | bytes[3];

    for (size_t i = 0; i < sizeof private_ipv4 / sizeof private_ipv4[0]; i++) {
        if ((address ^ private_ipv4[i].address) >>
                (32 - private_ipv4[i].bits) ==
            0)
            return false;
    }
    return true;
}

static bool begins_with(
    const struct in6_addr *address, const void *bytes, size_t length)
{
    return memcmp(address->s6_addr, bytes, length) == 0;
}

static bool is_public_ipv6(const struct in6_addr *address)
{
    static const uint8_t zeros[12];
    static const uint8_t nat64[12] = {0x00, 0x64, 0xff, 0x9b};
    static const uint8_t six_to_four[2] = {0x20, 0x02};

    if (IN6_IS_ADDR_V4MAPPED(address) ||
        begins_with(address, zeros, sizeof zeros) ||
        begins_with(address, nat64, sizeof nat64))
        return is_public_ipv4(address->s6_addr + 12);
    if (begins_with(address, six_to_four, sizeof six_to_four))
        return is_public_ipv4(address->s6_addr + 2);
    /* 2000::/3 is all that has been given out. */
    return (address->s6_addr[0] & 0xe0) == 0x20;
}

bool is_public_address(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET)
        return is_public_ipv4(
            (const uint8_t *)&((const struct sockaddr_in *)address)->sin_addr);
    if (address->sa_family == AF_INET6)
        return is_public_ipv6(
            &((const struct sockaddr_in6 *)address)->sin6_addr);
    return false;
}
