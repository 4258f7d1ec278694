/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a stream goes, as people write it:
 *
 *     icecast://USER:PASSWORD@HOST:PORT/MOUNT
 *     icecasts://HOST/hall.mp3?format=mp3&bitrate=96k          by TLS
 *
 * The user is "source" unless told, the port 8000, by TLS 8443. User and
 * password may have %XX in them. A mount that ends in .mp3 has MP3, any other
 * Ogg/Opus, unless `format` says otherwise. IPv6 addresses stand in brackets.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RELAY_ADDRESS_H
#define ROOMCAST_PUBLISHER_RELAY_RELAY_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "publisher/relay/live_stream.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

struct relay_address {
    char *host; /* without brackets */
    int port;
    bool is_tls;
    char *mount;    /* "/hall.opus" */
    char *user;     /* NULL: not told */
    char *password; /* NULL: not told */
    enum live_format format;
    int bitrate; /* of MP3, bits a second; 0: not told */
};

/* ERR_CONFIG says what is wrong and shows neither user nor password. The
 * address is to be cleared. */
bool relay_address_parse(const char *text, size_t length,
    struct relay_address *address, struct err *err);

/* Appends it without user and password: "icecast://host:8000/hall.opus". */
void relay_address_describe(
    const struct relay_address *address, struct text *text);

/* Wipes the password. */
void relay_address_clear(struct relay_address *address);

#endif
