/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue_show.h"

#include <stdio.h>

bool catalogue_find_show(struct catalogue *catalogue, const char *name,
    struct catalogue_show *show, bool *is_known, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "SELECT name, guid, fingerprint, changed FROM show WHERE name = ?",
        err);

    query_bind_text(query, 1, name);
    enum query_step step = query_next(query, err);
    if (step == QUERY_FAILED)
        return false;
    *is_known = step == QUERY_ROW;
    if (!*is_known)
        return true;
    snprintf(show->name, sizeof show->name, "%s", query_text(query, 0));
    snprintf(show->guid, sizeof show->guid, "%s", query_text(query, 1));
    snprintf(show->fingerprint, sizeof show->fingerprint, "%s",
        query_text(query, 2));
    show->changed = query_whole(query, 3);
    return true;
}

static bool keep_show(struct catalogue *catalogue,
    const struct catalogue_show *show, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "INSERT INTO show (name, guid, fingerprint, changed)"
        " VALUES (?1, ?2, ?3, ?4)"
        " ON CONFLICT (name) DO UPDATE SET fingerprint = ?3, changed = ?4",
        err);

    query_bind_text(query, 1, show->name);
    query_bind_text(query, 2, show->guid);
    query_bind_text(query, 3, show->fingerprint);
    query_bind_whole(query, 4, show->changed);
    return query_finish(query, err);
}

static bool use_number(
    struct catalogue *catalogue, const char *recording, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "INSERT INTO counter (show, season, highest)"
        " SELECT show, season, number FROM episode"
        "    WHERE recording = ? AND number IS NOT NULL"
        " ON CONFLICT (show, season)"
        "    DO UPDATE SET highest = max(highest, excluded.highest)",
        err);

    query_bind_text(query, 1, recording);
    return query_finish(query, err);
}

static bool list_episode(
    struct catalogue *catalogue, const char *recording, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "UPDATE episode SET state = 'listed'"
        " WHERE recording = ? AND state = 'verified'",
        err);

    query_bind_text(query, 1, recording);
    return query_finish(query, err) && use_number(catalogue, recording, err);
}

static bool list_all(struct catalogue *catalogue,
    const struct catalogue_listing *listing, struct err *err)
{
    for (size_t i = 0; i < listing->count; i++) {
        if (!list_episode(catalogue, listing->recordings[i], err))
            return false;
    }
    return true;
}

bool catalogue_list(struct catalogue *catalogue,
    const struct catalogue_show *show, const struct catalogue_listing *listing,
    struct err *err)
{
    own(transaction) transaction =
        transaction_begin(catalogue_database(catalogue), err);

    return transaction && keep_show(catalogue, show, err) &&
           list_all(catalogue, listing, err) &&
           transaction_commit(transaction, err);
}
