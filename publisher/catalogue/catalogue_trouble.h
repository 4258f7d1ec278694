/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What keeps failing: told when it begins, when its reason becomes another
 * and when it is given up, not in between; tried again with growing pauses,
 * and parked after five tries, unless it is the machine that is to blame, which
 * a person mends without a word to us. When the file it is about has become
 * another in the meantime, it is a new matter.
 *
 * A subject is an episode by its recording's id, a file by its path, or
 * "show NAME".
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_TROUBLE_H
#define ROOMCAST_PUBLISHER_CATALOGUE_CATALOGUE_TROUBLE_H

#include "publisher/catalogue/catalogue.h"

#define TROUBLE_MOST_TRIES 5

/* What the catalogue keeps of it; cleared by catalogue_trouble_clear(), and
 * without a reason when there is none. */
bool catalogue_find_trouble(struct catalogue *catalogue, const char *subject,
    struct catalogue_trouble *trouble, struct err *err);

/* Whether it may be tried. `print` is that of its file now. */
bool trouble_is_due(
    const struct catalogue_trouble *trouble, const char *print, int64_t now);

enum trouble_news {
    TROUBLE_NEW,    /* or its reason is another */
    TROUBLE_OLD,    /* as last time: not worth a word */
    TROUBLE_PARKED, /* for the last time */
};

struct trouble_report {
    const char *subject;
    const char *reason;
    const char *print; /* of the file that it is about, "" without */
    int64_t now;
    bool is_passing; /* it may be over with nothing of its own having changed,
                        as a full disk: never parked */
};

/* Counts one more failure. */
bool catalogue_add_trouble(struct catalogue *catalogue,
    const struct trouble_report *report, enum trouble_news *news,
    struct err *err);

/* How many there are, parked ones too, and when the first of the others is to
 * be tried again (INT64_MAX: none is). */
bool catalogue_count_troubles(struct catalogue *catalogue, int *count,
    int64_t *next_try, struct err *err);

/* It went well, or somebody wants it tried again at once. */
bool catalogue_end_trouble(
    struct catalogue *catalogue, const char *subject, struct err *err);

/* All may be tried at once, parked ones too. */
bool catalogue_retry_troubles(struct catalogue *catalogue, struct err *err);

/* What waits for its next try may be tried at once. */
bool catalogue_hasten_troubles(struct catalogue *catalogue, struct err *err);

/* Told each, by subject; false ends it. */
typedef bool trouble_taker(void *user, const char *subject,
    const struct catalogue_trouble *trouble, struct err *err);
bool catalogue_read_troubles(struct catalogue *catalogue, trouble_taker *taker,
    void *user, struct err *err);

void catalogue_trouble_clear(struct catalogue_trouble *trouble);

#endif
