/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that the catalogue keeps of a show, drafts and people's corrections
 * too, as SPOOL/.catalogue/SHOW.jsonl: away from the state folder, so that it
 * is not lost with the catalogue, and away from the site, so that nobody sees
 * what was not published. Its lines are those of catalogue_copy.h. What the
 * show has brought along (imported_show.h) lies beside it, as SHOW.xml.
 */
#ifndef ROOMCAST_PUBLISHER_RECOVERY_PRIVATE_COPY_H
#define ROOMCAST_PUBLISHER_RECOVERY_PRIVATE_COPY_H

#include "publisher/catalogue/catalogue.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/text.h"

/* `episodes` are those of all shows, as the catalogue keeps them now. A copy
 * that would be the same is not written, and one of a show without episodes is
 * not made. */
bool private_copy_keep(const struct config *config, struct catalogue *catalogue,
    const struct episode_list *episodes, const char *show, struct err *err);

/* Appends the lines; none when there is no copy. */
bool private_copy_read(const struct config *config, const char *show,
    struct text *lines, struct err *err);

/* Brings back what the show has brought along, unless that is in its place. */
bool private_copy_restore_imported(
    const struct config *config, const char *show, struct err *err);

/* To be freed; NULL when out of memory. */
char *private_copy_path(const struct config *config, const char *show);

#endif
