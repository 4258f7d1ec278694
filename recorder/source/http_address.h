/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses of live streams over HTTP, as a user writes them.
 *
 * User and password do not belong into them (RFC 3986 section 3.2.1): they
 * would be seen in the list of processes, in logs and in recordings. Such an
 * address is refused, and never shown whole.
 */
#ifndef ROOMCAST_SOURCE_HTTP_ADDRESS_H
#define ROOMCAST_SOURCE_HTTP_ADDRESS_H

#include <stdbool.h>

#include "recorder/base/err.h"

/* True for what begins with http:// or https://, in any case. */
bool is_http_address(const char *address);

#define HTTP_ADDRESS_MOST_BYTES 2048

/* ERR_CONFIG, saying what was expected, for one without a host, with a user
 * or password, with blanks or controls, or longer than that. */
bool http_address_check(const char *address, struct err *err);

/* Copies as much of any address as may be shown and fits: what could be a
 * user and a password becomes "...". */
#define HTTP_ADDRESS_SHOWN_BYTES 256
void http_address_show(
    const char *address, char shown[HTTP_ADDRESS_SHOWN_BYTES]);

#endif
