/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What conformance_check() has to say of built streams.
 */
#ifndef ROOMCAST_TESTS_RECORDING_JUDGED_STREAM_H
#define ROOMCAST_TESTS_RECORDING_JUDGED_STREAM_H

#include "recorder/recording/conformance.h"
#include "tests/recording/built_stream.h"

/* Pages of a stream from good_stream(). */
#define SOUND_PAGES 5
#define FIRST 2  /* page of sound */
#define MIDDLE 4 /* and one in the middle */
#define LAST 6

struct built_stream good_stream(void);

/* Puts a packet of 600 bytes on the last three pages. */
void spread_packet(struct built_stream *stream);

struct conformance check_bytes(const void *bytes, size_t length);
struct conformance check_stream(const struct built_stream *stream);

/* Where a page begins in the file. */
int64_t offset_of(const struct built_stream *stream, size_t page);

void assert_silent(const struct conformance *conformance);

/* One finding and no other, by the name of its rule. */
void assert_one(
    const struct conformance *conformance, const char *rule, int64_t offset);

/* The only fault is on that page. */
void assert_fault(
    const struct built_stream *stream, const char *rule, size_t page);

/* No fault, nothing missing, and that long. */
void assert_good(const struct built_stream *stream, int64_t frames_48k);

#endif
