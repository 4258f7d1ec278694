/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which addresses are of the Internet at large, by the special-purpose
 * registries of IANA (RFC 6890): not loopback, private, link-local, shared,
 * multicast, reserved or none. What an IPv6 address carries of IPv4 (mapped,
 * NAT64, 6to4) is judged as that.
 */
#ifndef ROOMCAST_SOURCE_PUBLIC_ADDRESS_H
#define ROOMCAST_SOURCE_PUBLIC_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

/* False for a family that is neither IPv4 nor IPv6. */
bool is_public_address(const struct sockaddr *address);

#endif
