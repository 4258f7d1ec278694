/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The web pages of a show, from templates (page_templates.h): readable on a
 * phone and in the dark, playing without a script, with nothing from
 * elsewhere and nothing inline, so that a Content-Security-Policy of 'self'
 * does not hurt them. Beside them lie the files of page_asset(). Pure and
 * deterministic.
 *
 * `templates` may be NULL: the built-in ones. All append a whole document,
 * or nothing on failure: ERR_CONFIG for a mistake in a template, ERR_MEMORY.
 */
#ifndef ROOMCAST_FEEDS_PAGES_SHOW_PAGES_H
#define ROOMCAST_FEEDS_PAGES_SHOW_PAGES_H

#include "feeds/episode_period.h"
#include "feeds/pages/page_templates.h"
#include "feeds/podcast.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* Episodes on a show's page; those of a show that has more are on the pages of
 * its periods. */
#define PAGE_RECENT 30

/* SITE/SHOW/index.html, by show.html. */
bool page_write_show(const struct podcast_show *show,
    const struct page_templates *templates, struct text *page, struct err *err);

/* SITE/SHOW/EPISODE/index.html, by episode.html. It holds nothing of the other
 * episodes, so that a new one changes no page but the show's. */
bool page_write_episode(const struct podcast_show *show,
    const struct podcast_episode *episode,
    const struct page_templates *templates, struct text *page, struct err *err);

/* SITE/SHOW/EPISODE/PAGE_TRANSCRIPT_NAME, by transcript.html: the episode's
 * cues, with times and speakers as podcast:transcript has them in HTML. */
#define PAGE_TRANSCRIPT_NAME "transcript.html"
bool page_write_transcript(const struct podcast_show *show,
    const struct podcast_episode *episode,
    const struct page_templates *templates, struct text *page, struct err *err);

/* True if the show needs pages for its periods. */
bool page_has_periods(const struct podcast_show *show);

/* One of the show's periods. */
struct page_period {
    const struct episode_period_list *periods; /* all of them */
    size_t at;
};

/* SITE/SHOW/episodes-2025.html, by period.html; the name is "episodes-",
 * the period's name and ".html". */
bool page_write_period(const struct podcast_show *show,
    const struct page_period *period, const struct page_templates *templates,
    struct text *page, struct err *err);

#endif
