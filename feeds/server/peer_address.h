/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who is at the other end of a connection: an IPv6 address, or an IPv4 one as
 * ::ffff:a.b.c.d.
 */
#ifndef ROOMCAST_FEEDS_SERVER_PEER_ADDRESS_H
#define ROOMCAST_FEEDS_SERVER_PEER_ADDRESS_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>

struct peer_address {
    struct in6_addr number;
};

/* Zero for a socket that is neither IPv4 nor IPv6. */
struct peer_address peer_address_of(const struct sockaddr *socket);

/* Reads "192.0.2.7", "2001:db8::7" or "[2001:db8::7]", the first two also
 * with ":PORT" as some proxies write it after IPv4 or brackets. False, and
 * *address untouched, for anything else. */
bool peer_address_parse(
    const char *text, size_t length, struct peer_address *address);

/* An IPv4 address in its own form. */
void peer_address_format(
    const struct peer_address *address, char text[INET6_ADDRSTRLEN]);

/* On this machine: 127.0.0.0/8 or ::1. */
bool peer_address_is_local(const struct peer_address *address);

/* What one customer of a provider has: an IPv4 address, or of IPv6 the first
 * 64 bits. */
struct peer_address peer_address_customer(const struct peer_address *address);

bool peer_address_is_equal(
    const struct peer_address *one, const struct peer_address *other);

/* Whether the first `bits` (0 to 128) agree. */
bool peer_address_is_within(const struct peer_address *address,
    const struct peer_address *network, int bits);

#endif
