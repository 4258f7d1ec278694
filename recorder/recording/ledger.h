/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ledger beside a recording: what happened, as JSON lines.
 *
 * Every line is an object with "event" and, except the first, "at" (seconds
 * of the recording, from its granules). The events:
 *
 *   begin      always first: id, session, part, offset, continues, room,
 *              title, start (RFC 3339 UTC), source, normalize, target,
 *              channels, preskip, rate, serial, version
 *   clock      each minute, and when it was set: granule, monotonic_ns, utc,
 *              step (seconds, with a sign)
 *   dtx        the sender paused (RFC 7587 3.1.3): frames, packets
 *   loss       concealed: packets, frames
 *   gap        filled with silence: frames; or, with cause damage, what a
 *              repair could not read: frames, byte, bytes
 *   source     a source that changed, and reconnect, one that came back: text
 *   warning    of the source, the disk, the clock: text
 *   mark       a chapter begins: text
 *   person     somebody is to be heard: text, as "Ada Lovelace (guest)"
 *   pause      kept (whether as silence); resume: left_out seconds, 0 if kept
 *   end        the last, if there is one: cause, duration, integrated, range,
 *              true_peak, gain, short, and the counters of the source
 *   repair     by recording_repair(): kept_bytes, cut_bytes, skipped_bytes,
 *              and the figures of an end
 *
 * This module formats lines and reads them back. The recording_writer, which
 * owns the file, appends and syncs them with the audio.
 */
#ifndef ROOMCAST_RECORDING_LEDGER_H
#define ROOMCAST_RECORDING_LEDGER_H

#include <stdbool.h>

#include "recorder/base/err.h"
#include "recorder/base/jdoc.h"
#include "recorder/recording/recording.h"

/* Of a "gap" that a repair found: pages that cannot be read, and not silence
 * that was filled in; with "byte" and "bytes" of the file. */
#define LEDGER_CAUSE_DAMAGE "damage"

/* A new line of that event; `at_frames_48k` is put as seconds under "at",
 * negative: not at all. */
struct jdoc *ledger_line(const char *event, int64_t at_frames_48k);

/* True when a line is of that event. */
bool ledger_is_event(const struct jdoc *line, const char *event);

/* The first line: all that is needed to make the headers of the recording
 * anew, with the serial number of its Ogg stream. */
struct jdoc *ledger_begin_line(
    const struct recording_facts *facts, uint32_t serial);

/* Reads it back. ERR_FORMAT when it is not that line, or something in it is
 * missing or out of range. */
bool ledger_parse_begin(const struct jdoc *line, struct recording_facts *facts,
    uint32_t *serial, struct err *err);

/* How the clocks stand at that frame; by how much the one of the day was set
 * since the last such line, 0: it was not. */
struct jdoc *ledger_clock_line(
    int64_t frames_48k, int64_t monotonic_ns, int64_t utc_ns, int64_t step_ns);

/* Puts what is known at the end into a line: duration, integrated, range,
 * true_peak, gain and short (of an "end" line). */
void ledger_set_result(
    struct jdoc *line, const struct recording_result *result);

/* Told each readable line in order; false ends the reading. */
typedef bool ledger_taker(void *user, const struct jdoc *line);

/* Reads a ledger. A torn last line is passed over in silence, any other that
 * cannot be read counts in *bad_lines (may be NULL), blank ones do not.
 * ERR_IO if the file cannot be read. */
bool ledger_read(const char *path, ledger_taker *taker, void *user,
    int *bad_lines, struct err *err);

#endif
