/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/transcript.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "publisher/texts/transcript_cue.h"
#include "recorder/base/own.h"

#define FRAMES_A_MS 48
#define REDACTED "[\xE2\x80\xA6]"

static void cue_free(struct podcast_cue *cue)
{
    free((char *)cue->speaker);
    free((char *)cue->words);
    *cue = (struct podcast_cue){0};
}

/* Takes the cue, or frees it. */
static bool add(
    struct transcript *transcript, struct podcast_cue *cue, struct err *err)
{
    struct podcast_cue *cues =
        realloc(transcript->cues, (transcript->count + 1) * sizeof *cues);

    if (!cues) {
        cue_free(cue);
        return err_no_memory(err);
    }
    transcript->cues = cues;
    cues[transcript->count++] = *cue;
    return true;
}

/* --- Reading ------------------------------------------------------------ */

static bool is_blank_line(const char *line)
{
    size_t blanks = strspn(line, " \t\r");

    return line[blanks] == '\n' || line[blanks] == '\0';
}

static const char *next_line(const char *at)
{
    at += strcspn(at, "\n");
    return *at ? at + 1 : at;
}

/* The lines behind the times, up to a blank one. */
static bool read_words(struct transcript *transcript, const char **line,
    int *number, struct podcast_cue *cue, struct err *err)
{
    own_value(text) raw = {0};

    while (**line && !is_blank_line(*line)) {
        const char *next = next_line(*line);
        text_append_bytes(&raw, *line, (size_t)(next - *line));
        *line = next;
        ++*number;
    }
    if (!text_finish(&raw, err) ||
        !transcript_cue_set_words(cue, text_string(&raw), err)) {
        cue_free(cue);
        return false;
    }
    if (is_blank_text(cue->words))
        return cue_free(cue), true;
    return add(transcript, cue, err);
}

static int by_start(const void *left, const void *right)
{
    const struct podcast_cue *one = left;
    const struct podcast_cue *other = right;

    return (one->start_ms > other->start_ms) -
           (one->start_ms < other->start_ms);
}

static bool read_cues(
    struct transcript *transcript, const char *text, struct err *err)
{
    const char *line = text;

    for (int number = 1; *line; number++) {
        struct podcast_cue cue = {0};
        const char *next = next_line(line);
        switch (transcript_cue_parse_times(&cue, line)) {
        case CUE_TIMES:
            if (!read_words(transcript, &next, &number, &cue, err))
                return false;
            break;
        case CUE_BAD_TIMES:
            return err_set(err, ERR_FORMAT,
                "line %d: expected times as 00:01:02.500 --> 00:01:04.000",
                number);
        case CUE_NO_TIMES:
            break;
        }
        line = next;
    }
    if (transcript->count == 0)
        return err_set(err, ERR_FORMAT, "neither WebVTT nor SubRip with words");
    qsort(transcript->cues, transcript->count, sizeof *transcript->cues,
        by_start);
    return true;
}

bool transcript_parse(
    struct transcript *transcript, const char *text, struct err *err)
{
    own_value(transcript) read = {0};

    if (!text_is_utf8(text))
        return err_set(err, ERR_FORMAT, "it is not UTF-8");
    if (!read_cues(&read, text, err))
        return false;
    *transcript = read;
    read = (struct transcript){0};
    return true;
}

/* --- Placing ------------------------------------------------------------ */

static bool redact(struct podcast_cue *cue, struct err *err)
{
    char *words = strdup(REDACTED);

    if (!words)
        return err_no_memory(err);
    free((char *)cue->speaker);
    free((char *)cue->words);
    cue->speaker = NULL;
    cue->words = words;
    return true;
}

/* *is_left: something of it is in the episode. */
static bool place_cue(struct podcast_cue *cue,
    const struct transcript_place *place, bool *is_left, struct err *err)
{
    int64_t from = cue->start_ms * FRAMES_A_MS;
    int64_t to = cue->end_ms * FRAMES_A_MS;

    if (edit_spans_meet(&place->edits->silenced, from, to) && !redact(cue, err))
        return false;
    from = edit_list_place(place->edits, from);
    to = edit_list_place(place->edits, to);
    *is_left = from < to;
    cue->start_ms = (from + place->intro_48k) / FRAMES_A_MS;
    cue->end_ms = (to + place->intro_48k) / FRAMES_A_MS;
    if (cue->end_ms > place->duration_ms)
        cue->end_ms = place->duration_ms;
    *is_left = *is_left && cue->start_ms < cue->end_ms;
    return true;
}

bool transcript_place(struct transcript *transcript,
    const struct transcript_place *place, struct err *err)
{
    size_t kept = 0;
    bool is_left;

    for (size_t i = 0; i < transcript->count; i++) {
        if (!place_cue(&transcript->cues[i], place, &is_left, err))
            return false;
        if (!is_left) {
            cue_free(&transcript->cues[i]);
            continue;
        }
        struct podcast_cue cue = transcript->cues[i];
        transcript->cues[i] = (struct podcast_cue){0};
        transcript->cues[kept++] = cue;
    }
    transcript->count = kept;
    return true;
}

void transcript_clear(struct transcript *transcript)
{
    for (size_t i = 0; i < transcript->count; i++)
        cue_free(&transcript->cues[i]);
    free(transcript->cues);
    *transcript = (struct transcript){0};
}
