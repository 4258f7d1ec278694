/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chapters of one episode as every place must hold them: apps merge those
 * of the feed, the JSON file and the sound file (AntennaPod), so all have the
 * same times and titles.
 *
 *     own(chapter_list) list = chapter_list_new(&marks, err);
 *     episode.chapters = list->chapters;            JSON, psc, description
 *     episode.chapter_count = list->count;
 *
 * chapter_json.h, chapter_id3.h and chapter_comments.h write them; rss_writer
 * and the pages take them from the episode.
 */
#ifndef ROOMCAST_FEEDS_CHAPTER_LIST_H
#define ROOMCAST_FEEDS_CHAPTER_LIST_H

#include "feeds/podcast_parts.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* What a CTOC frame can list (ID3v2 Chapters 1.0, section 3.2). */
#define CHAPTER_LIST_MOST 255

/* As they were marked: in any order, with any title. */
struct chapter_marks {
    const struct podcast_chapter *chapters;
    size_t count;
    int64_t duration_ms; /* of the sound as it is published */
    const char *opening; /* title of what is before the first; the episode's */
};

struct chapter_list {
    struct podcast_chapter *chapters;
    size_t count;
    char **titles; /* owned; other strings are borrowed from the marks */
};

/* In order of time, without those at or after the end; of two within a second
 * the later one is left out, and of more than CHAPTER_LIST_MOST those at the
 * end. Times are cut to whole seconds, which is all that a description and
 * some apps hold; the first is at 0, named `opening`, if none was marked in
 * the first second; each ends where the next begins, and the last with the
 * sound. Titles are cleaned, and blank ones are "Chapter 3". No marks make an
 * empty list. Fails when out of memory. */
struct chapter_list *chapter_list_new(
    const struct chapter_marks *marks, struct err *err);

/* NULL is fine. */
void chapter_list_free(struct chapter_list *list);
OWNED(chapter_list)

/* Appends "01:02:03", as descriptions have it. */
void chapter_append_clock(struct text *out, int64_t ms);

#endif
