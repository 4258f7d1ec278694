/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chapters of an episode, from the marks of its recordings: those in their
 * tags (CHAPTER000=00:12:03.500, CHAPTER000NAME=Budget), or where there are
 * none the "mark" lines of the ledger beside them.
 *
 *     own_value(episode_marks) marks = {0};
 *     episode_marks_read(&marks, paths, count, err)
 *     episode_marks_place(&marks, &edits, intro_48k)
 *
 * Times are milliseconds, of the session first and of the episode once they
 * are placed.
 */
#ifndef ROOMCAST_PUBLISHER_EPISODE_EPISODE_MARKS_H
#define ROOMCAST_PUBLISHER_EPISODE_EPISODE_MARKS_H

#include "feeds/podcast_parts.h"
#include "publisher/media/edit_list.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* Titles and addresses are the list's own. A zeroed struct is empty. */
struct episode_marks {
    struct podcast_chapter *chapters;
    size_t count;
};

bool episode_marks_add(struct episode_marks *marks, int64_t at_ms,
    const char *title, struct err *err);

/* Of the parts of a session, in their order. */
bool episode_marks_read(struct episode_marks *marks, const char *const *paths,
    size_t count, struct err *err);

/* To where they are in the episode: those that are cut or silenced are left
 * out, but the last one cut away before sound goes on is put where it does. */
bool episode_marks_place(struct episode_marks *marks,
    const struct edit_list *edits, int64_t intro_48k, struct err *err);

/* Appends a line "HH:MM:SS.mmm TITLE" for each, and reads such lines back;
 * one that is something else is passed over. */
void episode_marks_append(
    const struct podcast_chapter *chapters, size_t count, struct text *lines);
bool episode_marks_parse(
    struct episode_marks *marks, const char *lines, struct err *err);

/* Of a file of JSON chapters (podcast namespace, docs/examples/chapters): those
 * that are listed and have a time. ERR_FORMAT when it is no such file. */
bool episode_marks_read_json(struct episode_marks *marks, const char *bytes,
    size_t length, struct err *err);

void episode_marks_clear(struct episode_marks *marks);

#endif
