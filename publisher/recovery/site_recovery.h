/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A show's catalogue when no copy of it is left, from what is published: the
 * feed and its archives, and the tags of the media beside them. GUIDs,
 * addresses, dates, numbers and texts are those of the feed; what lies on the
 * site and is in no feed was hidden and stays so. Nothing is made anew: what
 * people have cut or silenced stays cut, though nobody knows any more that
 * they did.
 */
#ifndef ROOMCAST_PUBLISHER_RECOVERY_SITE_RECOVERY_H
#define ROOMCAST_PUBLISHER_RECOVERY_SITE_RECOVERY_H

#include "publisher/recovery/recovered_episode.h"
#include "publisher/spool/spool.h"
#include "publisher/store/store.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

struct recovery_source {
    struct recovery_place place;
    struct store *store;
    const struct spool *spool; /* as it was scanned */
};

/* Appends lines as catalogue_copy_take() reads them; none without a feed. */
bool site_recovery_append(
    const struct recovery_source *source, struct text *lines, struct err *err);

#endif
