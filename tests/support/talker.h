/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Somebody in the room: a voice and what it has to say.
 */
#ifndef ROOMCAST_SUPPORT_TALKER_H
#define ROOMCAST_SUPPORT_TALKER_H

#include <stdbool.h>

#include "recorder/base/err.h"
#include "tests/support/wave_file.h"

/* There are this many, of clearly different loudness. */
#define TALKER_COUNT 4

/* -34, -24, -16 or -12 LUFS; further numbers begin again. */
double talker_lufs(int number);

/* Speaks about 15 seconds through espeak-ng: mono, 48 kHz, at the talker's
 * loudness. ERR_IO when espeak-ng is not installed. */
bool talker_speak(int number, struct wave *wave, struct err *err);

/* The same from a file instead. */
bool talker_load(
    int number, const char *path, struct wave *wave, struct err *err);

#endif
