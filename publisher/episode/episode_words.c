/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_words.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "publisher/episode/episode_preparation.h"
#include "publisher/media/session_part.h"
#include "publisher/texts/transcriber.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"
#include "recorder/base/whole_file.h"
#include "recorder/recording/recording.h"

#define FRAMES_A_MS 48

static bool read_file(
    const char *path, struct transcript *words, struct err *err)
{
    own_value(text) text = {0};

    return (whole_file_read(path, TRANSCRIPT_MOST_BYTES, &text, err) &&
               transcript_parse(words, text_string(&text), err)) ||
           err_prefix(err, "%s", path);
}

/* *is_there: one lies beside the recording. */
static bool read_beside(const char *recording_path, struct transcript *words,
    bool *is_there, struct err *err)
{
    static const char *const suffixes[] = {".vtt", ".srt"};

    for (size_t i = 0; i < 2; i++) {
        own_heap(char) path =
            recording_path_beside(recording_path, suffixes[i]);
        if (!path)
            return err_no_memory(err);
        *is_there = access(path, F_OK) == 0;
        if (*is_there)
            return read_file(path, words, err);
    }
    return true;
}

/* --- Made by a command -------------------------------------------------- */

static char *place_of(
    const struct episode_words_order *order, size_t part, struct err *err)
{
    struct text path = {0};

    text_appendf(
        &path, "%s/transcripts/%s-%zu.vtt", order->state, order->id, part + 1);
    char *place = text_take(&path);
    if (!place)
        err_no_memory(err);
    return place;
}

static bool keep(const struct episode_words_order *order, const char *place,
    const struct text *printed, struct err *err)
{
    own_value(text) folder = {0};

    text_appendf(&folder, "%s/transcripts", order->state);
    return text_finish(&folder, err) &&
           durable_make_folder(text_string(&folder), 0755, err) &&
           durable_replace(place, 0644, printed->bytes, printed->length, err);
}

static bool make(const struct episode_words_order *order, size_t part,
    struct transcript *words, struct err *err)
{
    own_heap(char) place = place_of(order, part, err);
    own_value(text) printed = {0};
    const struct transcriber transcriber = {
        .command = order->command, .limit_ns = order->limit_ns};

    if (!place)
        return false;
    if (access(place, R_OK) == 0)
        return read_file(place, words, err);
    return transcriber_run(&transcriber, order->parts[part], &printed, err) &&
           (transcript_parse(words, text_string(&printed), err) ||
               err_prefix(err, "transcribe: %.60s", order->command)) &&
           keep(order, place, &printed, err);
}

/* --- All parts ---------------------------------------------------------- */

static bool find_part(const struct episode_words_order *order, size_t part,
    struct transcript *words, struct err *trouble, struct err *err)
{
    bool is_there = false;

    if (!read_beside(order->parts[part], words, &is_there, err))
        return false;
    if (!is_there && order->command)
        make(order, part, words, trouble);
    return true;
}

/* Moves the cues of a part behind those there are. */
static bool append(struct transcript *words, struct transcript *part,
    int64_t offset_ms, struct err *err)
{
    size_t count = words->count + part->count;
    struct podcast_cue *cues = realloc(words->cues, (count + 1) * sizeof *cues);

    if (!cues)
        return err_no_memory(err);
    words->cues = cues;
    for (size_t i = 0; i < part->count; i++) {
        part->cues[i].start_ms += offset_ms;
        part->cues[i].end_ms += offset_ms;
        cues[words->count++] = part->cues[i];
    }
    part->count = 0;
    return true;
}

bool episode_words_find(const struct episode_words_order *order,
    struct transcript *words, struct err *trouble, struct err *err)
{
    int64_t offset_ms = 0;
    int64_t length_48k;

    for (size_t i = 0; i < order->part_count; i++) {
        own_value(transcript) part = {0};
        if (!find_part(order, i, &part, trouble, err) ||
            !append(words, &part, offset_ms, err) ||
            !session_part_length_48k(
                order->parts, order->part_count, i, &length_48k, err))
            return false;
        offset_ms += length_48k / FRAMES_A_MS;
    }
    return true;
}
