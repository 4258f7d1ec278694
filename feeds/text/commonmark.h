/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CommonMark 0.30 as HTML, by libcmark. The HTML is raw: what was written as
 * HTML stays, scripts too, so it has to go through html_sieve.h.
 */
#ifndef ROOMCAST_FEEDS_TEXT_COMMONMARK_H
#define ROOMCAST_FEEDS_TEXT_COMMONMARK_H

#include "recorder/base/text.h"

/* Appends it. Broken UTF-8 becomes U+FFFD. */
void commonmark_append_html(struct text *html, const char *notes);

#endif
