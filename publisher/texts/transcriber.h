/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lets a command of the user's write down what is said:
 *
 *     transcribe = whisper-vtt --language en
 *
 * The recording's path is put behind its words (command_words.h; no shell). It
 * runs in its own process group with nothing on standard input, and writes
 * WebVTT or SubRip to standard output. The last line of what it says on
 * standard error is told when it fails.
 */
#ifndef ROOMCAST_PUBLISHER_TEXTS_TRANSCRIBER_H
#define ROOMCAST_PUBLISHER_TEXTS_TRANSCRIBER_H

#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/text.h"

struct transcriber {
    const char *command;
    int64_t limit_ns; /* then the whole group is killed */
};

/* Appends what it printed, at most TRANSCRIPT_MOST_BYTES. ERR_FORMAT when it
 * fails, ERR_LIMIT when it takes too long or says too much. */
bool transcriber_run(const struct transcriber *transcriber, const char *path,
    struct text *printed, struct err *err);

#endif
