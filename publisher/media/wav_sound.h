/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A short WAV file as a whole: all that audio/wav.h reads, in one or two
 * channels; more are mixed to two.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_WAV_SOUND_H
#define ROOMCAST_PUBLISHER_MEDIA_WAV_SOUND_H

#include "publisher/media/montage.h"

/* True when bytes begin as a WAV file does. */
bool is_wav_sound(const uint8_t *bytes, size_t length);

/* At 48 kHz, resampled if need be. ERR_FORMAT if it is something else or is
 * cut before its sound, with the byte. The caller clears the sound. */
bool wav_sound_decode(const uint8_t *bytes, size_t length,
    struct montage_sound *sound, struct err *err);

#endif
