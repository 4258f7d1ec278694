/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the catalogue keeps of a show, and the step that puts its episodes
 * into the feed.
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_SHOW_H
#define ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_SHOW_H

#include "publisher/catalogue/catalogue.h"

struct catalogue_show {
    char name[CATALOGUE_NAME_BYTES];
    char guid[IDENTIFIER_BYTES];             /* podcast:guid, made once */
    char fingerprint[CATALOGUE_PRINT_BYTES]; /* of the feed without its date */
    int64_t changed;                         /* when that became another */
};

/* *is_known says whether it has been published before; *show is untouched
 * if not. */
bool catalogue_find_show(struct catalogue *catalogue, const char *name,
    struct catalogue_show *show, bool *is_known, struct err *err);

/* Episodes that appear in a feed. */
struct catalogue_listing {
    const char *const *recordings;
    size_t count;
};

/* At once: keeps the show's record, and takes those of the episodes that are
 * verified to listed, their numbers being used up. The guid of a known show
 * stays as it is. */
bool catalogue_list(struct catalogue *catalogue,
    const struct catalogue_show *show, const struct catalogue_listing *listing,
    struct err *err);

#endif
