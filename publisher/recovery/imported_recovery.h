/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a show had brought along (imported_show.h) when no copy of that is
 * left: its episodes are in the published feed, and whatever the feed says of
 * the show without the configuration saying it.
 */
#ifndef ROOMCAST_PUBLISHER_RECOVERY_IMPORTED_RECOVERY_H
#define ROOMCAST_PUBLISHER_RECOVERY_IMPORTED_RECOVERY_H

#include "publisher/recovery/site_recovery.h"
#include "recorder/base/err.h"

/* Writes STATE/imported/SHOW.xml, unless it is there or the feed has no
 * episode that was brought along. */
bool imported_recovery_make(
    const struct recovery_source *source, struct err *err);

#endif
