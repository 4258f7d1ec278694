/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON chapters: that they can be read, and are those of the feed. */
#ifndef ROOMCAST_PUBLISHER_CHECK_CHAPTER_FILES_H
#define ROOMCAST_PUBLISHER_CHECK_CHAPTER_FILES_H

#include "feeds/checker/feed_checker.h"

#define CHAPTERS_MOST_BYTES (4 << 20)

/* Why bytes are no JSON chapters at all; NULL when they are. */
const char *chapters_fault(const char *bytes, size_t length);

/* `node` names the file, which is at `path`. */
void chapter_file_check(
    const struct feed_node *node, const char *path, struct feed_report *report);

#endif
