/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The elements of the podcast namespace that a channel, an item and a live
 * item share: one function for each record of podcast_parts.h. Each appends a
 * whole element, or nothing where what the element cannot be without is
 * absent.
 */
#ifndef ROOMCAST_FEEDS_WRITER_RSS_PARTS_H
#define ROOMCAST_FEEDS_WRITER_RSS_PARTS_H

#include "feeds/podcast.h"
#include "feeds/text/markup.h"

void rss_person(struct markup *feed, const struct podcast_person *person);
void rss_location(struct markup *feed, const struct podcast_location *location);
void rss_funding(struct markup *feed, const struct podcast_link *funding);
void rss_content_link(struct markup *feed, const struct podcast_link *link);
void rss_license(struct markup *feed, const struct podcast_license *license);
void rss_txt(struct markup *feed, const struct podcast_txt *txt);
void rss_social(struct markup *feed, const struct podcast_social *social);
void rss_chat(struct markup *feed, const struct podcast_chat *chat);
void rss_picture(struct markup *feed, const struct podcast_image *image);
void rss_remote(struct markup *feed, const struct podcast_remote *remote);
void rss_guid(struct markup *feed, const char *guid);

/* RSS demands a length: that of a stream, or one not known, is 0. */
void rss_enclosure(struct markup *feed, const struct podcast_media *media);
void rss_alternate(struct markup *feed, const struct podcast_media *media);

#endif
