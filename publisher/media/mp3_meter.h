/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loudness, its course and length of an MP3 as a listener decodes it.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_MP3_METER_H
#define ROOMCAST_PUBLISHER_MEDIA_MP3_METER_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/media/sound_curve.h"
#include "recorder/audio/loudness_meter.h"
#include "recorder/base/err.h"

struct mp3_measured {
    struct loudness loudness;
    int64_t frames_48k; /* without the encoder's delay and padding */
    int channels;
    struct sound_curve curve;
};

/* ERR_IO if it cannot be read, ERR_FORMAT if it is no MP3, not at 48 kHz, or
 * changes its channels on the way. */
bool mp3_measure(
    const char *path, struct mp3_measured *measured, struct err *err);

#endif
