/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How loud a recording becomes by a gain and a limiter behind it, without
 * encoding: for several gains at once, as decoding costs three times as much
 * as limiting and measuring.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_GAIN_TRIAL_H
#define ROOMCAST_PUBLISHER_MEDIA_GAIN_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/audio/loudness_meter.h"
#include "recorder/base/err.h"

#define GAIN_TRIAL_MOST 4

struct gain_trial {
    const char *path; /* of the recording */
    double ceiling_dbtp;
    double gains_db[GAIN_TRIAL_MOST]; /* on top of the header gain */
    size_t count;                     /* of them, at least 1 */
};

/* Fills as many as there are gains. */
bool gain_trial_measure(const struct gain_trial *trial,
    struct loudness loudness[GAIN_TRIAL_MOST], struct err *err);

#endif
