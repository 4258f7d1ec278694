/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What can be said of a web address (RFC 3986) by looking at it.
 */
#ifndef ROOMCAST_FEEDS_FEED_ADDRESS_H
#define ROOMCAST_FEEDS_FEED_ADDRESS_H

#include <stdbool.h>

/* http or https with a host that can be one: a name, or an address in
 * brackets, and a port in digits. */
bool feed_address_is_absolute(const char *address);

/* Only letters, digits and what RFC 3986 reserves, with each "%" followed by
 * two hexadecimal digits: fit for podcast apps as it is. */
bool feed_address_is_encoded(const char *address);

/* False for "javascript:…" and every other scheme but http and https; a
 * relative address is fine. */
bool feed_address_may_be_link(const char *address);

/* The extension of the last part of the path, in lower case and without its
 * dot, "" when there is none or it is longer than five letters. */
#define FEED_ADDRESS_EXTENSION_BYTES 6
void feed_address_extension(
    const char *address, char extension[FEED_ADDRESS_EXTENSION_BYTES]);

#endif
