/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells contents apart, not attackers: 64 bits of FNV-1a in 16 hexadecimal
 * digits. For "has this changed?", never for proof.
 */
#ifndef ROOMCAST_BASE_FINGERPRINT_H
#define ROOMCAST_BASE_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

#define FINGERPRINT_BYTES 17

/* Of many pieces in their order; zeroed there are none. Pieces of changing
 * length want something between them. */
struct fingerprint {
    uint64_t hash;
};
void fingerprint_add(
    struct fingerprint *fingerprint, const void *bytes, size_t length);
void fingerprint_add_text(struct fingerprint *fingerprint, const char *text);
void fingerprint_finish(
    const struct fingerprint *fingerprint, char letters[FINGERPRINT_BYTES]);

/* The 64 bits themselves, for a table in memory. */
uint64_t fingerprint_hash(const void *bytes, size_t length);

/* Of one. */
void fingerprint_make(
    const void *bytes, size_t length, char fingerprint[FINGERPRINT_BYTES]);

#endif
