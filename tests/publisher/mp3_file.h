/* SPDX-License-Identifier: BSD-2-Clause */
/* An MP3 of a sound, by the encoder alone. */
#ifndef ROOMCAST_TESTS_PUBLISHER_MP3_FILE_H
#define ROOMCAST_TESTS_PUBLISHER_MP3_FILE_H

#include "recorder/base/text.h"
#include "tests/publisher/sound.h"

/* The whole stream with its info frame, pushed `step` frames at a time; to
 * be cleared. */
struct text mp3_of_sound(const struct sound *sound, size_t step);

#endif
