/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The CHAP and CTOC frames of an MP3's ID3v2 tag ("ID3v2 Chapter Frame
 * Addendum 1.0"), as apps read them.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_ID3_CHAPTERS_H
#define ROOMCAST_PUBLISHER_MEDIA_ID3_CHAPTERS_H

#include "feeds/checker/feed_checker.h"

/* The table of contents must name each chapter and no other, one of them
 * being the top; and where the feed has chapters they must be the same. A
 * file without a tag or without chapters is fine. */
void id3_chapters_check(const struct feed_node *enclosure, const char *path,
    struct feed_report *report);

#endif
