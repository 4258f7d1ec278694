/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue_events.h"

static bool add(struct catalogue *catalogue, int64_t happened, const char *line,
    struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "INSERT INTO event (happened, line) VALUES (?, ?)", err);

    query_bind_whole(query, 1, happened);
    query_bind_text(query, 2, line);
    return query_finish(query, err);
}

static bool remove_oldest(struct catalogue *catalogue, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "DELETE FROM event WHERE number <="
        "    (SELECT max(number) FROM event) - ?",
        err);

    query_bind_whole(query, 1, CATALOGUE_EVENTS_MOST);
    return query_finish(query, err);
}

bool catalogue_add_event(struct catalogue *catalogue, int64_t happened,
    const char *line, struct err *err)
{
    own(transaction) transaction =
        transaction_begin(catalogue_database(catalogue), err);

    return transaction && add(catalogue, happened, line, err) &&
           remove_oldest(catalogue, err) &&
           transaction_commit(transaction, err);
}

bool catalogue_read_events(struct catalogue *catalogue, event_taker *taker,
    void *user, int64_t *last, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "SELECT number, happened, line FROM event ORDER BY number", err);
    enum query_step step;
    int64_t number = 0;

    while ((step = query_next(query, err)) == QUERY_ROW) {
        number = query_whole(query, 0);
        taker(user, query_whole(query, 1), query_text(query, 2));
    }
    if (step == QUERY_FAILED)
        return false;
    *last = number;
    return true;
}

bool catalogue_forget_events(
    struct catalogue *catalogue, int64_t last, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "DELETE FROM event WHERE number <= ?", err);

    query_bind_whole(query, 1, last);
    return query_finish(query, err);
}
