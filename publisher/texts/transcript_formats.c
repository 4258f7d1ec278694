/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/texts/transcript.h"

#include <inttypes.h>
#include <string.h>

#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"

static void append_time(struct text *out, int64_t ms, char point)
{
    text_appendf(out, "%02" PRId64 ":%02d:%02d%c%03d", ms / 3600000,
        (int)(ms / 60000 % 60), (int)(ms / 1000 % 60), point, (int)(ms % 1000));
}

static void append_times(
    struct text *out, const struct podcast_cue *cue, char point)
{
    append_time(out, cue->start_ms, point);
    text_append(out, " --> ");
    append_time(out, cue->end_ms, point);
    text_append(out, "\n");
}

/* A blank line would end the cue, so words never hold one. */
static void append_lines(struct text *out, const char *words, bool is_markup)
{
    for (const char *at = words; *at; at++) {
        if (at[0] == '\n' && at[1] == '\n')
            continue;
        if (is_markup && *at == '&')
            text_append(out, "&amp;");
        else if (is_markup && *at == '<')
            text_append(out, "&lt;");
        else if (is_markup && *at == '>')
            text_append(out, "&gt;");
        else
            text_append_byte(out, (uint8_t)*at);
    }
}

void transcript_write_vtt(const struct transcript *transcript, struct text *out)
{
    text_append(out, "WEBVTT\n");
    for (size_t i = 0; i < transcript->count; i++) {
        const struct podcast_cue *cue = &transcript->cues[i];
        text_append(out, "\n");
        append_times(out, cue, '.');
        if (cue->speaker) {
            text_append(out, "<v ");
            append_lines(out, cue->speaker, true);
            text_append(out, ">");
        }
        append_lines(out, cue->words, true);
        text_append(out, "\n");
    }
}

static bool is_new_speaker(const struct transcript *transcript, size_t at)
{
    const char *speaker = transcript->cues[at].speaker;
    const char *before = at ? transcript->cues[at - 1].speaker : NULL;

    return speaker && (!before || strcmp(before, speaker) != 0);
}

/* SubRip has no voices: a name stands before its first words. */
void transcript_write_srt(const struct transcript *transcript, struct text *out)
{
    for (size_t i = 0; i < transcript->count; i++) {
        const struct podcast_cue *cue = &transcript->cues[i];
        text_appendf(out, "%s%zu\n", i ? "\n" : "", i + 1);
        append_times(out, cue, ',');
        if (is_new_speaker(transcript, i))
            text_appendf(out, "%s: ", cue->speaker);
        append_lines(out, cue->words, false);
        text_append(out, "\n");
    }
}

bool transcript_write_json(
    const struct transcript *transcript, struct text *out, struct err *err)
{
    own(jdoc) doc = jdoc_new();

    jdoc_set_string(doc, "version", "1.0.0");
    for (size_t i = 0; i < transcript->count; i++) {
        const struct podcast_cue *cue = &transcript->cues[i];
        own(jdoc) segment = jdoc_new();
        if (cue->speaker)
            jdoc_set_string(segment, "speaker", cue->speaker);
        jdoc_set_real(segment, "startTime", (double)cue->start_ms / 1000);
        jdoc_set_real(segment, "endTime", (double)cue->end_ms / 1000);
        jdoc_set_string(segment, "body", cue->words);
        jdoc_add_to_array(doc, "segments", segment);
    }
    own_heap(char) line = jdoc_format(doc, err);
    if (!line)
        return false;
    text_append(out, line);
    text_append(out, "\n");
    return text_finish(out, err);
}
