/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/episode/episode_marks.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "publisher/media/session_part.h"
#include "recorder/base/own.h"
#include "recorder/recording/ledger.h"
#include "recorder/recording/recording_reader.h"

#define FRAMES_A_MS 48
#define MOST_MARKS 1000 /* three digits */
#define TAG_BYTES 24
#define MOST_SECONDS (366.0 * 24 * 3600)

bool episode_marks_add(struct episode_marks *marks, int64_t at_ms,
    const char *title, struct err *err)
{
    struct podcast_chapter *chapters =
        realloc(marks->chapters, (marks->count + 1) * sizeof *chapters);
    char *copy = strdup(title);

    if (chapters)
        marks->chapters = chapters;
    if (!chapters || !copy) {
        free(copy);
        return err_no_memory(err);
    }
    chapters[marks->count++] =
        (struct podcast_chapter){.start_ms = at_ms, .title = copy};
    return true;
}

/* "HH:MM:SS.mmm", hours of any length; -1 if it is something else. */
static int64_t parse_clock(const char *text, int *length)
{
    int hours;
    int minutes;
    int seconds;
    int ms;
    int end = 0;

    *length = 0;
    if (sscanf(text, "%6d:%2d:%2d.%3d%n", &hours, &minutes, &seconds, &ms,
            &end) < 4 ||
        end == 0 || hours < 0 || minutes < 0 || minutes > 59 || seconds < 0 ||
        seconds > 59 || ms < 0)
        return -1;
    *length = end;
    return ((int64_t)hours * 3600 + minutes * 60 + seconds) * 1000 + ms;
}

/* --- Where they come from ----------------------------------------------- */

static bool read_tags(struct episode_marks *marks,
    const struct recording_reader *reader, int64_t offset_ms, struct err *err)
{
    char time_tag[TAG_BYTES];
    char name_tag[TAG_BYTES];
    int length;

    for (int i = 0; i < MOST_MARKS; i++) {
        snprintf(time_tag, sizeof time_tag, "CHAPTER%03d", i);
        snprintf(name_tag, sizeof name_tag, "CHAPTER%03dNAME", i);
        const char *time = recording_reader_tag(reader, time_tag);
        const char *name = recording_reader_tag(reader, name_tag);
        if (!time)
            break;
        int64_t at_ms = parse_clock(time, &length);
        if (at_ms >= 0 &&
            !episode_marks_add(marks, offset_ms + at_ms, name ? name : "", err))
            return false;
    }
    return true;
}

struct ledger_marks {
    struct episode_marks *marks;
    int64_t offset_ms;
    bool has_failed;
};

static bool take_line(void *user, const struct jdoc *line)
{
    struct ledger_marks *from = user;
    const char *title = jdoc_string(line, "text");
    double at;
    struct err err;

    if (!ledger_is_event(line, "mark") || !jdoc_real(line, "at", &at) ||
        !(at >= 0 && at < MOST_SECONDS))
        return true;
    if (!title)
        title = jdoc_string(line, "title");
    from->has_failed = !episode_marks_add(from->marks,
        from->offset_ms + llround(at * 1000), title ? title : "", &err);
    return !from->has_failed;
}

/* A recording may have been moved without its ledger: then it has no marks. */
static bool read_ledger(struct episode_marks *marks, const char *path,
    int64_t offset_ms, struct err *err)
{
    struct ledger_marks from = {.marks = marks, .offset_ms = offset_ms};
    own_heap(char) stem = recording_stem(path);
    struct err ignored;

    if (!stem)
        return err_no_memory(err);
    own_heap(char) ledger = recording_path(stem, RECORDING_LEDGER_SUFFIX);
    if (!ledger)
        return err_no_memory(err);
    ledger_read(ledger, take_line, &from, NULL, &ignored);
    return !from.has_failed || err_no_memory(err);
}

static bool read_one(struct episode_marks *marks, const char *path,
    int64_t offset_ms, struct err *err)
{
    size_t before = marks->count;

    own(recording_reader) reader = recording_reader_new(path, err);
    return reader && read_tags(marks, reader, offset_ms, err) &&
           (marks->count > before || read_ledger(marks, path, offset_ms, err));
}

bool episode_marks_read(struct episode_marks *marks, const char *const *paths,
    size_t count, struct err *err)
{
    int64_t offset_ms = 0;
    int64_t length_48k;

    for (size_t i = 0; i < count; i++) {
        if (!read_one(marks, paths[i], offset_ms, err) ||
            !session_part_length_48k(paths, count, i, &length_48k, err))
            return false;
        offset_ms += length_48k / FRAMES_A_MS;
    }
    return true;
}

/* --- Where they go ------------------------------------------------------ */

static int by_start(const void *left, const void *right)
{
    const struct podcast_chapter *one = left;
    const struct podcast_chapter *other = right;

    return (one->start_ms > other->start_ms) -
           (one->start_ms < other->start_ms);
}

/* A mark in what is cut, without another behind it before the cut ends, names
 * what follows the cut. */
static bool names_what_follows(
    const struct episode_marks *marks, size_t at, const struct edit_list *edits)
{
    int64_t at_48k = marks->chapters[at].start_ms * FRAMES_A_MS;

    for (size_t i = 0; i < edits->cut.count; i++) {
        const struct edit_span *cut = &edits->cut.items[i];
        if (at_48k < cut->from_48k || at_48k >= cut->to_48k)
            continue;
        return cut->to_48k != EDIT_END_48K &&
               (at + 1 == marks->count ||
                   marks->chapters[at + 1].start_ms * FRAMES_A_MS >
                       cut->to_48k);
    }
    return false;
}

bool episode_marks_place(struct episode_marks *marks,
    const struct edit_list *edits, int64_t intro_48k, struct err *err)
{
    struct episode_marks placed = {0};
    bool is_good = true;

    if (marks->count)
        qsort(marks->chapters, marks->count, sizeof *marks->chapters, by_start);
    for (size_t i = 0; i < marks->count && is_good; i++) {
        int64_t at_48k = marks->chapters[i].start_ms * FRAMES_A_MS;
        if (!edit_list_is_heard(edits, at_48k) &&
            !names_what_follows(marks, i, edits))
            continue;
        is_good = episode_marks_add(&placed,
            (intro_48k + edit_list_place(edits, at_48k)) / FRAMES_A_MS,
            marks->chapters[i].title, err);
    }
    if (!is_good) {
        episode_marks_clear(&placed);
        return false;
    }
    episode_marks_clear(marks);
    *marks = placed;
    return true;
}

/* --- As lines ----------------------------------------------------------- */

void episode_marks_append(
    const struct podcast_chapter *chapters, size_t count, struct text *lines)
{
    for (size_t i = 0; i < count; i++) {
        int64_t ms = chapters[i].start_ms;
        text_appendf(lines,
            "%02" PRId64 ":%02" PRId64 ":%02" PRId64 ".%03" PRId64 " %s\n",
            ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000,
            chapters[i].title);
    }
}

bool episode_marks_parse(
    struct episode_marks *marks, const char *lines, struct err *err)
{
    int length;

    while (*lines) {
        size_t end = strcspn(lines, "\n");
        int64_t at_ms = parse_clock(lines, &length);
        if (at_ms >= 0 && lines[length] == ' ') {
            own_heap(char) title =
                strndup(lines + length + 1, end - (size_t)length - 1);
            if (!title)
                return err_no_memory(err);
            if (!episode_marks_add(marks, at_ms, title, err))
                return false;
        }
        lines += end + (lines[end] != '\0');
    }
    return true;
}

static bool add_json_chapter(
    struct episode_marks *marks, const struct jdoc *chapter, struct err *err)
{
    const char *title = jdoc_string(chapter, "title");
    bool is_listed = true;
    double start;

    jdoc_bool(chapter, "toc", &is_listed);
    if (!is_listed || !jdoc_real(chapter, "startTime", &start) ||
        !(start >= 0 && start < MOST_SECONDS))
        return true;
    return episode_marks_add(
        marks, llround(start * 1000), title ? title : "", err);
}

bool episode_marks_read_json(struct episode_marks *marks, const char *bytes,
    size_t length, struct err *err)
{
    own(jdoc) doc = jdoc_parse(bytes, length, err);
    size_t count = jdoc_array_length(doc, "chapters");

    for (size_t i = 0; i < count; i++) {
        own(jdoc) chapter = jdoc_array_item(doc, "chapters", i);
        if (!add_json_chapter(marks, chapter, err))
            return false;
    }
    return doc != NULL;
}

void episode_marks_clear(struct episode_marks *marks)
{
    for (size_t i = 0; i < marks->count; i++)
        free((char *)marks->chapters[i].title);
    free(marks->chapters);
    *marks = (struct episode_marks){0};
}
