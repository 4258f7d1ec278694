/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/chapter_list.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "feeds/clean_text.h"

#define SECOND_MS INT64_C(1000)

static int64_t whole_seconds(int64_t ms)
{
    return ms - ms % SECOND_MS;
}

static int by_start(const void *first, const void *second)
{
    const struct podcast_chapter *const *a = first;
    const struct podcast_chapter *const *b = second;

    if ((*a)->start_ms != (*b)->start_ms)
        return (*a)->start_ms < (*b)->start_ms ? -1 : 1;
    return *a < *b ? -1 : *a > *b;
}

static bool add(struct chapter_list *list, const struct podcast_chapter *from,
    const char *title)
{
    own_value(text) line = {0};
    struct podcast_chapter *chapter = &list->chapters[list->count];

    clean_line_append(&line, title ? title : "");
    if (!line.length)
        text_appendf(&line, "Chapter %zu", list->count + 1);
    *chapter = *from;
    chapter->start_ms = whole_seconds(from->start_ms);
    chapter->title = list->titles[list->count] = text_take(&line);
    list->count += chapter->title != NULL;
    return chapter->title;
}

static bool fits(const struct chapter_list *list,
    const struct podcast_chapter *chapter, int64_t duration_ms)
{
    int64_t start = whole_seconds(chapter->start_ms);

    if (chapter->start_ms < 0 || start >= duration_ms ||
        list->count == CHAPTER_LIST_MOST)
        return false;
    return !list->count || start > list->chapters[list->count - 1].start_ms;
}

static void set_ends(struct chapter_list *list, int64_t duration_ms)
{
    for (size_t i = 0; i < list->count; i++)
        list->chapters[i].end_ms =
            i + 1 < list->count ? list->chapters[i + 1].start_ms : duration_ms;
}

static bool fill(struct chapter_list *list, const struct chapter_marks *marks,
    const struct podcast_chapter **sorted)
{
    static const struct podcast_chapter beginning = {0};

    for (size_t i = 0; i < marks->count; i++)
        sorted[i] = &marks->chapters[i];
    qsort(sorted, marks->count, sizeof *sorted, by_start);
    for (size_t i = 0; i < marks->count; i++) {
        if (!fits(list, sorted[i], marks->duration_ms))
            continue;
        if (!list->count && sorted[i]->start_ms >= SECOND_MS &&
            !add(list, &beginning, marks->opening))
            return false;
        if (fits(list, sorted[i], marks->duration_ms) &&
            !add(list, sorted[i], sorted[i]->title))
            return false;
    }
    set_ends(list, marks->duration_ms);
    return true;
}

struct chapter_list *chapter_list_new(
    const struct chapter_marks *marks, struct err *err)
{
    own(chapter_list) list = calloc(1, sizeof *list);
    own_heap(const struct podcast_chapter *) sorted =
        calloc(marks->count + 1, sizeof *sorted);

    if (list) {
        list->chapters = calloc(marks->count + 1, sizeof *list->chapters);
        list->titles = calloc(marks->count + 1, sizeof *list->titles);
    }
    if (!list || !sorted || !list->chapters || !list->titles ||
        !fill(list, marks, sorted))
        return err_no_memory(err), NULL;
    return take(list);
}

void chapter_list_free(struct chapter_list *list)
{
    if (!list)
        return;
    for (size_t i = 0; list->titles && i < list->count; i++)
        free(list->titles[i]);
    free(list->titles);
    free(list->chapters);
    free(list);
}

void chapter_append_clock(struct text *out, int64_t ms)
{
    int64_t seconds = ms < 0 ? 0 : ms / 1000;

    text_appendf(out, "%02" PRId64 ":%02d:%02d", seconds / 3600,
        (int)(seconds / 60 % 60), (int)(seconds % 60));
}
