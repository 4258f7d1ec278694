/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a show brought from elsewhere: STATE/imported/SHOW.xml, a feed with
 * the episodes that it had there, with their GUIDs, dates, numbers, texts,
 * persons and chapters. `roomcast feed import` writes it, the publisher puts
 * them into the show's feed behind its own, for ever.
 *
 *     own(imported_show) imported = NULL;
 *     if (!imported_show_read(config, "weekly", &imported, err))
 *         return false;
 *     if (imported)
 *         … imported_show_record(imported)->episodes …
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_IMPORTED_SHOW_H
#define ROOMCAST_PUBLISHER_CATALOGUE_IMPORTED_SHOW_H

#include "feeds/podcast.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

struct imported_show;

/* NULL into *imported when the show has brought nothing. */
bool imported_show_read(const struct config *config, const char *show,
    struct imported_show **imported, struct err *err);

/* Its episodes, newest first, have slugs, and pages below the show's. Lives as
 * long as the imported show. */
const struct podcast_show *imported_show_record(
    const struct imported_show *imported);

/* The highest number of a season's episodes, 0 when there is none. */
int imported_show_last_number(const struct imported_show *imported, int season);

/* Appends STATE/imported/SHOW.xml. */
void imported_show_path(
    const struct config *config, const char *show, struct text *path);

/* NULL is fine. */
void imported_show_free(struct imported_show *imported);
OWNED(imported_show)

#endif
