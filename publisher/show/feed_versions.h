/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The last feeds of a show that went out, so that a mistake can be looked at
 * and taken back:
 *
 *     STATE/feeds/SHOW/2026-11-22T180000Z.xml      the last change of it
 *
 * `roomcast feed diff` tells what became different between two of them.
 */
#ifndef ROOMCAST_PUBLISHER_SHOW_FEED_VERSIONS_H
#define ROOMCAST_PUBLISHER_SHOW_FEED_VERSIONS_H

#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/text.h"

#define FEED_VERSIONS_KEPT 5

/* Keeps a feed by the time of its last change (UTC seconds), or by the next
 * second if another feed has that; kept already, it stays as it is. The oldest
 * above five go. Nobody else may read them: they name what was hidden since. */
bool feed_versions_keep(const char *state, const char *show, int64_t changed,
    const struct text *feed, struct err *err);

#endif
