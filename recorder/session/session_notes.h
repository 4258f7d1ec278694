/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the ledger of a session says of it while it runs: what its source told,
 * where nothing came, where a sender had nothing to say, pauses, people.
 *
 *     struct session_notes notes = {0};
 *     session_notes_event(&notes, "source", text, 0);        waits for a file
 *     session_notes_attach(&notes, track, err);
 *     session_notes_packet(&notes, bytes, frames_48k, at_48k, err);    …
 *     session_notes_end_dtx(&notes, err);             before it pauses or ends
 *     session_notes_clear(&notes);
 *
 * `at_48k` is where the session stands. All fail only when the ledger does.
 */
#ifndef ROOMCAST_RECORDER_SESSION_SESSION_NOTES_H
#define ROOMCAST_RECORDER_SESSION_SESSION_NOTES_H

#include "recorder/session/dtx_span.h"
#include "recorder/session/track.h"
#include "recorder/session/waiting_lines.h"

/* Zeros: nothing has been told. */
struct session_notes {
    struct track *track; /* borrowed; NULL: there is no file yet */
    struct waiting_lines early;
    struct dtx_span dtx;
};

/* The track must outlive them; what waits is written to it. */
bool session_notes_attach(
    struct session_notes *notes, struct track *track, struct err *err);

/* Something that the source told, with or without a file. A disk that fails is
 * told by the next note. */
void session_notes_event(struct session_notes *notes, const char *event,
    const char *text, int64_t at_48k);

/* A packet of Opus that comes now. */
bool session_notes_packet(struct session_notes *notes, size_t bytes,
    int frames_48k, int64_t at_48k, struct err *err);

/* Nothing came for so long, in which so many packets are known to be lost. */
bool session_notes_gap(struct session_notes *notes, int64_t frames_48k,
    int lost, int64_t at_48k, struct err *err);

/* No packet is to follow those that came, for now. */
bool session_notes_end_dtx(struct session_notes *notes, struct err *err);

/* It stands still from here on, which is recorded as silence, or left out;
 * until here, where so many seconds have been left out. */
bool session_notes_pause(
    struct session_notes *notes, bool is_kept, int64_t at_48k, struct err *err);
bool session_notes_resume(struct session_notes *notes, double left_out_s,
    int64_t at_48k, struct err *err);

bool session_notes_person(struct session_notes *notes, const char *who,
    int64_t at_48k, struct err *err);

void session_notes_clear(struct session_notes *notes);

#endif
