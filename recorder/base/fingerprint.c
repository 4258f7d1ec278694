/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/fingerprint.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BASIS UINT64_C(0xcbf29ce484222325)
#define PRIME UINT64_C(0x100000001b3)

static uint64_t go_on(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * PRIME;
    return hash;
}

uint64_t fingerprint_hash(const void *bytes, size_t length)
{
    return go_on(BASIS, bytes, length);
}

/* Kept so that a zeroed struct is the beginning. */
void fingerprint_add(
    struct fingerprint *fingerprint, const void *bytes, size_t length)
{
    fingerprint->hash = go_on(fingerprint->hash ^ BASIS, bytes, length) ^ BASIS;
}

void fingerprint_add_text(struct fingerprint *fingerprint, const char *text)
{
    fingerprint_add(fingerprint, text, strlen(text) + 1);
}

void fingerprint_finish(
    const struct fingerprint *fingerprint, char letters[FINGERPRINT_BYTES])
{
    snprintf(
        letters, FINGERPRINT_BYTES, "%016" PRIx64, fingerprint->hash ^ BASIS);
}

void fingerprint_make(
    const void *bytes, size_t length, char fingerprint[FINGERPRINT_BYTES])
{
    struct fingerprint whole = {0};

    fingerprint_add(&whole, bytes, length);
    fingerprint_finish(&whole, fingerprint);
}
