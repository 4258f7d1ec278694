/* SPDX-License-Identifier: BSD-2-Clause */
/* Items and live items of a feed, read into their records. */
#ifndef ROOMCAST_FEEDS_READER_FEED_READER_ITEMS_H
#define ROOMCAST_FEEDS_READER_FEED_READER_ITEMS_H

#include "feeds/reader/feed_reader_fields.h"

reading_fill reading_item; /* struct podcast_episode */
reading_fill reading_live; /* struct podcast_live */

#endif
