/* SPDX-License-Identifier: BSD-2-Clause */
/* A WAV file from its beginning to its end, all channels as they are. */
#ifndef ROOMCAST_WAV_FILE_H
#define ROOMCAST_WAV_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/audio/sample_format.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define WAV_FILE_MOST_FRAMES 1024

struct wav_file;

/* ERR_IO if it cannot be read, ERR_FORMAT if it is no WAV. */
struct wav_file *wav_file_new(const char *path, struct err *err);

const struct sample_format *wav_file_format(const struct wav_file *file);

/* Gives what comes next, interleaved: up to WAV_FILE_MOST_FRAMES, none at the
 * end, which may come earlier than the header says. */
bool wav_file_pull(
    struct wav_file *file, float *pcm, size_t *frames, struct err *err);

/* At the end: whether that came earlier. */
bool wav_file_is_cut_off(const struct wav_file *file);

/* NULL is fine. */
void wav_file_free(struct wav_file *file);
OWNED(wav_file)

#endif
