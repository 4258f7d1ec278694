/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recordings for tests: 20 ms packets of a tone in noise, stereo.
 */
#ifndef ROOMCAST_TESTS_RECORDING_SAMPLE_RECORDING_H
#define ROOMCAST_TESTS_RECORDING_SAMPLE_RECORDING_H

#include "recorder/recording/recording_writer.h"

#define SAMPLE_PRESKIP_48K 312
#define SAMPLE_PACKET_48K 960

/* Of a recording that begins at 2026-11-22T18:00:00Z. */
struct recording_facts sample_facts(void);

struct recording_result sample_result(int64_t frames_48k);

/* A recording begins, and is finished and freed; the test fails when they do.
 */
struct recording_writer *sample_begin(const char *stem);
void sample_finish(struct recording_writer *writer, int64_t frames_48k);

/* Pushes as many packets, from the `first` on; sample_push() fails the test
 * when one is refused. */
bool sample_try_push(
    struct recording_writer *writer, int first, int count, struct err *err);
void sample_push(struct recording_writer *writer, int first, int count);

/* A finished recording of that many packets, as long as they are. */
void sample_record(const char *stem, int packets);

/* One that was killed after that many: STEM.opus.part and a ledger. */
void sample_record_part(const char *stem, int packets);

/* What `packets` of them last, without pre-skip. */
int64_t sample_frames_48k(int packets);

#endif
