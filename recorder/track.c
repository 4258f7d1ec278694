/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/track.h"

#include <stdio.h>
#include <string.h>

#include "recorder/audio/ledger.h"
#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/pre_roll.h"

#define NO_CUT INT64_MAX

/* A line of the ledger, or a chapter, that belongs behind a cut to come. */
struct waiting {
    struct waiting *next;
    struct jdoc *line; /* NULL: a chapter */
    char *title;
    int64_t at_48k;
};

struct track {
    struct track_listener listener;
    struct recording_facts facts; /* of the part that is written */
    struct sound_format format;
    char *place_stem; /* or NULL */
    char *folder;     /* or NULL */
    char *path;       /* of the part that is written, STEM.opus.part */
    struct measured_writer *writer;
    struct pre_roll *history; /* the last second of packets */
    int64_t part_begin_48k;
    int64_t cut_48k;
    int64_t cut_utc_ns;
    struct waiting *waiting;
    struct waiting **waiting_end;
    struct track_report last; /* of the part before, path "" if none */
};

/* --- Files ------------------------------------------------------------- */

/* Strings that are not there stay NULL. */
static bool copy_place(
    struct track *track, const struct track_place *place, struct err *err)
{
    track->place_stem = place->stem ? strdup(place->stem) : NULL;
    track->folder = place->folder ? strdup(place->folder) : NULL;
    if ((place->stem && !track->place_stem) ||
        (place->folder && !track->folder))
        return err_no_memory(err);
    return !track->folder || track->place_stem ||
           durable_make_folder(track->folder, 0755, err);
}

static char *choose_stem(const struct track *track,
    const struct recording_facts *facts, struct err *err)
{
    if (!track->place_stem)
        return recording_free_stem(track->folder, facts->start_utc_ns, err);
    if (facts->part > 1)
        return recording_next_stem(track->place_stem, err);
    char *stem = strdup(track->place_stem);
    if (!stem)
        err_no_memory(err);
    return stem;
}

/* A file for these facts; *path is its name, to be freed. */
static struct measured_writer *open_part(const struct track *track,
    const struct recording_facts *facts, char **path, struct err *err)
{
    own_heap(char) stem = choose_stem(track, facts, err);
    own_heap(char) part_path =
        stem ? recording_path(stem, RECORDING_PART_SUFFIX) : NULL;

    if (!stem)
        return NULL;
    if (!part_path)
        return err_no_memory(err), NULL;
    struct measured_writer *writer = measured_writer_new(stem, facts, err);
    if (writer)
        *path = take(part_path);
    return writer;
}

struct track *track_new(const struct track_place *place,
    const struct recording_facts *facts, const struct track_listener *listener,
    struct err *err)
{
    own(track) track = calloc(1, sizeof *track);

    if (!track)
        return err_no_memory(err), NULL;
    track->waiting_end = &track->waiting;
    track->listener = *listener;
    track->cut_48k = NO_CUT;
    track->format = (struct sound_format){SOUND_OPUS, 48000, facts->channels};
    track->facts = *facts;
    track->facts.part = 1;
    memcpy(track->facts.session, facts->id, sizeof facts->id);
    track->history = pre_roll_new(
        clock_ns_from_frames_48k(TRACK_PRESKIP_48K), PRE_ROLL_MOST_BYTES, err);
    if (!track->history || !copy_place(track, place, err))
        return NULL;
    track->writer = open_part(track, &track->facts, &track->path, err);
    return track->writer ? take(track) : NULL;
}

/* --- Positions and lines ------------------------------------------------ */

int64_t track_frames_48k(const struct track *track)
{
    return track->part_begin_48k + measured_writer_frames_48k(track->writer);
}

/* Takes over the line or the title. */
static bool wait_for_cut(struct track *track, struct jdoc *line, char *title,
    int64_t at_48k, struct err *err)
{
    struct waiting *waiting = calloc(1, sizeof *waiting);

    if (!waiting || (!line && !title)) {
        free(waiting);
        jdoc_free(line);
        free(title);
        return err_no_memory(err);
    }
    *waiting = (struct waiting){NULL, line, title, at_48k};
    *track->waiting_end = waiting;
    track->waiting_end = &waiting->next;
    return true;
}

static int64_t at_in_part(const struct track *track, int64_t at_48k)
{
    int64_t at = at_48k - track->part_begin_48k;

    return at > 0 ? at : 0;
}

bool track_note(
    struct track *track, struct jdoc *line, int64_t at_48k, struct err *err)
{
    if (at_48k >= track->cut_48k)
        return wait_for_cut(track, jdoc_copy(line), NULL, at_48k, err);
    jdoc_set_real(line, "at", (double)at_in_part(track, at_48k) / 48000);
    return measured_writer_note(track->writer, line, err);
}

bool track_mark(
    struct track *track, const char *title, int64_t at_48k, struct err *err)
{
    if (at_48k >= track->cut_48k)
        return wait_for_cut(track, NULL, strdup(title), at_48k, err);
    return measured_writer_mark(
        track->writer, at_in_part(track, at_48k), title, err);
}

static void free_waiting(struct waiting *waiting)
{
    jdoc_free(waiting->line);
    free(waiting->title);
    free(waiting);
}

static bool write_waiting(struct track *track, struct err *err)
{
    bool is_good = true;

    while (is_good && track->waiting) {
        struct waiting *first = track->waiting;
        track->waiting = first->next;
        is_good = first->line
                      ? track_note(track, first->line, first->at_48k, err)
                      : track_mark(track, first->title, first->at_48k, err);
        free_waiting(first);
    }
    if (!track->waiting)
        track->waiting_end = &track->waiting;
    return is_good;
}

/* --- Parts ------------------------------------------------------------- */

void track_split(struct track *track, int64_t at_48k, int64_t utc_ns)
{
    if (track->cut_48k != NO_CUT)
        return;
    track->cut_48k = at_48k;
    track->cut_utc_ns = utc_ns;
}

static bool push_history(void *user, const uint8_t *packet, size_t bytes,
    int frames_48k, struct err *err)
{
    return measured_writer_push(user, packet, bytes, frames_48k, err);
}

/* The next part, with its pre-skip. What could not be completed is removed
 * again. */
static struct measured_writer *open_next(struct track *track,
    struct recording_facts *facts, char **path, struct err *err)
{
    struct err ignored;

    *facts = track->facts;
    identifier_random(facts->id);
    facts->part++;
    facts->start_utc_ns =
        track->cut_utc_ns +
        clock_ns_from_frames_48k(track_frames_48k(track) - track->cut_48k);
    facts->preskip_48k = (int)pre_roll_frames(track->history);
    own(measured_writer) next = open_part(track, facts, path, err);
    struct sound_sink sink = {.user = next, .opus = push_history};
    if (!next || pre_roll_repeat(track->history, &sink, err))
        return take(next);
    measured_writer_discard(next, &ignored);
    free(take(*path));
    return NULL;
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
        return false;
    snprintf(report->path, sizeof report->path, "%s%s", stem, RECORDING_SUFFIX);
    return true;
}

/* Finishes the old part; if that fails it is left to repair. */
static void end_old_part(
    struct track *track, struct track_report *report, struct err *err)
{
    own(jdoc) end = ledger_line("end", -1);

    jdoc_set_string(end, "cause", "split");
    report->path[0] = '\0';
    if (!finish_part(
            track, measured_writer_frames_48k(track->writer), end, report, err))
        err_prefix(err, "finish part %d", track->facts.part);
}

static void cut(struct track *track)
{
    struct recording_facts facts;
    struct track_report report = {0};
    struct err err = {0};
    char *path = NULL;
    struct measured_writer *next = open_next(track, &facts, &path, &err);

    if (next) {
        int64_t begin_48k = track_frames_48k(track);
        end_old_part(track, &report, &err);
        measured_writer_free(track->writer);
        track->writer = next;
        track->part_begin_48k = begin_48k;
        track->facts = facts;
        free(track->path);
        track->path = path;
    }
    if (err.kind != ERR_NONE)
        track->listener.trouble(track->listener.user, &err);
    if (!report.path[0])
        return;
    track->last = report;
    track->listener.part_done(track->listener.user, &report);
}

bool track_push_heard(
    struct track *track, const struct measured_packet *packet, struct err *err)
{
    const struct sound_piece piece = {.kind = PIECE_OPUS,
        .frames = packet->frames_48k,
        .packet = packet->packet,
        .bytes = packet->bytes};

    if (track_frames_48k(track) >= track->cut_48k) {
        if (measured_writer_frames_48k(track->writer) > 0)
            cut(track);
        track->cut_48k = NO_CUT;
        if (!write_waiting(track, err))
            return false;
    }
    return measured_writer_push_heard(track->writer, packet, err) &&
           pre_roll_push(track->history, &piece, &track->format, err);
}

bool track_push(struct track *track, const uint8_t *packet, size_t bytes,
    int frames_48k, struct err *err)
{
    const struct measured_packet unheard = {
        .packet = packet, .bytes = bytes, .frames_48k = frames_48k};

    return track_push_heard(track, &unheard, err);
}

/* --- The part that is written ------------------------------------------- */

struct loudness track_loudness(const struct track *track)
{
    return measured_writer_loudness(track->writer);
}

int64_t track_clipped_samples(const struct track *track)
{
    return measured_writer_clipped_samples(track->writer);
}

int64_t track_bytes(const struct track *track)
{
    return measured_writer_bytes(track->writer);
}

const char *track_path(const struct track *track)
{
    return track->path;
}

bool track_wait(struct track *track, struct err *err)
{
    return measured_writer_wait(track->writer, err);
}

bool track_is_in_first_part(const struct track *track)
{
    return track->facts.part == 1;
}

/* --- The end ----------------------------------------------------------- */

bool track_discard(struct track *track, struct err *err)
{
    return measured_writer_discard(track->writer, err);
}

bool track_finish(struct track *track, int64_t frames_48k, struct jdoc *end,
    struct track_report *report, struct err *err)
{
    int64_t part_48k = frames_48k - track->part_begin_48k;

    track->cut_48k = NO_CUT;
    if (!write_waiting(track, err))
        return false;
    if (part_48k > 0 || !track->last.path[0])
        return finish_part(track, part_48k, end, report, err);
    if (!track_discard(track, err))
        return false;
    *report = track->last;
    return true;
}

void track_free(struct track *track)
{
    if (!track)
        return;
    measured_writer_free(track->writer);
    pre_roll_free(track->history);
    while (track->waiting) {
        struct waiting *first = track->waiting;
        track->waiting = first->next;
        free_waiting(first);
    }
    free(track->place_stem);
    free(track->folder);
    free(track->path);
    free(track);
}
