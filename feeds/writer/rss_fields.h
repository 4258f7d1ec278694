/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The forms that elements of a feed come in. Each appends a whole element, or
 * nothing when there is no value.
 */
#ifndef ROOMCAST_FEEDS_WRITER_RSS_FIELDS_H
#define ROOMCAST_FEEDS_WRITER_RSS_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/text/markup.h"

/* RFC 822; nothing for 0 and before. */
void rss_date(struct markup *feed, const char *name, int64_t utc);

/* Nothing for 0 and less; the second as an attribute of the open element. */
void rss_number(struct markup *feed, const char *name, int64_t number);
void rss_positive(struct markup *feed, const char *attribute, int64_t number);

/* "true" or "false". */
void rss_bool(struct markup *feed, const char *name, bool is_true);

/* Apple's switches: "Yes" or nothing. */
void rss_yes(struct markup *feed, const char *name, bool is_true);

/* An element that only has one attribute. */
void rss_link(struct markup *feed, const char *name, const char *attribute,
    const char *value);

/* An element that holds nothing. */
void rss_empty(struct markup *feed, const char *name);

/* <atom:link> to a feed; `title` is optional. */
void rss_atom_link(struct markup *feed, const char *relation,
    const char *address, const char *title);

/* Seconds with as many decimals as the milliseconds need, as an attribute. */
void rss_seconds(struct markup *feed, const char *attribute, int64_t ms);

/* HTML as CDATA. */
void rss_html(struct markup *feed, const char *name, const struct text *html);

#endif
