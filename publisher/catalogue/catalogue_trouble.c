/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/catalogue_trouble.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* After the `tries`th try in a row, in seconds. */
static int64_t pause_after(int tries)
{
    static const int64_t minutes[] = {0, 5, 30, 120};
    int most = (int)(sizeof minutes / sizeof *minutes);

    return 60 * minutes[(tries < most ? tries : most) - 1];
}

void catalogue_trouble_clear(struct catalogue_trouble *trouble)
{
    free(trouble->reason);
    *trouble = (struct catalogue_trouble){0};
}

bool trouble_is_due(
    const struct catalogue_trouble *trouble, const char *print, int64_t now)
{
    return !trouble->reason || strcmp(trouble->print, print) != 0 ||
           (!trouble->parked && trouble->next_try <= now);
}

static bool copy_row(struct catalogue_trouble *trouble,
    const struct query *query, int column, struct err *err)
{
    char *reason = strdup(query_text(query, column));

    if (!reason)
        return err_no_memory(err);
    *trouble = (struct catalogue_trouble){
        .reason = reason,
        .tries = (int)query_whole(query, column + 2),
        .since = query_whole(query, column + 3),
        .next_try = query_whole(query, column + 4),
        .parked = query_whole(query, column + 5),
    };
    snprintf(trouble->print, sizeof trouble->print, "%s",
        query_text(query, column + 1));
    return true;
}

bool catalogue_find_trouble(struct catalogue *catalogue, const char *subject,
    struct catalogue_trouble *trouble, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "SELECT reason, print, tries, since, next_try, parked FROM trouble"
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
        "INSERT OR REPLACE INTO trouble (subject, reason, print, tries, since,"
        "    next_try, parked)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        err);

    query_bind_text(query, 1, subject);
    query_bind_text(query, 2, trouble->reason);
    query_bind_text(query, 3, trouble->print);
    query_bind_whole(query, 4, trouble->tries);
    query_bind_whole(query, 5, trouble->since);
    query_bind_whole(query, 6, trouble->next_try);
    query_bind_whole(query, 7, trouble->parked);
    return query_finish(query, err);
}

/* One that was tried once more, `before` being empty for the first time. */
static struct catalogue_trouble count_try(
    const struct catalogue_trouble *before, const struct trouble_report *report)
{
    int tries = before->tries + 1;
    bool is_over = tries >= TROUBLE_MOST_TRIES && !report->is_passing;
    struct catalogue_trouble after = {
        .reason = (char *)report->reason,
        .tries = tries,
        .since = before->reason ? before->since : report->now,
        .next_try = report->now + pause_after(tries),
        .parked = before->parked ? before->parked
                  : is_over      ? report->now
                                 : 0,
    };

    snprintf(after.print, sizeof after.print, "%s", report->print);
    return after;
}

bool catalogue_add_trouble(struct catalogue *catalogue,
    const struct trouble_report *report, enum trouble_news *news,
    struct err *err)
{
    own_value(catalogue_trouble) before = {0};

    if (!catalogue_find_trouble(catalogue, report->subject, &before, err))
        return false;
    if (strcmp(before.print, report->print) != 0)
        catalogue_trouble_clear(&before);
    bool is_new = !before.reason || strcmp(before.reason, report->reason) != 0;
    struct catalogue_trouble after = count_try(&before, report);
    if (!keep(catalogue, report->subject, &after, err))
        return false;
    *news = after.parked && !before.parked ? TROUBLE_PARKED
            : is_new                       ? TROUBLE_NEW
                                           : TROUBLE_OLD;
    return true;
}

bool catalogue_count_troubles(
    struct catalogue *catalogue, int *count, int64_t *next_try, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "SELECT count(*), min(CASE parked WHEN 0 THEN next_try END)"
        " FROM trouble",
        err);

    if (query_next(query, err) != QUERY_ROW)
        return false;
    *count = (int)query_whole(query, 0);
    *next_try = query_is_null(query, 1) ? INT64_MAX : query_whole(query, 1);
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

bool catalogue_retry_troubles(struct catalogue *catalogue, struct err *err)
{
    return database_run(catalogue_database(catalogue),
        "UPDATE trouble SET tries = 0, next_try = 0, parked = 0", err);
}

bool catalogue_hasten_troubles(struct catalogue *catalogue, struct err *err)
{
    return database_run(catalogue_database(catalogue),
        "UPDATE trouble SET next_try = 0 WHERE parked = 0", err);
}

bool catalogue_read_troubles(struct catalogue *catalogue, trouble_taker *taker,
    void *user, struct err *err)
{
    own(query) query = query_new(catalogue_database(catalogue),
        "SELECT subject, reason, print, tries, since, next_try, parked FROM "
        "trouble"
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
