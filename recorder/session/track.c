/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/track.h"

#include <math.h>

#include "recorder/base/clock.h"
#include "recorder/recording/ledger.h"
#include "recorder/session/part_chain.h"

#define NO_CUT INT64_MAX

struct track {
    struct track_listener listener;
    int left_parts;
    struct part_chain chain;
    int64_t cut_48k;
    int64_t cut_utc_ns;
    struct waiting_lines waiting;
};

struct track *track_new(const struct track_place *place,
    const struct recording_facts *facts, const struct track_listener *listener,
    struct err *err)
{
    own(track) track = calloc(1, sizeof *track);

    if (!track)
        return err_no_memory(err), NULL;
    track->listener = *listener;
    track->cut_48k = NO_CUT;
    if (!part_chain_begin(&track->chain, place, facts, err))
        return NULL;
    return take(track);
}

/* --- A file that failed ------------------------------------------------- */

static void tell(const struct track *track, const struct err *err)
{
    if (track->listener.trouble)
        track->listener.trouble(track->listener.user, err);
}

static void tell_part_done(const struct track *track)
{
    if (track->listener.part_done)
        track->listener.part_done(track->listener.user, &track->chain.last);
}

static bool write_waiting(struct track *track, struct err *err);

/* The ledger of the new part says why there is one. */
static bool note_failure(struct track *track, struct err *err)
{
    own(jdoc) line = ledger_line("warning", 0);

    jdoc_set_any_text(line, "text", track->chain.failure.text);
    return measured_writer_note(track->chain.part.writer, line, err) &&
           write_waiting(track, err);
}

/* Goes on in a new file, in the first place that takes it. */
static bool resume(struct track *track)
{
    struct err err;

    if (!part_chain_resume(&track->chain))
        return false;
    if (!note_failure(track, &err))
        tell(track, &err);
    return true;
}

static void resume_and_tell(struct track *track)
{
    if (resume(track) && track->chain.part.writer && track->listener.resumed)
        track->listener.resumed(track->listener.user, track->chain.part.path);
}

static void give_up(struct track *track, const struct err *why)
{
    track->left_parts++;
    part_chain_give_up(&track->chain, why);
    tell(track, why);
}

static void fail_over(struct track *track, const struct err *why)
{
    give_up(track, why);
    resume_and_tell(track);
}

/* --- Lines and chapters ------------------------------------------------- */

/* What is lost with a disk that fails now is a line of the ledger. */
static bool write_waiting(struct track *track, struct err *err)
{
    struct waiting_lines waiting = track->waiting;
    bool is_good = true;

    track->waiting = (struct waiting_lines){0};
    while (is_good && waiting.first) {
        own(waiting_line) line = waiting_lines_pull(&waiting);
        is_good = track_part_write_line(&track->chain.part, line, err);
    }
    waiting_lines_clear(&waiting);
    return is_good;
}

/* Writes what waits, unless it belongs behind a cut to come. */
static bool settle_lines(struct track *track, int64_t at_48k)
{
    struct err err;

    if (!track->chain.part.writer || at_48k >= track->cut_48k)
        return true;
    if (!write_waiting(track, &err))
        fail_over(track, &err);
    return true;
}

bool track_note(
    struct track *track, struct jdoc *line, int64_t at_48k, struct err *err)
{
    return waiting_lines_add(&track->waiting, jdoc_copy(line), at_48k, err) &&
           settle_lines(track, at_48k);
}

bool track_mark(
    struct track *track, const char *title, int64_t at_48k, struct err *err)
{
    return waiting_lines_add_mark(&track->waiting, title, at_48k, err) &&
           settle_lines(track, at_48k);
}

/* --- Parts ------------------------------------------------------------- */

void track_split(struct track *track, int64_t at_48k, int64_t utc_ns)
{
    if (track->cut_48k != NO_CUT)
        return;
    track->cut_48k = at_48k;
    track->cut_utc_ns = utc_ns;
}

static int64_t split_utc_ns(const struct track *track, int64_t begin_48k)
{
    return track->cut_utc_ns +
           clock_ns_from_frames_48k(begin_48k - track->cut_48k);
}

/* Without a next file it goes on in the old one; if that cannot be finished, a
 * file that goes on behind what is safe takes the place of the next. */
static void cut(struct track *track)
{
    int64_t begin_48k = packet_backlog_end_48k(track->chain.backlog);
    struct next_part next = {.facts = track->chain.part.facts};
    struct err err;

    next.facts.continues = 0;
    next.facts.start_utc_ns = split_utc_ns(track, begin_48k);
    if (!part_chain_open_next(&track->chain, &next, &err)) {
        tell(track, &err);
        return;
    }
    if (part_chain_end_part(&track->chain, "split", &err)) {
        part_chain_adopt(&track->chain, &next, begin_48k);
        tell_part_done(track);
        return;
    }
    next_part_discard(&next);
    fail_over(track, &err);
}

static void cut_if_due(struct track *track)
{
    struct err err;

    if (!track->chain.part.writer || track_frames_48k(track) < track->cut_48k)
        return;
    if (measured_writer_frames_48k(track->chain.part.writer) > 0)
        cut(track);
    track->cut_48k = NO_CUT;
    if (track->chain.part.writer && !write_waiting(track, &err))
        fail_over(track, &err);
}

/* Ends a part that the disk has room for and no more; the next begins when
 * there is space again, right behind it. */
static void end_if_full(struct track *track)
{
    struct err err;

    if (!track->chain.part.writer ||
        !measured_writer_is_full(track->chain.part.writer) ||
        measured_writer_frames_48k(track->chain.part.writer) <= 0)
        return;
    err_set(&track->chain.failure, ERR_IO,
        "%s: the disk is full; what was recorded is finished",
        track->chain.part.path);
    if (!part_chain_end_part(&track->chain, TRACK_CAUSE_FULL, &err)) {
        fail_over(track, &err);
        return;
    }
    track->chain.safe_48k = packet_backlog_end_48k(track->chain.backlog);
    tell(track, &track->chain.failure);
    tell_part_done(track);
    resume_and_tell(track);
}

bool track_push_heard(
    struct track *track, const struct measured_packet *packet, struct err *err)
{
    struct err why;

    cut_if_due(track);
    end_if_full(track);
    if (!packet_backlog_push(track->chain.backlog, packet->packet,
            packet->bytes, packet->frames_48k, err))
        return false;
    if (!track->chain.part.writer) {
        if (track_frames_48k(track) >= track->chain.next_try_48k)
            resume_and_tell(track);
    } else if (!measured_writer_push_heard(
                   track->chain.part.writer, packet, &why)) {
        fail_over(track, &why);
    }
    part_chain_trim(&track->chain);
    return true;
}

void track_set_followed(struct track *track, bool is_followed)
{
    track->chain.is_followed = is_followed;
    if (track->chain.part.writer)
        measured_writer_set_followed(track->chain.part.writer, is_followed);
}

bool track_is_followed(const struct track *track)
{
    return track->chain.is_followed;
}

void track_end_batch(struct track *track)
{
    struct measured_writer *writer = track->chain.part.writer;
    struct err why;

    if (writer && !measured_writer_end_batch(writer, &why))
        fail_over(track, &why);
}

int64_t track_frames_48k(const struct track *track)
{
    return packet_backlog_end_48k(track->chain.backlog);
}

/* --- The part that is written ------------------------------------------- */

struct loudness track_loudness(const struct track *track)
{
    static const struct loudness silence = {.integrated_lufs = -HUGE_VAL,
        .momentary_lufs = -HUGE_VAL,
        .short_term_lufs = -HUGE_VAL,
        .true_peak_dbtp = -HUGE_VAL};

    return track->chain.part.writer
               ? measured_writer_loudness(track->chain.part.writer)
               : silence;
}

int64_t track_clipped_samples(const struct track *track)
{
    return track->chain.part.writer
               ? measured_writer_clipped_samples(track->chain.part.writer)
               : 0;
}

int64_t track_bytes(const struct track *track)
{
    return track->chain.part.writer
               ? measured_writer_bytes(track->chain.part.writer)
               : 0;
}

const char *track_path(const struct track *track)
{
    return part_chain_path(&track->chain);
}

const char *track_failure(const struct track *track)
{
    return track->chain.part.writer ? NULL : track->chain.failure.text;
}

int64_t track_take_delay_ns(struct track *track)
{
    return track->chain.part.writer
               ? measured_writer_take_delay_ns(track->chain.part.writer)
               : 0;
}

bool track_wait(struct track *track, struct err *err)
{
    struct err why;

    if (track->chain.part.writer &&
        !measured_writer_wait(track->chain.part.writer, &why))
        fail_over(track, &why);
    if (track->chain.part.writer || resume(track))
        return true;
    *err = track->chain.failure;
    return false;
}

bool track_is_in_first_part(const struct track *track)
{
    return track->chain.part.begin_48k == 0;
}

/* --- The end ----------------------------------------------------------- */

bool track_discard(struct track *track, struct err *err)
{
    return !track->chain.part.writer ||
           measured_writer_discard(track->chain.part.writer, err);
}

/* Of the part that is written; when nothing is left of it, the one before is
 * the last. */
static bool finish_last(struct track *track, int64_t frames_48k,
    struct jdoc *end, struct track_report *report, struct err *err)
{
    int64_t part_48k = frames_48k - track->chain.part.begin_48k;

    if (!write_waiting(track, err))
        return false;
    if (part_48k > 0 || !track->chain.last.path[0])
        return track_part_finish(
            &track->chain.part, part_48k, end, report, err);
    if (!track_discard(track, err))
        return false;
    *report = track->chain.last;
    return true;
}

/* A full disk ended it, and nothing has come since. */
static bool is_last_whole(const struct track *track, int64_t frames_48k)
{
    return track->chain.last.path[0] && track->chain.last_end_48k >= frames_48k;
}

static bool finish(struct track *track, int64_t frames_48k, struct jdoc *end,
    struct track_report *report, struct err *err)
{
    struct err why;

    track->cut_48k = NO_CUT;
    if (track->chain.part.writer) {
        if (finish_last(track, frames_48k, end, report, &why))
            return true;
        if (why.kind != ERR_FORMAT)
            give_up(track, &why);
    }
    if (!track->chain.part.writer && track->chain.safe_48k < frames_48k &&
        resume(track))
        return finish_last(track, frames_48k, end, report, err);
    if (!track->chain.part.writer && is_last_whole(track, frames_48k)) {
        *report = track->chain.last;
        return true;
    }
    *err = track->chain.part.writer ? why : track->chain.failure;
    return false;
}

bool track_finish(struct track *track, int64_t frames_48k, struct jdoc *end,
    struct track_report *report, struct err *err)
{
    if (!finish(track, frames_48k, end, report, err))
        return false;
    report->left_parts = track->left_parts;
    return true;
}

void track_free(struct track *track)
{
    if (!track)
        return;
    part_chain_clear(&track->chain);
    waiting_lines_clear(&track->waiting);
    free(track);
}
