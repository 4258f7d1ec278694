/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The integrated loudness of a programme so far (ITU-R BS.1770-4, 5.1) and
 * nothing else: a quarter of the loudness_meter's cost, for the leveller.
 *
 * 48 kHz, interleaved finite floats.
 */
#ifndef ROOMCAST_AUDIO_PROGRAMME_LOUDNESS_H
#define ROOMCAST_AUDIO_PROGRAMME_LOUDNESS_H

#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct programme_loudness;

struct programme_loudness *programme_loudness_new(
    int channels, struct err *err);

void programme_loudness_push(
    struct programme_loudness *programme, const float *pcm, size_t frames);

/* LUFS; -HUGE_VAL as long as nothing was loud enough to count. */
double programme_loudness_integrated(
    const struct programme_loudness *programme);

/* How long sound that counts has lasted. */
double programme_loudness_seconds(const struct programme_loudness *programme);

void programme_loudness_free(struct programme_loudness *programme);
OWNED(programme_loudness)

#endif
