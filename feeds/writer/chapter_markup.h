/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chapters within a feed: Podlove Simple Chapters 1.2 (podlove.org/
 * simple-chapters), which gPodder, AntennaPod and Spotify read.
 */
#ifndef ROOMCAST_FEEDS_WRITER_CHAPTER_MARKUP_H
#define ROOMCAST_FEEDS_WRITER_CHAPTER_MARKUP_H

#include "feeds/podcast_parts.h"
#include "feeds/text/markup.h"

/* Appends <psc:chapters> to the open item; hidden ones are left out, and
 * without any there is nothing. */
void chapter_markup_psc(
    struct markup *feed, const struct podcast_chapter *chapters, size_t count);

#endif
