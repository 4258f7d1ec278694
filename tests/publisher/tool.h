/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Other people's tools as judges, and a folder for the files they look at.
 */
#ifndef ROOMCAST_TESTS_PUBLISHER_TOOL_H
#define ROOMCAST_TESTS_PUBLISHER_TOOL_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/text.h"

/* Fixtures: a folder of the test's own, current while it runs, removed with
 * all that is in it. */
int folder_set_up(void **state);
int folder_tear_down(void **state);

/* Runs a shell command and returns what it printed, to be freed; its length
 * goes to *length unless NULL. The test fails when the command does. */
char *tool(size_t *length, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for what it does, not for what it prints. */
void tool_do(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The number that `tool` printed. */
double tool_number(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Samples as ffmpeg decodes them (with the header gain of Ogg/Opus), float,
 * interleaved, at the file's own rate; to be freed. */
float *decoded(const char *path, size_t *samples);

/* By ffmpeg's ebur128; LUFS, dBTP; at most -70 for silence. */
struct judged {
    double integrated_lufs;
    double true_peak_dbtp;
};
struct judged judge_loudness(const char *path);

void write_file(const char *path, const void *bytes, size_t length);

/* No file but those counted is in the folder. */
size_t files_in_folder(void);

#endif
