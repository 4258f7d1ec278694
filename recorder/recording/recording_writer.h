/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A running recording: Ogg/Opus pages (RFC 3533, RFC 7845) and its ledger,
 * written and synced by a thread that audio never waits for.
 *
 *     writer = recording_writer_new(stem, &facts, err);
 *     recording_writer_push(writer, packet, bytes, frames, err);      …
 *     recording_writer_finish(writer, &result, end_line, err);
 *     recording_writer_free(writer);
 *
 * Begin: STEM.jsonl is created (O_EXCL); the recording appears as
 * STEM.opus.part when it is locked and its headers are written and synced.
 * A megabyte is reserved ahead of it and 64 KiB ahead of the ledger, and
 * again as they grow, so that the end always fits; it is given back then.
 * OpusTags has room reserved (RFC 7845 5.2) so that all that is known only
 * at the end is set in place. Pages hold at most half a second, half of that
 * where the sound is levelled, less while the recording is followed, and are
 * written each by one write(2), then synced. Granules count 48 kHz frames from
 * the first packet, pre-skip included.
 *
 * Finish: the last page gets EOS and a granule that trims the end to the
 * exact length (RFC 7845 4.4), the ledger its last line; header and tags are
 * rewritten in place with their checksums, synced, renamed to STEM.opus, and
 * the folder synced. Killed at any point, recording_repair() finishes it.
 *
 * Freed unfinished, it leaves a .part that nobody locks, for
 * recording_repair() too. Not for use by two threads at once.
 */
#ifndef ROOMCAST_RECORDING_RECORDING_WRITER_H
#define ROOMCAST_RECORDING_RECORDING_WRITER_H

#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"
#include "recorder/recording/recording.h"

struct recording_writer;

/* ERR_IO when one of the three names is taken or the disk refuses; nothing is
 * left behind then. */
struct recording_writer *recording_writer_new(
    const char *stem, const struct recording_facts *facts, struct err *err);

/* Appends an Opus packet (copied) of `frames_48k`. ERR_FORMAT when it is not
 * valid or not so long: it is left out and the recording can go on. Any other
 * failure is final: what the disk said, possibly about an earlier page. */
bool recording_writer_push(struct recording_writer *writer,
    const uint8_t *packet, size_t bytes, int frames_48k, struct err *err);

/* Somebody follows what is written: pages from the next packet on hold a sixth
 * of a second. Or nobody does any longer. */
void recording_writer_set_followed(
    struct recording_writer *writer, bool is_followed);

/* What was pushed since the last call came at once, and the next will be a
 * half of a second later, or a third of one that is levelled: the page in hand
 * is written now, but for the newest packet, and the next one holds as much.
 * Nothing changes while somebody follows. */
bool recording_writer_end_batch(
    struct recording_writer *writer, struct err *err);

/* Waits until the disk has all but the page in hand: now and then, for a
 * caller that pushes faster than real time and would fill the queue. */
bool recording_writer_wait(struct recording_writer *writer, struct err *err);

/* How much has been pushed, without pre-skip; may be negative at first. */
int64_t recording_writer_frames_48k(const struct recording_writer *writer);

/* How much of that is known to be on the disk, until a failure too. */
int64_t recording_writer_safe_48k(const struct recording_writer *writer);

/* The disk has no more room than this recording has reserved: it should be
 * finished now, which will succeed. Never true on a file system that cannot
 * reserve; see disk_reserve.h. */
bool recording_writer_is_full(const struct recording_writer *writer);

/* See disk_writer_take_delay_ns(). */
int64_t recording_writer_take_delay_ns(struct recording_writer *writer);

/* Appends a line to the ledger (a copy; the line stays the caller's). */
bool recording_writer_note(
    struct recording_writer *writer, const struct jdoc *line, struct err *err);

/* A chapter begins at that frame of it: a line for the ledger now, tags at
 * the end. Titles are UTF-8. */
bool recording_writer_mark(struct recording_writer *writer,
    int64_t at_frames_48k, const char *title, struct err *err);

/* How large the file is, with what is still in hand. */
int64_t recording_writer_bytes(const struct recording_writer *writer);

/* Ends the recording at result->frames_48k, which must not be more than was
 * pushed; packets wholly behind the end are left out, and what of them is in
 * the file already is cut off again. `end_line` is the ledger's last (borrowed,
 * NULL: none). With no frame to be heard it is ERR_FORMAT "nothing was
 * recorded", and what there is has become STEM.opus.empty. Once only. */
bool recording_writer_finish(struct recording_writer *writer,
    const struct recording_result *result, const struct jdoc *end_line,
    struct err *err);

/* Removes the files, as if there had been no recording; only those that are
 * ours and not finished. In place of the finish. */
bool recording_writer_discard(struct recording_writer *writer, struct err *err);

/* NULL is fine. */
void recording_writer_free(struct recording_writer *writer);
OWNED(recording_writer)

#endif
