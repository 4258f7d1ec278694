/* SPDX-License-Identifier: BSD-2-Clause */
/* Transcripts: that they are of the type that the feed states. */
#ifndef ROOMCAST_PUBLISHER_CHECK_TRANSCRIPT_FILES_H
#define ROOMCAST_PUBLISHER_CHECK_TRANSCRIPT_FILES_H

#include "feeds/checker/feed_checker.h"

#define TRANSCRIPT_MOST_BYTES (16 << 20)

/* What is wrong with a text as a transcript of that type; NULL when it is
 * right, or the type is none that we know. */
const char *transcript_fault(const char *type, const char *text);

/* `node` names the file, which is at `path`. */
void transcript_file_check(
    const struct feed_node *node, const char *path, struct feed_report *report);

#endif
