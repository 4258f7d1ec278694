/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/session_notes.h"

#include "recorder/recording/ledger.h"

bool session_notes_attach(
    struct session_notes *notes, struct track *track, struct err *err)
{
    bool is_good = true;

    notes->track = track;
    while (is_good && notes->early.first) {
        own(waiting_line) early = waiting_lines_pull(&notes->early);
        is_good = track_note(track, early->line, 0, err);
    }
    return is_good;
}

void session_notes_event(struct session_notes *notes, const char *event,
    const char *text, int64_t at_48k)
{
    own(jdoc) line = ledger_line(event, 0);
    struct err ignored;

    jdoc_set_any_text(line, "text", text);
    if (notes->track)
        track_note(notes->track, line, at_48k, &ignored);
    else
        waiting_lines_add(&notes->early, take(line), 0, &ignored);
}

/* --- What came, and what did not ----------------------------------------- */

/* The line lies where the span begins. */
static bool note_dtx(
    struct session_notes *notes, const struct dtx_span *span, struct err *err)
{
    if (span->packets == 0)
        return true;
    own(jdoc) line = ledger_line("dtx", -1);
    jdoc_set_whole(line, "frames", span->frames_48k);
    jdoc_set_whole(line, "packets", span->packets);
    return track_note(notes->track, line, span->begin_48k, err);
}

bool session_notes_end_dtx(struct session_notes *notes, struct err *err)
{
    struct dtx_span ended = dtx_span_end(&notes->dtx);

    return note_dtx(notes, &ended, err);
}

bool session_notes_packet(struct session_notes *notes, size_t bytes,
    int frames_48k, int64_t at_48k, struct err *err)
{
    struct dtx_span ended =
        dtx_span_packet(&notes->dtx, bytes, frames_48k, at_48k);

    return note_dtx(notes, &ended, err);
}

bool session_notes_gap(struct session_notes *notes, int64_t frames_48k,
    int lost, int64_t at_48k, struct err *err)
{
    if (dtx_span_gap(&notes->dtx, frames_48k, lost))
        return true;
    if (!session_notes_end_dtx(notes, err))
        return false;
    own(jdoc) line = ledger_line(lost ? "loss" : "gap", -1);
    if (lost)
        jdoc_set_whole(line, "packets", lost);
    jdoc_set_whole(line, "frames", frames_48k);
    return track_note(notes->track, line, at_48k, err);
}

/* --- What people asked for ----------------------------------------------- */

bool session_notes_pause(
    struct session_notes *notes, bool is_kept, int64_t at_48k, struct err *err)
{
    own(jdoc) line = ledger_line("pause", -1);

    jdoc_set_bool(line, "kept", is_kept);
    return track_note(notes->track, line, at_48k, err);
}

bool session_notes_resume(struct session_notes *notes, double left_out_s,
    int64_t at_48k, struct err *err)
{
    own(jdoc) line = ledger_line("resume", -1);

    jdoc_set_real(line, "left_out", left_out_s);
    return track_note(notes->track, line, at_48k, err);
}

bool session_notes_person(struct session_notes *notes, const char *who,
    int64_t at_48k, struct err *err)
{
    own(jdoc) line = ledger_line("person", -1);

    jdoc_set_string(line, "text", who);
    return track_note(notes->track, line, at_48k, err);
}

void session_notes_clear(struct session_notes *notes)
{
    waiting_lines_clear(&notes->early);
}
