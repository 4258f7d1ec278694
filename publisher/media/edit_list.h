/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an episode leaves out of its recording, and what it silences. Pure.
 *
 *     own_value(edit_list) edits = {0};
 *     edit_spans_parse(&edits.silenced, "00:12:03-00:12:20", err)
 *     edit_spans_add(&edits.cut, 0, first_voice_48k, err)
 *     at = edit_list_place(&edits, mark_48k);     where it is in the episode
 *
 * Times are frames at 48 kHz from where the recording is first heard; of a
 * session in several parts, from the beginning of the first.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_EDIT_LIST_H
#define ROOMCAST_PUBLISHER_MEDIA_EDIT_LIST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"

/* The end of a span that goes on to the end, whenever that is. */
#define EDIT_END_48K INT64_MAX

struct edit_span {
    int64_t from_48k;
    int64_t to_48k; /* behind the last; EDIT_END_48K: to the end */
};

/* In order, never touching. A zeroed struct is empty. */
struct edit_spans {
    struct edit_span *items;
    size_t count;
};

struct edit_list {
    struct edit_spans cut;
    struct edit_spans silenced;
};

/* Adds a span, one that meets others being joined with them. One without
 * length adds nothing. */
bool edit_spans_add(struct edit_spans *spans, int64_t from_48k, int64_t to_48k,
    struct err *err);

/* "FROM-TO", parted by commas or blanks: times as HH:MM:SS.mmm, MM:SS or SS,
 * an empty FROM being the beginning and an empty TO the end. ERR_CONFIG with
 * what was expected; what came before it has then been added. */
bool edit_spans_parse(
    struct edit_spans *spans, const char *text, struct err *err);

/* ERR_CONFIG when a span begins behind the end of a recording of that length,
 * by more than the second that players round away: whoever wrote it means
 * another passage, which would stay to be heard. */
bool edit_spans_check(
    const struct edit_spans *spans, int64_t length_48k, struct err *err);

/* True if any moment of [from, to) is in a span. */
bool edit_spans_meet(
    const struct edit_spans *spans, int64_t from_48k, int64_t to_48k);

/* Where a moment of the recording is in the episode; of one that is cut, where
 * the cut is. */
int64_t edit_list_place(const struct edit_list *edits, int64_t at_48k);

/* True if that moment can be heard: neither cut nor silenced. */
bool edit_list_is_heard(const struct edit_list *edits, int64_t at_48k);

void edit_spans_clear(struct edit_spans *spans);
void edit_list_clear(struct edit_list *edits);

#endif
