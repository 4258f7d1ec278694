/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loudness and length of an Ogg/Opus file as a listener decodes it: after
 * pre-skip, end trimming and header gain.
 */
#ifndef ROOMCAST_RECORDING_RECORDING_MEASURE_H
#define ROOMCAST_RECORDING_RECORDING_MEASURE_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/audio/loudness_meter.h"
#include "recorder/base/err.h"

/* A torn file is measured as far as it plays, what is lost in the middle
 * being passed over. *frames_48k is what was heard. */
bool recording_measure(const char *path, struct loudness *loudness,
    int64_t *frames_48k, struct err *err);

/* The meter after it heard the same as if the header gain were 0: what a new
 * gain is found from. The caller frees it; NULL when it failed. */
struct loudness_meter *recording_measure_without_gain(
    const char *path, struct err *err);

#endif
