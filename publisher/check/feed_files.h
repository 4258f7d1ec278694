/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The files behind a feed, opened: whether they are there, as long as the
 * feed says, of the kind that their names say, whole, and whether pictures,
 * chapters, transcripts and hashes are right.
 */
#ifndef ROOMCAST_PUBLISHER_CHECK_FEED_FILES_H
#define ROOMCAST_PUBLISHER_CHECK_FEED_FILES_H

#include "feeds/checker/feed_checker.h"
#include "publisher/check/feed_root.h"

/* What is found goes into the report. */
void feed_files_check(const struct feed_root *root,
    const struct feed_tree *tree, struct feed_report *report);

#endif
