/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Identifiers (RFC 4122), by libuuid: 36 characters, lower case.
 */
#ifndef ROOMCAST_BASE_IDENTIFIER_H
#define ROOMCAST_BASE_IDENTIFIER_H

#include <stdbool.h>

#define IDENTIFIER_BYTES 37

/* A new random one (version 4). */
void identifier_random(char id[IDENTIFIER_BYTES]);

/* The one of a name in a namespace (version 5, section 4.3). False when
 * `namespace_id` is no identifier. */
bool identifier_from_name(
    const char *namespace_id, const char *name, char id[IDENTIFIER_BYTES]);

bool is_identifier(const char *text);

#endif
