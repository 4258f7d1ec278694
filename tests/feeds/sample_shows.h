/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shows that the tests of feeds/ share. All are constant.
 */
#ifndef ROOMCAST_TESTS_FEEDS_SAMPLE_SHOWS_H
#define ROOMCAST_TESTS_FEEDS_SAMPLE_SHOWS_H

#include "feeds/podcast.h"

/* Only what a feed must have, and one episode. */
extern const struct podcast_show minimal_show;

/* Everything there is. The checker finds nothing in it. */
extern const struct podcast_show full_show;

/* Texts that are meant to break out: markup, the end of CDATA, entities,
 * controls, broken UTF-8, bidirectional overrides, a title of 300 letters. */
extern const struct podcast_show hostile_show;

/* No episodes yet, and hardly anything else. */
extern const struct podcast_show empty_show;

/* Three hundred numbered episodes. */
const struct podcast_show *long_show(void);

#endif
