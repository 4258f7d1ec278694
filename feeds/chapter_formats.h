/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The chapters of one episode in the forms that files hold them, of a
 * chapter_list.h; the one within a feed is chapter_markup.h. All name the
 * same times and titles.
 */
#ifndef ROOMCAST_FEEDS_CHAPTER_FORMATS_H
#define ROOMCAST_FEEDS_CHAPTER_FORMATS_H

#include <stddef.h>

#include "feeds/podcast_parts.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* JSON chapters 1.2 (podcast namespace, docs/examples/chapters), to be served
 * as application/json+chapters; hidden ones are there with "toc": false.
 * Appends one line with its end. */
bool chapters_write_json(const struct podcast_chapter *chapters, size_t count,
    struct text *out, struct err *err);

/* Frames for an ID3v2.3 tag ("ID3v2 Chapter Frame Addendum 1.0"): a
 * top-level, ordered CTOC, then a CHAP for each that is not hidden, in order
 * of time, with its title and its address. Nothing without chapters. Those
 * after CHAPTER_LIST_MOST are left out. */
void chapters_append_id3(
    struct text *frames, const struct podcast_chapter *chapters, size_t count);

/* Told the comments of an Ogg file in their order: "CHAPTER000" with
 * "00:05:12.000", "CHAPTER000NAME" with the title, and "CHAPTER000URL" where
 * there is one (wiki.xiph.org, "Chapter Extension"). Borrowed for the call. */
typedef void chapter_comment_listener(
    void *user, const char *name, const char *value);

void chapters_list_comments(const struct podcast_chapter *chapters,
    size_t count, chapter_comment_listener *told, void *user);

#endif
