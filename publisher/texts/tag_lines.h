/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tags of the podcast namespace as people write them, each in one line:
 *
 *     soundbite  FROM-TO [TITLE]              0:12:03-0:12:33 The bridge
 *     location   NAME [(RELATION)] [geo:…] [osm:…] [country:…]
 *     link       ADDRESS [TEXT]
 *     txt        PURPOSE TEXT                 verify S6lpp-7ZCn8
 *     social     ADDRESS [ACCOUNT]            or "disabled"
 *     license    NAME [ADDRESS]               cc-by-4.0
 *     chat       PROTOCOL SERVER [SPACE]      irc irc.example.org #weekly
 *     image      ADDRESS [WIDTHxHEIGHT] [TEXT]
 *
 * Each function cuts up the line that it is given and lets the record point
 * into it; it fails with ERR_CONFIG and what was expected. The record is
 * untouched then, the line is not.
 */
#ifndef ROOMCAST_PUBLISHER_TEXTS_TAG_LINES_H
#define ROOMCAST_PUBLISHER_TEXTS_TAG_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "feeds/podcast_parts.h"
#include "recorder/base/err.h"

/* What the namespace allows in names and titles, in characters. */
#define TAG_TEXT_MOST 128
#define TAG_TXT_MOST 4000

/* The words of an entry; those that are not there are NULL. */
#define TAG_WORDS 3
struct tag_words {
    char *at[TAG_WORDS];
    bool has_more;
};
struct tag_words tag_words_split(char *line);

/* No address at all (NULL) is fine. */
bool tag_address_is_good(const char *address);

/* `text` may be NULL; `what` names it in the message. */
bool tag_text_check(
    const char *text, size_t most, const char *what, struct err *err);

/* Times are those that were written; at least a millisecond. */
bool tag_line_soundbite(
    char *line, struct podcast_soundbite *soundbite, struct err *err);
bool tag_line_location(
    char *line, struct podcast_location *location, struct err *err);
bool tag_line_link(char *line, struct podcast_link *link, struct err *err);
bool tag_line_txt(char *line, struct podcast_txt *txt, struct err *err);
bool tag_line_social(
    char *line, struct podcast_social *social, struct err *err);
bool tag_line_license(
    char *line, struct podcast_license *license, struct err *err);
bool tag_line_chat(char *line, struct podcast_chat *chat, struct err *err);
bool tag_line_image(char *line, struct podcast_image *image, struct err *err);

#endif
