/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/writer/rss_fields.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "feeds/feed_date.h"

void rss_date(struct markup *feed, const char *name, int64_t utc)
{
    char date[FEED_DATE_BYTES];

    feed_date_rfc822(utc, date);
    if (utc > 0)
        markup_line(feed, name, date);
}

void rss_number(struct markup *feed, const char *name, int64_t number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, number);
    if (number > 0)
        markup_line(feed, name, digits);
}

void rss_positive(struct markup *feed, const char *attribute, int64_t number)
{
    if (number > 0)
        markup_attribute_number(feed, attribute, number);
}

void rss_bool(struct markup *feed, const char *name, bool is_true)
{
    markup_line(feed, name, is_true ? "true" : "false");
}

void rss_yes(struct markup *feed, const char *name, bool is_true)
{
    markup_line(feed, name, is_true ? "Yes" : NULL);
}

void rss_link(struct markup *feed, const char *name, const char *attribute,
    const char *value)
{
    if (!value)
        return;
    markup_open(feed, name);
    markup_attribute(feed, attribute, value);
    markup_close(feed);
}

void rss_empty(struct markup *feed, const char *name)
{
    markup_open(feed, name);
    markup_close(feed);
}

void rss_atom_link(struct markup *feed, const char *relation,
    const char *address, const char *title)
{
    if (!address)
        return;
    markup_open(feed, "atom:link");
    markup_attribute(feed, "href", address);
    markup_attribute(feed, "rel", relation);
    if (strcmp(relation, "hub") != 0)
        markup_attribute(feed, "type", "application/rss+xml");
    markup_attribute(feed, "title", title);
    markup_close(feed);
}

void rss_seconds(struct markup *feed, const char *attribute, int64_t ms)
{
    char digits[32];

    if (ms < 0)
        return;
    if (ms % 1000)
        snprintf(digits, sizeof digits, "%" PRId64 ".%03d", ms / 1000,
            (int)(ms % 1000));
    else
        snprintf(digits, sizeof digits, "%" PRId64, ms / 1000);
    markup_attribute(feed, attribute, digits);
}

void rss_html(struct markup *feed, const char *name, const struct text *html)
{
    if (!html->length && !html->has_failed)
        return;
    markup_open(feed, name);
    markup_cdata(feed, html);
    markup_close(feed);
}
