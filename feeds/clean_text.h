/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text from outside made fit for a feed and a page: UTF-8 (RFC 3629) that
 * XML 1.0 (section 2.2) and HTML allow, whatever bytes came in.
 *
 * Broken UTF-8 becomes U+FFFD, one for each maximal subpart (Unicode 15,
 * section 3.9, as browsers and Python do it). CR LF and CR become LF.
 * Dropped are the other C0 controls but TAB, DEL, the C1 controls and the
 * noncharacters. Everything else stays as it is; nothing is escaped here.
 */
#ifndef ROOMCAST_FEEDS_CLEAN_TEXT_H
#define ROOMCAST_FEEDS_CLEAN_TEXT_H

#include <stdbool.h>

#include "recorder/base/text.h"

/* Appends `text` made clean. */
void clean_text_append(struct text *out, const char *text);

/* The same on one line: a run of white space (line and paragraph separators
 * too) becomes one space, and none is left at the ends. */
void clean_line_append(struct text *out, const char *text);

/* True when cleaning would change nothing but line ends. */
bool is_clean_text(const char *text);

/* True when it is NULL, or white space is all that cleaning leaves. */
bool is_blank_text(const char *text);

/* Reads one code point of UTF-8, not at the end, and moves on; U+FFFD for what
 * is none. */
uint32_t clean_text_next_code(const uint8_t **at);

#endif
