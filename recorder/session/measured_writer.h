/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A recording being written and, as a listener will decode it, measured; at
 * its end the remainder to the target becomes the header gain.
 *
 *     measured = measured_writer_new(stem, &facts, err);
 *     measured_writer_push(measured, packet, bytes, frames, err);     …
 *     measured_writer_finish(measured, frames_48k, end, &result, err);
 */
#ifndef ROOMCAST_RECORDER_SESSION_MEASURED_WRITER_H
#define ROOMCAST_RECORDER_SESSION_MEASURED_WRITER_H

#include "recorder/recording/recording_writer.h"

struct measured_writer;

/* As recording_writer_new(). */
struct measured_writer *measured_writer_new(
    const char *stem, const struct recording_facts *facts, struct err *err);

/* One valid Opus packet of that many frames. */
bool measured_writer_push(struct measured_writer *measured,
    const uint8_t *packet, size_t bytes, int frames_48k, struct err *err);

/* One whose sound is known, which saves decoding it again. */
struct measured_packet {
    const uint8_t *packet;
    size_t bytes;
    int frames_48k;
    const float *heard; /* by a decoder that heard all before; NULL: unknown */
};
bool measured_writer_push_heard(struct measured_writer *measured,
    const struct measured_packet *packet, struct err *err);

/* See recording_writer.h. */
void measured_writer_set_followed(
    struct measured_writer *measured, bool is_followed);

bool measured_writer_end_batch(
    struct measured_writer *measured, struct err *err);

/* Pushed so far, without pre-skip. */
int64_t measured_writer_frames_48k(const struct measured_writer *measured);

/* See recording_writer.h. */
int64_t measured_writer_safe_48k(const struct measured_writer *measured);
bool measured_writer_is_full(const struct measured_writer *measured);
int64_t measured_writer_take_delay_ns(struct measured_writer *measured);

/* Samples at full scale, as decoded; see pcm_count_clipped(). Packets wait to
 * be decoded many at once: to ask for figures all the time costs more. */
int64_t measured_writer_clipped_samples(struct measured_writer *measured);

/* Before any header gain. As costly. */
struct loudness measured_writer_loudness(struct measured_writer *measured);

/* A line for the ledger; see recording_writer_note(). */
bool measured_writer_note(
    struct measured_writer *measured, const struct jdoc *line, struct err *err);

/* A chapter begins there; see recording_writer_mark(). */
bool measured_writer_mark(struct measured_writer *measured,
    int64_t at_frames_48k, const char *title, struct err *err);

/* How large the file is, with what is still in hand. */
int64_t measured_writer_bytes(const struct measured_writer *measured);

/* Lets the disk keep up with a source that is faster than real time; see
 * recording_writer_wait(). Not for live ones. */
bool measured_writer_wait(struct measured_writer *measured, struct err *err);

/* Ends it at `frames_48k` with the gain that its facts ask for. `end` is the
 * ledger's last line, to which the figures are added. */
bool measured_writer_finish(struct measured_writer *measured,
    int64_t frames_48k, struct jdoc *end, struct recording_result *result,
    struct err *err);

/* Removes the files, in place of the finish. */
bool measured_writer_discard(struct measured_writer *measured, struct err *err);

/* Frees it in the background, since its disk may take for ever. */
void measured_writer_abandon(struct measured_writer *measured);

/* Unfinished, it leaves a .part for repair. NULL is fine. */
void measured_writer_free(struct measured_writer *measured);
OWNED(measured_writer)

#endif
