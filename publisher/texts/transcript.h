/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words of an episode with their times: read from WebVTT (W3C) or SubRip,
 * brought to what the episode holds, and written as VTT, SubRip and JSON
 * (podcast namespace, transcripts.md).
 *
 *     own_value(transcript) words = {0};
 *     transcript_parse(&words, text, err)
 *     transcript_place(&words, &place, err)
 *     transcript_write_vtt(&words, &out)
 */
#ifndef ROOMCAST_PUBLISHER_TEXTS_TRANSCRIPT_H
#define ROOMCAST_PUBLISHER_TEXTS_TRANSCRIPT_H

#include "feeds/podcast_parts.h"
#include "publisher/media/edit_list.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

#define TRANSCRIPT_MOST_BYTES (32 << 20)

/* The strings are its own; words are plain text, lines parted by \n. A zeroed
 * struct is empty. */
struct transcript {
    struct podcast_cue *cues; /* by start */
    size_t count;
};

/* Of either format: the voice of a VTT cue is the speaker, other markup is
 * taken off. ERR_FORMAT with the line when it is neither, a time is wrong or
 * ends before it begins; ERR_FORMAT too when there is not one word in it. */
bool transcript_parse(
    struct transcript *transcript, const char *text, struct err *err);

/* Where the recording's words are in the episode. */
struct transcript_place {
    const struct edit_list *edits;
    int64_t intro_48k;   /* what comes before the recording */
    int64_t duration_ms; /* of the episode */
};

/* What is cut, and what begins behind the end, is left out; a cue that is
 * silenced, even in part, holds "[…]" and no speaker. */
bool transcript_place(struct transcript *transcript,
    const struct transcript_place *place, struct err *err);

void transcript_write_vtt(
    const struct transcript *transcript, struct text *out);
void transcript_write_srt(
    const struct transcript *transcript, struct text *out);
bool transcript_write_json(
    const struct transcript *transcript, struct text *out, struct err *err);

void transcript_clear(struct transcript *transcript);

#endif
