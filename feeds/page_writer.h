/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The web pages of a show: plain HTML and CSS in one file each, readable on
 * a phone and in the dark, with an audio player and feed autodiscovery, and
 * no script, font or picture from elsewhere. Pure and deterministic.
 */
#ifndef ROOMCAST_FEEDS_PAGE_WRITER_H
#define ROOMCAST_FEEDS_PAGE_WRITER_H

#include "feeds/podcast.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* SITE/SHOW/index.html. Both append a whole document, fail only when memory
 * runs out, and append nothing then. */
bool page_write_show(
    const struct podcast_show *show, struct text *page, struct err *err);

/* SITE/SHOW/EPISODE/index.html. It holds nothing of the other episodes, so
 * that a new one changes no page but the show's. */
bool page_write_episode(const struct podcast_show *show,
    const struct podcast_episode *episode, struct text *page, struct err *err);

#endif
