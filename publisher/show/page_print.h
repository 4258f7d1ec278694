/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the page of an episode is made from, and what lies in its folder: as
 * long as that is the same, writing the page would change nothing.
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_PAGE_PRINT_H
#define ROOMCAST_PUBLISHER_SHOW_PAGE_PRINT_H

#include "publisher/show/show_files.h"
#include "recorder/base/fingerprint.h"

/* Of what is common to all episodes: program, templates and show. False when
 * memory runs out. */
bool page_print_begin(const struct show_files *files,
    struct fingerprint *common, struct err *err);

/* A page shows what the feed says of the episode, and what files beside it
 * hold (page_sources.h). False when the folder cannot be looked at or memory
 * runs out. */
bool page_print_of(const struct show_files *files,
    const struct fingerprint *common, const struct podcast_episode *episode,
    char print[FINGERPRINT_BYTES], struct err *err);

#endif
