/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/track.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "recorder/audio/ledger.h"
#include "recorder/base/clock.h"
#include "recorder/session/next_part.h"
#include "recorder/session/packet_backlog.h"
#include "recorder/session/waiting_lines.h"

#define NO_CUT INT64_MAX

/* How long it takes until another file is tried, in sound. */
#define TRY_AGAIN_48K 48000

/* A decoder needs so much to come into its state (RFC 7845 4.2). */
#define LEAST_PRESKIP_48K 3840

struct track {
    struct track_listener listener;
    struct recording_facts facts; /* of the newest part */
    struct track_place place;
    char *path;                     /* of the newest part, STEM.opus.part */
    struct measured_writer *writer; /* NULL: no file takes it */
    struct packet_backlog *backlog; /* what the disk may not have, and more */
    int64_t offset_48k;             /* of the whole in its session */
    int64_t part_begin_48k;
    int64_t safe_48k;     /* the disk has all before it */
    int64_t next_try_48k; /* without a writer */
    struct err failure;   /* why there is, or was, none */
    bool is_followed;
    int64_t cut_48k;
    int64_t cut_utc_ns;
    struct waiting_lines waiting;
    struct track_report last; /* of the part before, path "" if none */
    int64_t last_end_48k;
};

/* --- Files ------------------------------------------------------------- */

static void adopt(
    struct track *track, struct next_part *next, int64_t begin_48k)
{
    free(track->path);
    track->path = next->path;
    track->writer = next->writer;
    track->facts = next->facts;
    track->part_begin_48k = begin_48k;
    track->safe_48k = begin_48k;
    measured_writer_set_followed(track->writer, track->is_followed);
}

struct track *track_new(const struct track_place *place,
    const struct recording_facts *facts, const struct track_listener *listener,
    struct err *err)
{
    own(track) track = calloc(1, sizeof *track);
    struct next_part first = {.facts = *facts};

    if (!track)
        return err_no_memory(err), NULL;
    track->listener = *listener;
    track->cut_48k = NO_CUT;
    track->offset_48k = facts->offset_48k;
    track->backlog = packet_backlog_new(-facts->preskip_48k, err);
    if (!track->backlog || !track_place_copy(&track->place, place, err) ||
        !track_place_make(&track->place, TRACK_PLACE_FIRST, err))
        return NULL;
    if (first.facts.part == 0) {
        first.facts.part = 1;
        memcpy(first.facts.session, facts->id, sizeof facts->id);
    }
    if (!next_part_open(&first, &track->place, TRACK_PLACE_FIRST, err))
        return NULL;
    adopt(track, &first, 0);
    return take(track);
}

/* --- The next part ------------------------------------------------------ */

/* A part that begins at `begin_48k`, with its pre-skip and all that has come
 * since. */
static bool open_next(const struct track *track, int64_t begin_48k,
    enum track_place_choice choice, struct next_part *next, struct err *err)
{
    next->facts.part++;
    next->facts.offset_48k = track->offset_48k + begin_48k;
    const struct next_part_origin at = {
        &track->place, track->backlog, begin_48k};
    return next_part_open_at(next, &at, choice, err);
}

static int64_t split_utc_ns(const struct track *track, int64_t begin_48k)
{
    return track->cut_utc_ns +
           clock_ns_from_frames_48k(begin_48k - track->cut_48k);
}

/* --- A file that failed ------------------------------------------------- */

static void tell(const struct track *track, const struct err *err)
{
    track->listener.trouble(track->listener.user, err);
}

/* Where a file goes on that takes over from one that failed: right behind what
 * the disk has, unless that is forgotten by now. */
static int64_t resume_48k(const struct track *track)
{
    int64_t end_48k = packet_backlog_end_48k(track->backlog);
    int64_t least_48k = packet_backlog_begin_48k(track->backlog);
    int64_t at_48k = track->safe_48k;

    if (least_48k > at_48k)
        at_48k = least_48k + LEAST_PRESKIP_48K;
    return at_48k < end_48k ? at_48k : end_48k;
}

static bool write_waiting(struct track *track, struct err *err);

/* The ledger of the new part says why there is one. */
static bool note_failure(struct track *track, struct err *err)
{
    own(jdoc) line = ledger_line("warning", 0);

    jdoc_set_any_text(line, "text", track->failure.text);
    return measured_writer_note(track->writer, line, err) &&
           write_waiting(track, err);
}

static bool resume_in(
    struct track *track, enum track_place_choice choice, struct err *err)
{
    struct next_part next = {.facts = track->facts};
    int64_t begin_48k = resume_48k(track);

    if (!track_place_has(&track->place, choice))
        return false;
    next.facts.continues = recording_first_part(&track->facts);
    next.facts.start_utc_ns +=
        clock_ns_from_frames_48k(begin_48k - track->part_begin_48k);
    if (!track_place_make(&track->place, choice, err) ||
        !open_next(track, begin_48k, choice, &next, err))
        return false;
    adopt(track, &next, begin_48k);
    return true;
}

/* Goes on in a new file, in the first place that takes it. */
static bool resume(struct track *track)
{
    struct err err = {0};

    track->next_try_48k =
        packet_backlog_end_48k(track->backlog) + TRY_AGAIN_48K;
    if (!resume_in(track, TRACK_PLACE_FIRST, &err) &&
        !resume_in(track, TRACK_PLACE_SECOND, &err))
        return false;
    if (!note_failure(track, &err))
        tell(track, &err);
    return true;
}

/* The file is never trusted again; a repair finishes what is in it. */
static void give_up(struct track *track, const struct err *why)
{
    int64_t safe_48k =
        track->part_begin_48k + measured_writer_safe_48k(track->writer);

    if (safe_48k > track->safe_48k)
        track->safe_48k = safe_48k;
    track->failure = *why;
    measured_writer_abandon(take(track->writer));
    tell(track, why);
}

static void fail_over(struct track *track, const struct err *why)
{
    give_up(track, why);
    resume(track);
}

/* --- Lines and chapters ------------------------------------------------- */

static int64_t at_in_part(const struct track *track, int64_t at_48k)
{
    int64_t at = at_48k - track->part_begin_48k;

    return at > 0 ? at : 0;
}

static bool write_line(
    struct track *track, const struct waiting_line *line, struct err *err)
{
    int64_t at_48k = at_in_part(track, line->at_48k);

    if (!line->line)
        return measured_writer_mark(track->writer, at_48k, line->title, err);
    jdoc_set_real(line->line, "at", (double)at_48k / 48000);
    return measured_writer_note(track->writer, line->line, err);
}

/* What is lost with a disk that fails now is a line of the ledger. */
static bool write_waiting(struct track *track, struct err *err)
{
    struct waiting_lines waiting = track->waiting;
    bool is_good = true;

    track->waiting = (struct waiting_lines){0};
    while (is_good && waiting.first) {
        own(waiting_line) line = waiting_lines_pull(&waiting);
        is_good = write_line(track, line, err);
    }
    waiting_lines_clear(&waiting);
    return is_good;
}

/* Writes what waits, unless it belongs behind a cut to come. */
static bool settle_lines(struct track *track, int64_t at_48k)
{
    struct err err;

    if (!track->writer || at_48k >= track->cut_48k)
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

static bool finish_part(struct track *track, int64_t frames_48k,
    struct jdoc *end, struct track_report *report, struct err *err)
{
    own_heap(char) stem = recording_stem(track->path);

    if (!stem)
        return err_no_memory(err);
    jdoc_set_real(end, "at", (double)frames_48k / 48000);
    if (!measured_writer_finish(
            track->writer, frames_48k, end, &report->result, err))
        return err_prefix(err, "finish part %d", track->facts.part);
    snprintf(report->path, sizeof report->path, "%s%s", stem, RECORDING_SUFFIX);
    return true;
}

static bool end_old_part(
    struct track *track, const char *cause, struct err *err)
{
    own(jdoc) end = ledger_line("end", -1);
    int64_t frames_48k = measured_writer_frames_48k(track->writer);

    jdoc_set_string(end, "cause", cause);
    if (!finish_part(track, frames_48k, end, &track->last, err))
        return false;
    measured_writer_free(take(track->writer));
    track->last_end_48k = track->part_begin_48k + frames_48k;
    return true;
}

/* Without a next file it goes on in the old one; if that cannot be finished, a
 * file that goes on behind what is safe takes the place of the next. */
static void cut(struct track *track)
{
    int64_t begin_48k = packet_backlog_end_48k(track->backlog);
    struct next_part next = {.facts = track->facts};
    struct err err;

    next.facts.continues = 0;
    next.facts.start_utc_ns = split_utc_ns(track, begin_48k);
    if (!open_next(track, begin_48k, TRACK_PLACE_FIRST, &next, &err)) {
        tell(track, &err);
        return;
    }
    if (end_old_part(track, "split", &err)) {
        adopt(track, &next, begin_48k);
        track->listener.part_done(track->listener.user, &track->last);
        return;
    }
    next_part_discard(&next);
    fail_over(track, &err);
}

static void cut_if_due(struct track *track)
{
    struct err err;

    if (!track->writer || track_frames_48k(track) < track->cut_48k)
        return;
    if (measured_writer_frames_48k(track->writer) > 0)
        cut(track);
    track->cut_48k = NO_CUT;
    if (track->writer && !write_waiting(track, &err))
        fail_over(track, &err);
}

/* Ends a part that the disk has room for and no more; the next begins when
 * there is space again, right behind it. */
static void end_if_full(struct track *track)
{
    struct err err;

    if (!track->writer || !measured_writer_is_full(track->writer) ||
        measured_writer_frames_48k(track->writer) <= 0)
        return;
    err_set(&track->failure, ERR_IO,
        "%s: the disk is full; what was recorded is finished", track->path);
    if (!end_old_part(track, TRACK_CAUSE_FULL, &err)) {
        fail_over(track, &err);
        return;
    }
    track->safe_48k = packet_backlog_end_48k(track->backlog);
    tell(track, &track->failure);
    track->listener.part_done(track->listener.user, &track->last);
    resume(track);
}

/* Forgets what the disk has, but for what another part needs before it. */
static void trim(struct track *track)
{
    if (track->writer)
        track->safe_48k =
            track->part_begin_48k + measured_writer_safe_48k(track->writer);
    if (track->safe_48k < track->part_begin_48k)
        track->safe_48k = track->part_begin_48k;
    packet_backlog_drop(
        track->backlog, track->safe_48k - NEXT_PART_PRESKIP_48K);
}

bool track_push_heard(
    struct track *track, const struct measured_packet *packet, struct err *err)
{
    struct err why;

    cut_if_due(track);
    end_if_full(track);
    if (!packet_backlog_push(track->backlog, packet->packet, packet->bytes,
            packet->frames_48k, err))
        return false;
    if (!track->writer) {
        if (track_frames_48k(track) >= track->next_try_48k)
            resume(track);
    } else if (!measured_writer_push_heard(track->writer, packet, &why)) {
        fail_over(track, &why);
    }
    trim(track);
    return true;
}

void track_set_followed(struct track *track, bool is_followed)
{
    track->is_followed = is_followed;
    if (track->writer)
        measured_writer_set_followed(track->writer, is_followed);
}

int64_t track_frames_48k(const struct track *track)
{
    return packet_backlog_end_48k(track->backlog);
}

/* --- The part that is written ------------------------------------------- */

struct loudness track_loudness(const struct track *track)
{
    static const struct loudness silence = {.integrated_lufs = -HUGE_VAL,
        .momentary_lufs = -HUGE_VAL,
        .short_term_lufs = -HUGE_VAL,
        .true_peak_dbtp = -HUGE_VAL};

    return track->writer ? measured_writer_loudness(track->writer) : silence;
}

int64_t track_clipped_samples(const struct track *track)
{
    return track->writer ? measured_writer_clipped_samples(track->writer) : 0;
}

int64_t track_bytes(const struct track *track)
{
    return track->writer ? measured_writer_bytes(track->writer) : 0;
}

const char *track_path(const struct track *track)
{
    return track->path;
}

int64_t track_take_delay_ns(struct track *track)
{
    return track->writer ? measured_writer_take_delay_ns(track->writer) : 0;
}

bool track_wait(struct track *track, struct err *err)
{
    struct err why;

    if (track->writer && !measured_writer_wait(track->writer, &why))
        fail_over(track, &why);
    if (track->writer || resume(track))
        return true;
    *err = track->failure;
    return false;
}

bool track_is_in_first_part(const struct track *track)
{
    return track->part_begin_48k == 0;
}

/* --- The end ----------------------------------------------------------- */

bool track_discard(struct track *track, struct err *err)
{
    return !track->writer || measured_writer_discard(track->writer, err);
}

/* Of the part that is written; when nothing is left of it, the one before is
 * the last. */
static bool finish_last(struct track *track, int64_t frames_48k,
    struct jdoc *end, struct track_report *report, struct err *err)
{
    int64_t part_48k = frames_48k - track->part_begin_48k;

    if (!write_waiting(track, err))
        return false;
    if (part_48k > 0 || !track->last.path[0])
        return finish_part(track, part_48k, end, report, err);
    if (!track_discard(track, err))
        return false;
    *report = track->last;
    return true;
}

/* A full disk ended it, and nothing has come since. */
static bool is_last_whole(const struct track *track, int64_t frames_48k)
{
    return track->last.path[0] && track->last_end_48k >= frames_48k;
}

bool track_finish(struct track *track, int64_t frames_48k, struct jdoc *end,
    struct track_report *report, struct err *err)
{
    struct err why;

    track->cut_48k = NO_CUT;
    if (track->writer) {
        if (finish_last(track, frames_48k, end, report, &why))
            return true;
        if (why.kind != ERR_FORMAT)
            give_up(track, &why);
    }
    if (!track->writer && track->safe_48k < frames_48k && resume(track))
        return finish_last(track, frames_48k, end, report, err);
    if (!track->writer && is_last_whole(track, frames_48k)) {
        *report = track->last;
        return true;
    }
    *err = track->writer ? why : track->failure;
    return false;
}

void track_free(struct track *track)
{
    if (!track)
        return;
    measured_writer_free(track->writer);
    packet_backlog_free(track->backlog);
    waiting_lines_clear(&track->waiting);
    track_place_clear(&track->place);
    free(track->path);
    free(track);
}
