/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers with units as people write them in options and configuration.
 *
 * Each function reads the whole text or fails with ERR_CONFIG and a text that
 * says what was found and what was expected; *out is then untouched.
 */
#ifndef ROOMCAST_BASE_QUANTITY_H
#define ROOMCAST_BASE_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "recorder/base/err.h"

bool quantity_parse_whole(const char *text, int64_t least, int64_t most,
    int64_t *out, struct err *err);

bool quantity_parse_real(
    const char *text, double least, double most, double *out, struct err *err);

/* "90" (seconds), "1.5", "90m", "1h30m", "250ms": above 0, at most a year. */
bool quantity_parse_duration(const char *text, int64_t *ns, struct err *err);

/* "64k", "64000": bits a second, from `least` to `most`. */
bool quantity_parse_bitrate(
    const char *text, int least, int most, int *bits, struct err *err);

/* "5G", "1.5T", "800M", "64k" or bytes; the letters stand for powers of 1000:
 * 1 to 1e18 bytes. */
bool quantity_parse_bytes(const char *text, int64_t *bytes, struct err *err);

/* "true", "yes", "on", "1" and their opposites. */
bool quantity_parse_bool(const char *text, bool *out, struct err *err);

/* "1:02:03" or "2:03", for people: a time that has come, as clocks show it,
 * whole seconds that are over. */
#define QUANTITY_TIME_BYTES 24
void quantity_format_time(int64_t ns, char text[QUANTITY_TIME_BYTES]);

/* The same for how long something is: to the nearest second, as feeds and
 * pages have it. */
void quantity_format_length(int64_t ns, char text[QUANTITY_TIME_BYTES]);

/* "812 bytes", "64.0 kB", "12.3 GB", for people. */
#define QUANTITY_SIZE_BYTES 24
void quantity_format_bytes(int64_t bytes, char text[QUANTITY_SIZE_BYTES]);

#endif
