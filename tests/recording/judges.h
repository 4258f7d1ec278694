/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What other people's programs say of an Ogg/Opus file: opusinfo and opusdec
 * (opus-tools), oggz-validate (oggz-tools), ffprobe (ffmpeg). A program that
 * is missing fails the test.
 */
#ifndef ROOMCAST_TESTS_RECORDING_JUDGES_H
#define ROOMCAST_TESTS_RECORDING_JUDGES_H

#include <stdint.h>

#include "recorder/base/text.h"

/* Runs a program to its end; its output of both kinds goes to `output` (may
 * be NULL). Returns its exit status, or 128 and the signal. */
int judges_run(const char *const *arguments, struct text *output);

/* Nobody has a word to say against it, and it is that long. */
void judges_accept(const char *path, int64_t frames_48k);

/* The same without decoding it all. */
void judges_accept_long(const char *path, int64_t frames_48k);

/* What opusdec gives, at 48 kHz. */
int64_t judges_decoded_frames(const char *path, int channels);

#endif
