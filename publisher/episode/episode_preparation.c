/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_preparation.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "publisher/episode/episode_soundbites.h"
#include "publisher/episode/episode_words.h"
#include "publisher/media/cover_shelf.h"
#include "publisher/media/jingle.h"
#include "publisher/media/session_part.h"
#include "publisher/media/silence_trim.h"
#include "recorder/base/own.h"
#include "recorder/recording/recording.h"
#include "recorder/recording/recording_reader.h"

#define FRAMES_A_MS 48
/* Below the limit by what coding adds to peaks. */
#define JINGLE_CEILING_DBTP (-2.5)

static bool read_notes(const struct episode_preparation_order *order,
    struct episode_preparation *prepared, struct err *err)
{
    own_heap(char) path = recording_path_beside(order->parts[0], ".md");

    if (!path)
        return err_no_memory(err);
    return episode_notes_read(path, &prepared->notes, err);
}

/* --- Sound -------------------------------------------------------------- */

static bool add_all(
    struct edit_spans *to, const struct edit_spans *from, struct err *err)
{
    for (size_t i = 0; i < from->count; i++) {
        if (!edit_spans_add(
                to, from->items[i].from_48k, from->items[i].to_48k, err))
            return false;
    }
    return true;
}

/* What people set by hand stands above the notes: it replaces them. */
static bool add_spans(struct edit_spans *to, const char *by_hand,
    const struct edit_spans *noted, struct err *err)
{
    return by_hand ? edit_spans_parse(to, by_hand, err)
                   : add_all(to, noted, err);
}

static bool session_length(const struct episode_preparation_order *order,
    int64_t *length_48k, struct err *err)
{
    int64_t sum_48k = 0;

    for (size_t i = 0; i < order->part_count; i++) {
        int64_t part_48k;
        if (!session_part_length_48k(
                order->parts, order->part_count, i, &part_48k, err))
            return false;
        sum_48k += part_48k;
    }
    *length_48k = sum_48k;
    return true;
}

/* What people wrote, before anything is added to it. */
static bool check_edits(const struct episode_preparation_order *order,
    const struct edit_list *edits, struct err *err)
{
    int64_t length_48k;

    if (!session_length(order, &length_48k, err))
        return false;
    if (!edit_spans_check(&edits->cut, length_48k, err))
        return err_prefix(err, "cut");
    return edit_spans_check(&edits->silenced, length_48k, err) ||
           err_prefix(err, "redact");
}

static bool find_edits(const struct episode_preparation_order *order,
    struct episode_preparation *prepared, struct err *err)
{
    const struct episode_edit *edit = &order->episode->edit;
    const struct edit_list *noted = &prepared->notes.edits;
    struct edit_list *edits = &prepared->edits;

    return add_spans(&edits->cut, edit->trim, &noted->cut, err) &&
           add_spans(&edits->silenced, edit->redact, &noted->silenced, err) &&
           check_edits(order, edits, err) &&
           (!order->show->cuts_outages ||
               session_part_cut_holes(
                   order->parts, order->part_count, &edits->cut, err)) &&
           (!order->show->trims_silence ||
               silence_trim(order->parts, order->part_count, &edits->cut, err));
}

/* The level of the recording before its header gain, which an intro shares. */
static bool raw_level(
    const char *path, double *lufs, double *ceiling_dbtp, struct err *err)
{
    struct recording_facts facts;
    struct loudness loudness;

    own(recording_reader) reader = recording_reader_new(path, err);
    if (!reader || !recording_reader_facts(reader, &facts, err))
        return false;
    double gain_db = recording_reader_gain_q8(reader) / 256.0;
    *lufs = facts.target_lufs - gain_db;
    if (recording_reader_loudness(reader, &loudness))
        *lufs = loudness.integrated_lufs - gain_db;
    *ceiling_dbtp = JINGLE_CEILING_DBTP - gain_db;
    return true;
}

static bool add_jingle(const struct episode_preparation_order *order,
    const char *path, struct episode_preparation *prepared, int64_t *frames_48k,
    struct err *err)
{
    struct montage_sound sound = {0};
    double lufs;
    double ceiling_dbtp;

    *frames_48k = 0;
    if (!path)
        return true;
    if (!raw_level(order->parts[0], &lufs, &ceiling_dbtp, err) ||
        !jingle_read(path, lufs, ceiling_dbtp, &sound, err))
        return false;
    bool is_added = montage_add_sound(&prepared->montage, &sound, err);
    *frames_48k = (int64_t)sound.frames;
    montage_sound_clear(&sound);
    return is_added;
}

static int64_t montage_length(const struct montage *montage)
{
    int64_t frames = 0;

    for (size_t i = 0; i < montage->count; i++) {
        const struct montage_clip *clip = &montage->clips[i];
        frames += clip->path ? clip->to_48k - clip->from_48k
                             : (int64_t)clip->sound.frames;
    }
    return frames;
}

static bool find_sound(const struct episode_preparation_order *order,
    struct episode_preparation *prepared, struct err *err)
{
    const struct config_show *show = order->show;
    int64_t outro_48k;

    if (!find_edits(order, prepared, err) ||
        !add_jingle(order, show->intro, prepared, &prepared->intro_48k, err) ||
        !montage_add_parts(&prepared->montage, order->parts, order->part_count,
            &prepared->edits, err) ||
        !add_jingle(order, show->outro, prepared, &outro_48k, err))
        return false;
    prepared->duration_ms = montage_length(&prepared->montage) / FRAMES_A_MS;
    return true;
}

/* --- What goes with it -------------------------------------------------- */

static bool find_chapters(const struct episode_preparation_order *order,
    struct episode_preparation *prepared, struct err *err)
{
    own_value(episode_marks) marks = {0};

    if (!episode_marks_read(&marks, order->parts, order->part_count, err) ||
        !episode_marks_place(
            &marks, &prepared->edits, prepared->intro_48k, err))
        return false;
    const struct chapter_marks found = {
        .chapters = marks.chapters,
        .count = marks.count,
        .duration_ms = prepared->duration_ms,
        .opening = episode_title(order->episode),
    };
    prepared->chapters = chapter_list_new(&found, err);
    return prepared->chapters != NULL;
}

static bool find_words(const struct episode_preparation_order *order,
    struct episode_preparation *prepared, struct err *err)
{
    const struct episode_words_order words = {
        .state = order->state,
        .command = order->show->transcribe,
        .limit_ns = order->show->transcribe_limit_ns,
        .parts = order->parts,
        .part_count = order->part_count,
        .id = order->episode->recording,
    };
    const struct transcript_place place = {
        .edits = &prepared->edits,
        .intro_48k = prepared->intro_48k,
        .duration_ms = prepared->duration_ms,
    };

    return episode_words_find(
               &words, &prepared->words, &prepared->trouble, err) &&
           transcript_place(&prepared->words, &place, err);
}

static bool find_soundbites(const struct episode_preparation_order *order,
    struct episode_preparation *prepared, struct err *err)
{
    const struct soundbite_place place = {
        .edits = &prepared->edits,
        .intro_48k = prepared->intro_48k,
        .duration_ms = prepared->duration_ms,
    };

    prepared->soundbites = episode_soundbites_place(
        &prepared->notes.item, order->episode->edit.tags, &place, err);
    return prepared->soundbites != NULL;
}

/* Beside the recording, or else the show's. */
static bool find_cover(const struct episode_preparation_order *order,
    struct episode_preparation *prepared, struct err *err)
{
    static const char *const suffixes[] = {".jpg", ".jpeg", ".png"};
    own_heap(char) own_cover = NULL;

    for (size_t i = 0; i < 3 && !own_cover; i++) {
        own_cover = recording_path_beside(order->parts[0], suffixes[i]);
        if (!own_cover)
            return err_no_memory(err);
        if (access(own_cover, F_OK) != 0) {
            free(own_cover);
            own_cover = NULL;
        }
    }
    prepared->has_own_cover = own_cover != NULL;
    prepared->cover = cover_shelf_find(order->state,
        own_cover ? own_cover : order->show->cover, order->show->title, err);
    return prepared->cover != NULL;
}

bool episode_prepare(const struct episode_preparation_order *order,
    struct episode_preparation *prepared, struct err *err)
{
    return read_notes(order, prepared, err) &&
           find_sound(order, prepared, err) &&
           find_chapters(order, prepared, err) &&
           find_words(order, prepared, err) &&
           find_soundbites(order, prepared, err) &&
           find_cover(order, prepared, err);
}

void episode_preparation_clear(struct episode_preparation *prepared)
{
    episode_notes_clear(&prepared->notes);
    montage_clear(&prepared->montage);
    edit_list_clear(&prepared->edits);
    chapter_list_free(prepared->chapters);
    transcript_clear(&prepared->words);
    free(prepared->soundbites);
    free(prepared->cover);
    *prepared = (struct episode_preparation){0};
}
