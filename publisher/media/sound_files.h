/* SPDX-License-Identifier: BSD-2-Clause */
/* Sound files: length, kind, damage, duration, hashes and chapters. */
#ifndef ROOMCAST_PUBLISHER_MEDIA_SOUND_FILES_H
#define ROOMCAST_PUBLISHER_MEDIA_SOUND_FILES_H

#include "feeds/checker/feed_checker.h"

/* An <enclosure>, */
void sound_file_check(
    const struct feed_node *node, const char *path, struct feed_report *report);
/* and a <podcast:source> of an alternate one. */
void sound_file_check_alternate(
    const struct feed_node *node, const char *path, struct feed_report *report);

#endif
