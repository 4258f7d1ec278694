/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is done to a whole wave at once: channels, rate, loudness. By soxr and
 * libebur128. On failure the wave is as it was.
 */
#ifndef ROOMCAST_SUPPORT_WAVE_SHAPE_H
#define ROOMCAST_SUPPORT_WAVE_SHAPE_H

#include <stdbool.h>

#include "recorder/base/err.h"
#include "tests/support/wave_file.h"

/* Two channels become their mean. */
void wave_mix_down(struct wave *wave);

bool wave_convert_rate(struct wave *wave, int rate_hz, struct err *err);

/* Makes its integrated loudness (BS.1770-4) what is asked for; ERR_FORMAT
 * when it is silent or shorter than 0.4 s. */
bool wave_set_loudness(struct wave *wave, double lufs, struct err *err);

#endif
