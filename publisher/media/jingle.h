/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An intro or outro: a WAV or Ogg/Opus file, brought to the loudness of the
 * recording that it goes with.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_JINGLE_H
#define ROOMCAST_PUBLISHER_MEDIA_JINGLE_H

#include "publisher/media/montage.h"

#define JINGLE_MOST_BYTES (256 << 20)
#define JINGLE_MOST_SECONDS 600

/* Whether it begins like one of them, at the cost of opening it: ERR_IO or
 * ERR_FORMAT, with "PATH: " before it. */
bool jingle_check(const char *path, struct err *err);

/* Reads it, gives it a gain to `target_lufs`, and limits its true peak to
 * `ceiling_dbtp`. Silence stays silence. ERR_IO if it cannot be read,
 * ERR_FORMAT if it is something else, ERR_LIMIT if it is too long; with
 * "PATH: " before it. The caller clears the sound. */
bool jingle_read(const char *path, double target_lufs, double ceiling_dbtp,
    struct montage_sound *sound, struct err *err);

#endif
