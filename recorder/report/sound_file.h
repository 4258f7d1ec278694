/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file of sound, whatever it is: WAV (all that audio/wav.h reads), Ogg/Opus
 * (with the header gain, as players apply it; all links of a chain, with the
 * channels of the first) or MP3, known by how it begins.
 *
 *     own(sound_file) file = sound_file_new(path, err);
 *     do {
 *         if (!sound_file_pull(file, pcm, &frames, err)) …
 *     } while (frames > 0);
 */
#ifndef ROOMCAST_SOUND_FILE_H
#define ROOMCAST_SOUND_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/audio/sample_format.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define SOUND_FILE_MOST_FRAMES 5760
#define SOUND_FILE_MOST_SAMPLES (SOUND_FILE_MOST_FRAMES * SAMPLE_MOST_CHANNELS)

struct sound_file;

/* The path "-" is standard input: a file, or a pipe that brings a WAV, the one
 * of them that a pipe can carry. ERR_IO if it cannot be read, ERR_FORMAT if it
 * is none of these. */
struct sound_file *sound_file_new(const char *path, struct err *err);

const char *sound_file_kind(const struct sound_file *file); /* "WAV" … */
int sound_file_rate_hz(const struct sound_file *file);
int sound_file_channels(const struct sound_file *file); /* 1 to 8 */

/* What each channel counts in loudness. */
void sound_file_weigh(
    const struct sound_file *file, double weights[SAMPLE_MOST_CHANNELS]);

/* Gives what comes next, interleaved: up to SOUND_FILE_MOST_FRAMES, none at
 * the end. What a WAV ends before its header said is no failure. */
bool sound_file_pull(
    struct sound_file *file, float *pcm, size_t *frames, struct err *err);

/* Behind the last frames: whether more was to come, by the header of a WAV or
 * for want of the end of an Ogg stream, by how long an MP3 says that it is. */
bool sound_file_is_cut_off(const struct sound_file *file);

/* NULL is fine. */
void sound_file_free(struct sound_file *file);
OWNED(sound_file)

#endif
