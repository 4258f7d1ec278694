/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A show with every element that a feed can have: what the whole of podcast.h
 * looks like when it is filled in. The checker finds nothing in it.
 */
#ifndef ROOMCAST_TESTS_FEEDS_RICH_SHOW_H
#define ROOMCAST_TESTS_FEEDS_RICH_SHOW_H

#include "feeds/podcast.h"

extern const struct podcast_show rich_show;

#endif
