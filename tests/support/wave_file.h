/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * WAV files of 16-bit PCM, as espeak-ng writes them and every tool reads
 * them.
 */
#ifndef ROOMCAST_SUPPORT_WAVE_FILE_H
#define ROOMCAST_SUPPORT_WAVE_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* Interleaved, full scale 1.0. A zeroed struct holds nothing. */
struct wave {
    int rate_hz;
    int channels;
    size_t frames;
    float *samples; /* frames * channels */
};

/* ERR_FORMAT for anything but 16-bit PCM of one or two channels. A data
 * chunk that claims more than there is, as in a pipe, is read to the end. */
bool wave_read(const char *path, struct wave *wave, struct err *err);

/* Samples beyond full scale are clipped. */
bool wave_write(const char *path, const struct wave *wave, struct err *err);

void wave_clear(struct wave *wave);

#endif
