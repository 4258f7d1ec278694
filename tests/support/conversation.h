/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Talkers taking turns: pauses between most turns, some begun before the last
 * one ended. The same talkers and the same seed give the same conversation.
 */
#ifndef ROOMCAST_SUPPORT_CONVERSATION_H
#define ROOMCAST_SUPPORT_CONVERSATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "tests/support/wave_file.h"

struct conversation {
    const struct wave *talkers; /* mono, 48 kHz; borrowed */
    int talker_count;           /* at least 1 */
    uint64_t seed;
    int channels; /* of the mix; in stereo the talkers sit side by side */
};

/* Mixes `frames` frames at 48 kHz; peaks bend below full scale. */
bool conversation_mix(const struct conversation *conversation, size_t frames,
    struct wave *mix, struct err *err);

#endif
