/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the pages look: one stylesheet, in each page, and a colour for each
 * show.
 */
#ifndef ROOMCAST_FEEDS_PAGE_STYLE_H
#define ROOMCAST_FEEDS_PAGE_STYLE_H

#include "feeds/markup.h"
#include "feeds/page_place.h"
#include "feeds/podcast.h"

/* Appends the <style> element. Text has a contrast of at least 4.5 to 1 in
 * light and dark (WCAG 2.1, 1.4.3) whatever the show's colour. */
void page_style_write(struct markup *page, const struct podcast_show *show);

/* Appends the cover: the show's picture, or without one a drawing that is
 * the same on every page of the show. It is decoration for those who see;
 * its text is always beside it. */
void page_style_write_cover(struct markup *page,
    const struct podcast_show *show, const struct page_place *place);

#endif
