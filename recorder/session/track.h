/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The packets of one session on their way into one file after another.
 *
 *     track = track_new(&place, &facts, &listener, err);
 *     track_push(track, packet, bytes, frames, err);                  …
 *     track_split(track, at_frames, utc_ns);       from there on in the next
 *     track_finish(track, frames_48k, end, &report, err);
 *
 * No sample is lost or repeated at a split: the parts, decoded one after the
 * other, are what the whole would have been. They are cut between packets.
 * Each part begins with the packets of the second before it as its pre-skip,
 * in which a decoder comes into the state of one that heard it all (RFC 7845
 * 4.2 asks for 80 ms at least), and its granules with 0. All have the header
 * gain of their own loudness.
 *
 * A disk that fails ends no session. The file that failed is left to repair;
 * another one, in the same folder or the second, goes on right behind what is
 * known to be on the disk, with the packets kept since. Its facts say so
 * (`continues`). A disk that fills up is known before it fails, from what the
 * file holds reserved: then the part is finished like any other, and the next
 * goes on without a gap or an overlap. Where no file can be had, packets are
 * kept as long as packet_backlog.h says, and another file is tried each second.
 *
 * Positions are those of the track in 48 kHz frames, without pre-skip.
 */
#ifndef ROOMCAST_RECORDER_SESSION_TRACK_H
#define ROOMCAST_RECORDER_SESSION_TRACK_H

#include "recorder/session/track_part.h"
#include "recorder/session/track_place.h"

/* Of the end of a part, in its ledger, when the disk had no more room. */
#define TRACK_CAUSE_FULL "disk-full"

/* Called from within track_push() and track_finish(); what is NULL is not
 * told. */
struct track_listener {
    void *user;
    /* A part is finished, and another has begun, or will when the disk has
     * room for it. */
    void (*part_done)(void *user, const struct track_report *report);
    /* The session goes on all the same: in the old file when there was no
     * next one, in another one when the disk failed, or as soon as there can
     * be one. */
    void (*trouble)(void *user, const struct err *err);
    /* After a trouble it is written again, to that file. */
    void (*resumed)(void *user, const char *path);
};

struct track;

/* `facts` are those of the first part. Where they name no part, its id becomes
 * the session's; else it goes on with that session. Strings are copied. */
struct track *track_new(const struct track_place *place,
    const struct recording_facts *facts, const struct track_listener *listener,
    struct err *err);

/* One valid Opus packet. */
bool track_push_heard(
    struct track *track, const struct measured_packet *packet, struct err *err);

/* One whose sound is not known yet. */
static inline bool track_push(struct track *track, const uint8_t *packet,
    size_t bytes, int frames_48k, struct err *err)
{
    const struct measured_packet unheard = {
        .packet = packet, .bytes = bytes, .frames_48k = frames_48k};

    return track_push_heard(track, &unheard, err);
}

/* From the first packet on that does not begin before `at_48k`, which is `utc`
 * by the clock. One that is asked for already stays. */
void track_split(struct track *track, int64_t at_48k, int64_t utc_ns);

/* Somebody follows what is written, or no longer: see recording_writer.h. */
void track_set_followed(struct track *track, bool is_followed);

bool track_is_followed(const struct track *track);

/* See recording_writer_end_batch(). */
void track_end_batch(struct track *track);

/* Pushed so far. */
int64_t track_frames_48k(const struct track *track);

/* A line for the ledger, to which "at" is added; a mark of a chapter. They go
 * to the part that holds `at_48k`, which may be ahead of what was pushed. */
bool track_note(
    struct track *track, struct jdoc *line, int64_t at_48k, struct err *err);
bool track_mark(
    struct track *track, const char *title, int64_t at_48k, struct err *err);

/* Of the part that is written: before any header gain; its samples at
 * full scale; its size; its name, STEM.opus.part. While nothing is written, the
 * name is that of the last file, STEM.opus if it is finished. */
struct loudness track_loudness(const struct track *track);
int64_t track_clipped_samples(const struct track *track);
int64_t track_bytes(const struct track *track);
const char *track_path(const struct track *track);

/* Why nothing is written just now, while packets wait in memory; NULL: it is
 * written. */
const char *track_failure(const struct track *track);

/* How long the disk took since this was last asked; see disk_writer.h. */
int64_t track_take_delay_ns(struct track *track);

/* See recording_writer_wait(). False when no file can be had. */
bool track_wait(struct track *track, struct err *err);

/* Ends it at `frames_48k`; what is behind is cut off again. False, too, when
 * all is on the disk but could not be finished: a repair will. When nothing is
 * left of the last part it is removed, and the one before is reported. `end`
 * is the last line of the ledger, to which the figures are added. */
bool track_finish(struct track *track, int64_t frames_48k, struct jdoc *end,
    struct track_report *report, struct err *err);

/* Removes the part that is written, in place of finishing it. */
bool track_discard(struct track *track, struct err *err);

/* Is it the first? Only then is nothing of the session kept by a discard. */
bool track_is_in_first_part(const struct track *track);

/* Unfinished, it leaves a .part for repair. NULL is fine. */
void track_free(struct track *track);
OWNED(track)

#endif
