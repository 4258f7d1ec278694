/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether anything has become another since the last run: a few milliseconds
 * of looking at names and times, in place of reading all episodes, rendering
 * all pages and comparing every file.
 *
 * The spool's part is taken before a run looks at the spool, so that what
 * comes while it works is news to the next; the site's part at its end. A
 * file changed in place, with the time it had before, goes unnoticed until the
 * run that looks at all, once a day.
 */
#ifndef ROOMCAST_PUBLISHER_RUN_WITNESS_H
#define ROOMCAST_PUBLISHER_RUN_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "publisher/catalogue/catalogue.h"
#include "publisher/store/store.h"
#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/fingerprint.h"

/* What one run leaves for the next. */
struct witness {
    char spool[FINGERPRINT_BYTES]; /* with configuration, covers, templates,
                                      program and what is live */
    char site[FINGERPRINT_BYTES];
    int64_t looked; /* at every page; UTC seconds */
    int64_t due;    /* something is to be done then, by the clock alone */
    int failed_count;
};

/* At both parts at the time `looked`, in two threads: it is the kernel that
 * takes the time. */
bool witness_look(const struct config *config, struct store *store,
    struct witness *witness, struct err *err);

/* At the second alone. */
bool witness_look_at_site(const struct config *config, struct store *store,
    struct witness *witness, struct err *err);

/* Before anything is read from the catalogue. */
bool witness_begin(struct catalogue *catalogue, struct err *err);

/* Into and from the catalogue. One that was never kept, or that people's
 * changes have made void, is zero; with such since witness_begin() it is not
 * kept. */
bool witness_keep(struct catalogue *catalogue, const struct witness *witness,
    bool *is_kept, struct err *err);
bool witness_recall(
    struct catalogue *catalogue, struct witness *witness, struct err *err);

/* Whether a look at every page can wait. */
bool witness_is_fresh(const struct witness *before, const struct witness *now);

/* Whether `before` still holds: what is there now is the same, and nothing is
 * due. */
bool witness_agrees(const struct witness *before, const struct witness *now);

#endif
