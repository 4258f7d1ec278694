/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Accept-Encoding header field (RFC 9110, section 12.5.3).
 */
#ifndef ROOMCAST_FEEDS_SERVER_HTTP_ENCODING_H
#define ROOMCAST_FEEDS_SERVER_HTTP_ENCODING_H

#include <stdbool.h>

/* Whether the client takes gzip, and likes it no less than the bytes as they
 * are. A field that did not come (NULL) or makes no sense is no. */
bool http_encoding_prefers_gzip(const char *accept_encoding);

#endif
