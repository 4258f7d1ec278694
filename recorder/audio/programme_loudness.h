/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The integrated loudness of a programme so far (ITU-R BS.1770-4, 5.1), from
 * energies the leveller knows anyway.
 */
#ifndef ROOMCAST_AUDIO_PROGRAMME_LOUDNESS_H
#define ROOMCAST_AUDIO_PROGRAMME_LOUDNESS_H

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct programme_loudness;

struct programme_loudness *programme_loudness_new(struct err *err);

/* `energy`: K-weighted mean square of the next 10 ms. */
void programme_loudness_push(
    struct programme_loudness *programme, double energy);

/* LUFS; -HUGE_VAL as long as nothing was loud enough to count. */
double programme_loudness_integrated(
    const struct programme_loudness *programme);

/* How long sound that counts has lasted. */
double programme_loudness_seconds(const struct programme_loudness *programme);

void programme_loudness_free(struct programme_loudness *programme);
OWNED(programme_loudness)

#endif
