/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What keeps failing: told when it begins, when its reason becomes another
 * and when it is given up, not in between; tried again with growing pauses,
 * and parked after five tries.
 *
 * A subject is an episode by its recording's id, a file by its path, or
 * "show NAME".
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_TROUBLE_H
#define ROOMCAST_PUBLISHER_CATALOGUE_TROUBLE_H

#include "publisher/catalogue.h"

#define TROUBLE_MOST_TRIES 5

/* The pause after the `tries`th try in a row, in seconds: 1, 5, 30 minutes,
 * then 2 hours. */
int64_t trouble_pause(int tries);

/* What the catalogue keeps of it; cleared by catalogue_trouble_clear(), and
 * without a reason when there is none. */
bool catalogue_find_trouble(struct catalogue *catalogue, const char *subject,
    struct catalogue_trouble *trouble, struct err *err);

enum trouble_news {
    TROUBLE_NEW,    /* or its reason is another */
    TROUBLE_OLD,    /* as last time: not worth a word */
    TROUBLE_PARKED, /* for the last time */
};

/* Counts one more failure. */
bool catalogue_add_trouble(struct catalogue *catalogue, const char *subject,
    const char *reason, int64_t now, enum trouble_news *news, struct err *err);

/* It went well, or somebody wants it tried again at once. */
bool catalogue_end_trouble(
    struct catalogue *catalogue, const char *subject, struct err *err);

/* Told each, by subject; false ends it. */
typedef bool trouble_taker(void *user, const char *subject,
    const struct catalogue_trouble *trouble, struct err *err);
bool catalogue_read_troubles(struct catalogue *catalogue, trouble_taker *taker,
    void *user, struct err *err);

void catalogue_trouble_clear(struct catalogue_trouble *trouble);

#endif
