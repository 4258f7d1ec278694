/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Builds XML and HTML, by libxml2: names and values in, bytes out, every
 * value escaped exactly once.
 *
 *     own(markup) page = markup_new(MARKUP_XML);
 *     markup_open(page, "rss");
 *     markup_attribute(page, "version", "2.0");
 *     markup_line(page, "title", title);             nothing when blank
 *     markup_close(page);
 *     return markup_finish(page, &feed, err);
 *
 * Appends return nothing: the first failure (memory) sticks and
 * markup_finish() reports it; a NULL markup is such a failure too. Element
 * and attribute names come from the program, with their prefix
 * ("itunes:image"); values may come from anywhere and are cleaned first
 * (clean_text.h). The same calls give the same bytes. Elements without text
 * of their own are indented, others are written as they are. Not for use by
 * two threads at once.
 */
#ifndef ROOMCAST_FEEDS_TEXT_MARKUP_H
#define ROOMCAST_FEEDS_TEXT_MARKUP_H

#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

enum markup_kind {
    MARKUP_XML,     /* with the XML declaration; <empty/> */
    MARKUP_HTML,    /* with the HTML doctype; <p></p> but <br/> */
    MARKUP_FRAGMENT /* HTML elements to go into something else */
};

struct markup;

/* NULL when memory runs out, which markup_finish() then reports. */
struct markup *markup_new(enum markup_kind kind);

/* Begins an element within the one that is open. A document has one root. */
void markup_open(struct markup *markup, const char *name);

/* Gives the open element an attribute; nothing when `value` is NULL. */
void markup_attribute(
    struct markup *markup, const char *name, const char *value);
void markup_attribute_number(
    struct markup *markup, const char *name, int64_t number);

/* Appends text to the open element, as it is or on one line
 * (clean_line_append). Nothing when `text` is NULL. */
void markup_text(struct markup *markup, const char *text);
void markup_text_line(struct markup *markup, const char *text);
void markup_text_number(struct markup *markup, int64_t number);

/* Appends what a fragment gave as a CDATA section; its failure is this one's
 * too. */
void markup_cdata(struct markup *markup, const struct text *html);

/* Ends the open element. */
void markup_close(struct markup *markup);

/* A whole element with its text on one line; nothing at all when `text` is
 * NULL or blank. */
void markup_line(struct markup *markup, const char *name, const char *text);

/* Makes the failure of a text that was built for this markup stick. */
void markup_check(struct markup *markup, const struct text *text);

/* Appends the document to `out`. Once only; all elements must be closed. */
bool markup_finish(struct markup *markup, struct text *out, struct err *err);

/* The same of a fragment, as many whole elements as `most_bytes` can hold. */
bool markup_finish_start(struct markup *markup, size_t most_bytes,
    struct text *out, struct err *err);

/* NULL is fine. */
void markup_free(struct markup *markup);
OWNED(markup)

#endif
