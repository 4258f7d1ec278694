/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a show without a picture looks like: a colour and a drawing, the same
 * on all its pages.
 */
#ifndef ROOMCAST_FEEDS_PAGES_PAGE_COVER_H
#define ROOMCAST_FEEDS_PAGES_PAGE_COVER_H

#include "feeds/podcast.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

#define PAGE_ACCENT_BYTES 16

/* "accent-3", a class of the stylesheet. */
void page_cover_accent(
    const struct podcast_show *show, char accent[PAGE_ACCENT_BYTES]);

/* Appends an SVG element. */
bool page_cover_draw(
    const struct podcast_show *show, struct text *svg, struct err *err);

#endif
