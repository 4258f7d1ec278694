/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HTML from outside, of which only what a feed and a page may show comes
 * through: paragraphs, line breaks, lists, links, headings, quotations, code,
 * rules and emphasis, without their attributes but the address of a link (http,
 * https or mailto) and the first number of a list.
 *
 * This is an allow-list: the document is read by libxml2's HTML parser and
 * written anew, so that nothing is passed on that is not known here. Scripts,
 * styles and what is embedded go with all they hold; of other elements the
 * contents stay; a picture becomes its alternative text. Where there is one of
 * the first level, headings go down by one, below the page's own; so what has
 * come through comes through again as it is. Nothing is fetched.
 */
#ifndef ROOMCAST_FEEDS_TEXT_HTML_SIEVE_H
#define ROOMCAST_FEEDS_TEXT_HTML_SIEVE_H

#include "feeds/text/markup.h"
#include "recorder/base/text.h"

/* Appends what comes through to the open element. */
void html_sieve_write(struct markup *markup, const char *html);

/* Appends its words alone, with white space between blocks. */
void html_sieve_append_words(struct text *words, const char *html);

#endif
