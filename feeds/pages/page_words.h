/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was said, as paragraphs: the cues of one speaker follow each other
 * until another one speaks, nobody does for a while, or it is long enough.
 */
#ifndef ROOMCAST_FEEDS_PAGES_PAGE_WORDS_H
#define ROOMCAST_FEEDS_PAGES_PAGE_WORDS_H

#include "feeds/pages/page_data.h"
#include "feeds/pages/page_place.h"
#include "feeds/podcast.h"

/* How many bytes they take on a page, about. */
size_t page_words_bytes(const struct podcast_episode *episode);

/* Sets "paragraphs" with their cues. */
void page_words_set(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place);

/* Sets "seconds", "period" ("PT1M2S"), "clock" ("1:02") and "url", the sound
 * from there on (Media Fragments URI 1.0), which browsers play without a
 * script. */
void page_words_set_moment(struct page_data *data,
    const struct podcast_episode *episode, const struct page_place *place,
    int64_t start_ms);

#endif
