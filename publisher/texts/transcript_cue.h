/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One cue of WebVTT (W3C, sections 4.2.2 and 6.4) or SubRip. A part of
 * transcript.c.
 */
#ifndef ROOMCAST_PUBLISHER_TEXTS_TRANSCRIPT_CUE_H
#define ROOMCAST_PUBLISHER_TEXTS_TRANSCRIPT_CUE_H

#include "feeds/podcast_parts.h"
#include "recorder/base/err.h"

enum cue_line {
    CUE_NO_TIMES, /* something else: a header, a name, a note */
    CUE_TIMES,    /* the cue's times are filled */
    CUE_BAD_TIMES
};

/* "00:01:02.500 --> 00:01:04.000 align:start": hours may be left out, and a
 * comma may stand for the point. */
enum cue_line transcript_cue_parse_times(
    struct podcast_cue *cue, const char *line);

/* From the lines of a cue: tags are taken off, "<v Ada>" becomes the speaker,
 * entities become characters. */
bool transcript_cue_set_words(
    struct podcast_cue *cue, const char *raw, struct err *err);

#endif
