/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/episode_period.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/feed_date.h"

#define YEAR_LETTERS 4 /* of "2026-10-31T…" */
#define MONTH_LETTERS 7

static void name_period(
    const struct podcast_episode *episode, size_t letters, char name[8])
{
    char date[FEED_DATE_BYTES];

    feed_date_iso(episode->published, date);
    memcpy(name, date, letters);
    name[letters] = '\0';
}

static bool is_same(
    const struct podcast_show *show, size_t one, size_t other, size_t letters)
{
    char names[2][8];

    name_period(&show->episodes[one], letters, names[0]);
    name_period(&show->episodes[other], letters, names[1]);
    return strcmp(names[0], names[1]) == 0;
}

static size_t count_same(
    const struct podcast_show *show, size_t first, size_t letters)
{
    size_t at = first + 1;

    while (at < show->episode_count && is_same(show, first, at, letters))
        at++;
    return at - first;
}

/* Whether a year is split must not depend on where one looks from. Looking
 * further than the limit tells nothing more. */
static bool is_split(const struct podcast_show *show, size_t at)
{
    size_t first = at;
    size_t last = at;

    while (first > 0 && at - first <= EPISODE_PERIOD_MOST &&
           is_same(show, first - 1, at, YEAR_LETTERS))
        first--;
    while (last + 1 < show->episode_count &&
           last - first < EPISODE_PERIOD_MOST &&
           is_same(show, last + 1, at, YEAR_LETTERS))
        last++;
    return last - first + 1 > EPISODE_PERIOD_MOST;
}

static struct episode_period period_at(
    const struct podcast_show *show, size_t first)
{
    size_t letters = is_split(show, first) ? MONTH_LETTERS : YEAR_LETTERS;
    struct episode_period period = {.first = first};

    name_period(&show->episodes[first], letters, period.name);
    period.count = count_same(show, first, letters);
    return period;
}

static bool add(struct episode_period_list *list, struct episode_period period)
{
    struct episode_period *larger =
        realloc(list->items, (list->count + 1) * sizeof *larger);

    if (!larger)
        return false;
    list->items = larger;
    list->items[list->count++] = period;
    return true;
}

bool episode_period_list_make(const struct podcast_show *show,
    struct episode_period_list *list, struct err *err)
{
    own_value(episode_period_list) made = {0};
    struct episode_period period;

    for (size_t at = 0; at < show->episode_count; at += period.count) {
        period = period_at(show, at);
        if (!add(&made, period))
            return err_no_memory(err);
    }
    *list = made;
    made = (struct episode_period_list){0};
    return true;
}

void episode_period_list_clear(struct episode_period_list *list)
{
    free(list->items);
    *list = (struct episode_period_list){0};
}

bool episode_period_shares_year(
    const struct episode_period *one, const struct episode_period *other)
{
    return memcmp(one->name, other->name, YEAR_LETTERS) == 0;
}
