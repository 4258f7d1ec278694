/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/edit_list.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/quantity.h"

#define ROUNDED_AWAY_48K 48000
#define MOST_SECONDS (366 * 24 * 3600)

bool edit_spans_add(
    struct edit_spans *spans, int64_t from_48k, int64_t to_48k, struct err *err)
{
    size_t first = 0;
    size_t after;

    if (from_48k >= to_48k)
        return true;
    while (first < spans->count && spans->items[first].to_48k < from_48k)
        first++;
    for (after = first; after < spans->count; after++) {
        const struct edit_span *met = &spans->items[after];
        if (met->from_48k > to_48k)
            break;
        from_48k = met->from_48k < from_48k ? met->from_48k : from_48k;
        to_48k = met->to_48k > to_48k ? met->to_48k : to_48k;
    }
    struct edit_span *items =
        realloc(spans->items, (spans->count + 1) * sizeof *items);
    if (!items)
        return err_no_memory(err);
    memmove(items + first + 1, items + after,
        (spans->count - after) * sizeof *items);
    items[first] = (struct edit_span){from_48k, to_48k};
    spans->items = items;
    spans->count += 1 + first - after;
    return true;
}

/* --- Reading ------------------------------------------------------------ */

static const char *read_digits(const char *at, int64_t *number)
{
    const char *begin = at;

    for (*number = 0; *at >= '0' && *at <= '9'; at++) {
        if (*number > MOST_SECONDS)
            return NULL;
        *number = *number * 10 + (*at - '0');
    }
    return at > begin ? at : NULL;
}

/* Up to three digits of a second; more are passed over. */
static const char *read_fraction(const char *at, int64_t *ms)
{
    int64_t weight = 100;

    *ms = 0;
    if (*at != '.')
        return at;
    for (at++; *at >= '0' && *at <= '9'; at++, weight /= 10)
        *ms += (*at - '0') * weight;
    return at;
}

/* Behind a time, or NULL when there is none. */
static const char *read_time(const char *at, int64_t *frames_48k)
{
    int64_t seconds = 0;
    int64_t part;
    int64_t ms;

    for (int parts = 0; parts < 3; parts++) {
        at = read_digits(at, &part);
        if (!at || (parts > 0 && part >= 60))
            return NULL;
        seconds = seconds * 60 + part;
        if (*at != ':' || parts == 2)
            break;
        at++;
    }
    if (seconds > MOST_SECONDS)
        return NULL;
    at = read_fraction(at, &ms);
    *frames_48k = (seconds * 1000 + ms) * 48;
    return at;
}

static bool is_between(char byte)
{
    return byte == ',' || byte == ' ' || byte == '\t' || byte == '\n';
}

static const char *read_span(const char *at, struct edit_span *span)
{
    *span = (struct edit_span){0, EDIT_END_48K};
    if (*at != '-' && !(at = read_time(at, &span->from_48k)))
        return NULL;
    if (*at++ != '-')
        return NULL;
    if (*at && !is_between(*at) && !(at = read_time(at, &span->to_48k)))
        return NULL;
    return (!*at || is_between(*at)) && span->from_48k < span->to_48k ? at
                                                                      : NULL;
}

bool edit_spans_parse(
    struct edit_spans *spans, const char *text, struct err *err)
{
    struct edit_span span;

    while (*text) {
        if (is_between(*text)) {
            text++;
            continue;
        }
        const char *next = read_span(text, &span);
        if (!next)
            return err_set(err, ERR_CONFIG,
                "\"%.40s\": expected FROM-TO, as 00:12:03-00:12:20", text);
        if (!edit_spans_add(spans, span.from_48k, span.to_48k, err))
            return false;
        text = next;
    }
    return true;
}

bool edit_spans_check(
    const struct edit_spans *spans, int64_t length_48k, struct err *err)
{
    char from[QUANTITY_TIME_BYTES];
    char end[QUANTITY_TIME_BYTES];

    if (spans->count == 0)
        return true;
    const struct edit_span *last = &spans->items[spans->count - 1];
    if (last->from_48k <= length_48k + ROUNDED_AWAY_48K)
        return true;
    quantity_format_time(clock_ns_from_frames_48k(last->from_48k), from);
    quantity_format_length(clock_ns_from_frames_48k(length_48k), end);
    return err_set(err, ERR_CONFIG,
        "%s is behind the end of the recording, %s: nothing is there", from,
        end);
}

/* --- Asking ------------------------------------------------------------- */

bool edit_spans_meet(
    const struct edit_spans *spans, int64_t from_48k, int64_t to_48k)
{
    for (size_t i = 0; i < spans->count; i++) {
        const struct edit_span *span = &spans->items[i];
        if (span->from_48k < to_48k && from_48k < span->to_48k)
            return true;
    }
    return false;
}

int64_t edit_list_place(const struct edit_list *edits, int64_t at_48k)
{
    int64_t place = at_48k;

    for (size_t i = 0; i < edits->cut.count; i++) {
        const struct edit_span *cut = &edits->cut.items[i];
        if (cut->from_48k >= at_48k)
            break;
        int64_t to = cut->to_48k < at_48k ? cut->to_48k : at_48k;
        place -= to - cut->from_48k;
    }
    return place;
}

bool edit_list_is_heard(const struct edit_list *edits, int64_t at_48k)
{
    return !edit_spans_meet(&edits->cut, at_48k, at_48k + 1) &&
           !edit_spans_meet(&edits->silenced, at_48k, at_48k + 1);
}

void edit_spans_clear(struct edit_spans *spans)
{
    free(spans->items);
    *spans = (struct edit_spans){0};
}

void edit_list_clear(struct edit_list *edits)
{
    edit_spans_clear(&edits->cut);
    edit_spans_clear(&edits->silenced);
}
