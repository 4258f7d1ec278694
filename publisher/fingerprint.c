/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/fingerprint.h"

#include <inttypes.h>
#include <stdio.h>

void fingerprint_make(
    const void *bytes, size_t length, char fingerprint[FINGERPRINT_BYTES])
{
    const unsigned char *at = bytes;
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * UINT64_C(0x100000001b3);
    snprintf(fingerprint, FINGERPRINT_BYTES, "%016" PRIx64, hash);
}
