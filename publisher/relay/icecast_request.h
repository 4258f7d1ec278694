/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a source says to an Icecast server first (HTTP PUT, Icecast 2.4), and
 * the addresses of a server. Pure.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_ICECAST_REQUEST_H
#define ROOMCAST_PUBLISHER_RELAY_ICECAST_REQUEST_H

#include "publisher/relay/icecast_client.h"
#include "recorder/base/text.h"

/* ERR_CONFIG when host, port, mount or user cannot be part of a request. */
bool icecast_target_check(const struct icecast_target *target, struct err *err);

/* "radio.example.org:8000", "[::1]:8000": for messages and for Host. */
void icecast_append_place(
    struct text *text, const struct icecast_target *target);

/* "https://radio.example.org:8443", and what follows it. */
void icecast_append_url(
    struct text *text, const struct icecast_target *target, const char *path);

/* A value within a query: all but letters, digits and "-._~" as %XX. */
void icecast_append_query_value(struct text *text, const char *value);

/* All of it, the password in it: to be wiped. */
void icecast_append_request(struct text *text,
    const struct icecast_target *target, const struct icecast_facts *facts);

#endif
