/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue_trouble.h"

#include <stdlib.h>
#include <string.h>

int64_t trouble_pause(int tries)
{
    static const int64_t minutes[] = {1, 5, 30, 120};
    int most = (int)(sizeof minutes / sizeof *minutes);

    return 60 * minutes[(tries < most ? tries : most) - 1];
}

void catalogue_trouble_clear(struct catalogue_trouble *trouble)
{
    free(trouble->reason);
    *trouble = (struct catalogue_trouble){0};
}

static bool copy_row(struct catalogue_trouble *trouble,
    const struct query *query, int column, struct err *err)
{
    char *reason = strdup(query_text(query, column));

    if (!reason)
        return err_no_memory(err);
    *trouble = (struct catalogue_trouble){
        .reason = reason,
        .tries = (int)query_whole(query, column + 1),
        .since = query_whole(query, column + 2),
        .next_try = query_whole(query, column + 3),
        .parked = query_whole(query, column + 4),
    };
    return true;
}

bool catalogue_find_trouble(struct catalogue *catalogue, const char *subject,
    struct catalogue_trouble *trouble, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "SELECT reason, tries, since, next_try, parked FROM trouble"
        " WHERE subject = ?",
        err);

    query_bind_text(query, 1, subject);
    switch (query_next(query, err)) {
    case QUERY_ROW:
        return copy_row(trouble, query, 0, err);
    case QUERY_DONE:
        *trouble = (struct catalogue_trouble){0};
        return true;
    default:
        return false;
    }
}

static bool keep(struct catalogue *catalogue, const char *subject,
    const struct catalogue_trouble *trouble, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "INSERT OR REPLACE INTO trouble (subject, reason, tries, since,"
        "    next_try, parked)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        err);

    query_bind_text(query, 1, subject);
    query_bind_text(query, 2, trouble->reason);
    query_bind_whole(query, 3, trouble->tries);
    query_bind_whole(query, 4, trouble->since);
    query_bind_whole(query, 5, trouble->next_try);
    query_bind_whole(query, 6, trouble->parked);
    return query_finish(query, err);
}

bool catalogue_add_trouble(struct catalogue *catalogue, const char *subject,
    const char *reason, int64_t now, enum trouble_news *news, struct err *err)
{
    own_value(catalogue_trouble) before = {0};

    if (!catalogue_find_trouble(catalogue, subject, &before, err))
        return false;
    bool is_new = !before.reason || strcmp(before.reason, reason) != 0;
    int tries = before.tries + 1;
    bool is_over = tries >= TROUBLE_MOST_TRIES;
    const struct catalogue_trouble after = {
        .reason = (char *)reason,
        .tries = tries,
        .since = before.reason ? before.since : now,
        .next_try = now + trouble_pause(tries),
        .parked = is_over ? now : 0,
    };
    if (!keep(catalogue, subject, &after, err))
        return false;
    *news = is_over ? TROUBLE_PARKED : is_new ? TROUBLE_NEW : TROUBLE_OLD;
    return true;
}

bool catalogue_end_trouble(
    struct catalogue *catalogue, const char *subject, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "DELETE FROM trouble WHERE subject = ?", err);

    query_bind_text(query, 1, subject);
    return query_finish(query, err);
}

bool catalogue_read_troubles(struct catalogue *catalogue, trouble_taker *taker,
    void *user, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "SELECT subject, reason, tries, since, next_try, parked FROM trouble"
        " ORDER BY subject",
        err);
    enum query_step step;

    while ((step = query_next(query, err)) == QUERY_ROW) {
        own_value(catalogue_trouble) trouble = {0};
        if (!copy_row(&trouble, query, 1, err) ||
            !taker(user, query_text(query, 0), &trouble, err))
            return false;
    }
    return step == QUERY_DONE;
}
