/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A description as HTML. Plain text: paragraphs are parted by blank lines,
 * line breaks stay, web addresses become links, and what looks like markup is
 * shown as it was typed. CommonMark and HTML go through an allow-list
 * (html_sieve.h).
 */
#ifndef ROOMCAST_FEEDS_TEXT_SHOW_NOTES_H
#define ROOMCAST_FEEDS_TEXT_SHOW_NOTES_H

#include <stddef.h>

#include "feeds/podcast.h"
#include "feeds/text/markup.h"
#include "recorder/base/text.h"

/* Appends blocks (<p>, <ul>, …) to the open element. */
void show_notes_write(struct markup *markup, const char *description,
    enum podcast_markup written);

/* The beginning in one line of words, at most `most_bytes` long, cut at a word
 * with an ellipsis; of CommonMark and HTML, the first paragraph where that is
 * long enough. */
void show_notes_excerpt(struct text *out, const char *description,
    enum podcast_markup written, size_t most_bytes);

#endif
