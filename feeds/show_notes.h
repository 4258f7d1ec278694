/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A description in plain text as HTML: paragraphs are parted by blank lines,
 * line breaks stay, web addresses become links. What looks like markup in it
 * is shown as it was typed.
 */
#ifndef ROOMCAST_FEEDS_SHOW_NOTES_H
#define ROOMCAST_FEEDS_SHOW_NOTES_H

#include <stddef.h>

#include "feeds/markup.h"
#include "recorder/base/text.h"

/* Appends <p> elements to the open element. */
void show_notes_write(struct markup *markup, const char *description);

/* The beginning in one line, at most `most_bytes` long, cut at a word with
 * an ellipsis. */
void show_notes_excerpt(
    struct text *out, const char *description, size_t most_bytes);

#endif
