/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The master key and salt of an SRTP stream, as SDES carries them (RFC 4568)
 * or the configuration names them.
 *
 * Nothing here puts a key into a message. Whoever holds one wipes it when it
 * is done.
 */
#ifndef ROOMCAST_SOURCE_SECURE_KEY_H
#define ROOMCAST_SOURCE_SECURE_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"

enum secure_suite {
    SECURE_NONE,
    SECURE_AES_CM_128_HMAC_SHA1_80, /* RFC 4568 section 6.2 */
    SECURE_AES_CM_128_HMAC_SHA1_32,
    SECURE_AEAD_AES_128_GCM /* RFC 7714 section 14 */
};

#define SECURE_SECRET_MOST_BYTES 30
#define SECURE_MKI_MOST_BYTES 128

struct secure_key {
    enum secure_suite suite;
    size_t secret_bytes; /* 30, or 28 for GCM; 0: not known yet */
    uint8_t secret[SECURE_SECRET_MOST_BYTES]; /* key, then salt */
    size_t mki_bytes;                         /* 0: packets carry none */
    uint8_t mki[SECURE_MKI_MOST_BYTES];       /* master key identifier */
};

/* "AES_CM_128_HMAC_SHA1_80" and so on; ERR_CONFIG for other names. */
bool secure_suite_parse(
    const char *name, enum secure_suite *suite, struct err *err);
const char *secure_suite_name(enum secure_suite suite);

/* Sets the secret of a key whose suite is known from base64, with or without
 * "inline:" before it and white space around it. ERR_CONFIG when it is no
 * base64 (RFC 4648 section 4) or not as long as the suite wants it. */
bool secure_key_set(
    struct secure_key *key, const char *base64, struct err *err);

/* Reads the value of a=crypto (RFC 4568 section 9.1):
 *     1 AES_CM_128_HMAC_SHA1_80 inline:KEY|2^20|1:4 WSH=64
 * A lifetime is passed over: the sender keeps it. ERR_FORMAT, by name, for
 * other suites, several keys, and parameters that change what arrives. */
bool secure_key_from_crypto(
    const char *value, struct secure_key *key, struct err *err);

void secure_key_wipe(struct secure_key *key);

#endif
