/* SPDX-License-Identifier: BSD-2-Clause */
/* A finished recording of a sound, as the recorder leaves it. */
#ifndef ROOMCAST_TESTS_PUBLISHER_RECORDING_FILE_H
#define ROOMCAST_TESTS_PUBLISHER_RECORDING_FILE_H

#include <stdint.h>

#include "tests/publisher/sound.h"

/* Writes STEM.opus (and STEM.jsonl), encoded at 64 kbit/s a channel, with
 * the header gain for `target_lufs` as far as true peak allows; NAN: none. */
void make_recording(
    const char *stem, const struct sound *sound, double target_lufs);

/* The same, which goes on at `offset_48k` of a session where a failure ended
 * the part before. */
void make_continuing_recording(
    const char *stem, const struct sound *sound, int64_t offset_48k);

/* The id that all of them have. */
#define RECORDING_FILE_ID "6f1c1f52-3d4b-4c0e-9a55-0d8d1f0f6a01"

#endif
