/* SPDX-License-Identifier: BSD-2-Clause */
/* Cover art: a whole picture, square, of the right size and colours. */
#ifndef ROOMCAST_PUBLISHER_CHECK_ART_FILES_H
#define ROOMCAST_PUBLISHER_CHECK_ART_FILES_H

#include "feeds/checker/feed_checker.h"

/* `node` names the file, which is at `path`. */
void art_file_check(
    const struct feed_node *node, const char *path, struct feed_report *report);

#endif
