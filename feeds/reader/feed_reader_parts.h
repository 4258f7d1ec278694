/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The elements of the podcast namespace, each read into its record of
 * podcast_parts.h: reading_fill of feed_reader_fields.h. False when what it
 * needs is not there.
 */
#ifndef ROOMCAST_FEEDS_READER_FEED_READER_PARTS_H
#define ROOMCAST_FEEDS_READER_FEED_READER_PARTS_H

#include "feeds/reader/feed_reader_fields.h"

reading_fill reading_person;     /* struct podcast_person */
reading_fill reading_location;   /* struct podcast_location */
reading_fill reading_funding;    /* struct podcast_link */
reading_fill reading_content;    /* struct podcast_link */
reading_fill reading_txt;        /* struct podcast_txt */
reading_fill reading_social;     /* struct podcast_social */
reading_fill reading_image;      /* struct podcast_image */
reading_fill reading_block;      /* struct podcast_block */
reading_fill reading_trailer;    /* struct podcast_trailer */
reading_fill reading_remote;     /* struct podcast_remote */
reading_fill reading_transcript; /* struct podcast_transcript */
reading_fill reading_soundbite;  /* struct podcast_soundbite */
reading_fill reading_chapter;    /* struct podcast_chapter, of psc */
reading_fill reading_alternate;  /* struct podcast_media */
reading_fill reading_enclosure;  /* struct podcast_media */

void reading_license(struct reading_place *place,
    const struct feed_node *parent, struct podcast_license *license);
void reading_chat(const struct feed_node *parent, struct podcast_chat *chat);

/* reading_list() of a podcast element by its name. */
#define READING_LIST(place, parent, name, fill, items, count)                  \
    (items) = reading_list((place), feed_child((parent), SPACE_PODCAST, name), \
        sizeof *(items), (fill), &(count))

#endif
