/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tells contents apart, not attackers: 64 bits of FNV-1a in 16 hexadecimal
 * digits. For "has this changed?", never for proof.
 */
#ifndef ROOMCAST_PUBLISHER_FINGERPRINT_H
#define ROOMCAST_PUBLISHER_FINGERPRINT_H

#include <stddef.h>

#define FINGERPRINT_BYTES 17

void fingerprint_make(
    const void *bytes, size_t length, char fingerprint[FINGERPRINT_BYTES]);

#endif
