/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/episode_twins.h"

#include <stdlib.h>
#include <string.h>

#include "feeds/clean_text.h"
#include "recorder/base/own.h"

/* One thing that should be each episode's own. Those without it are equal
 * to each other, but no twins. */
struct trait {
    int (*compare)(
        const struct podcast_episode *one, const struct podcast_episode *other);
    bool (*has)(const struct podcast_episode *episode);
    enum feed_rule rule;
    const char *message;
};

static int compare_texts(const char *one, const char *other)
{
    return strcmp(one ? one : "", other ? other : "");
}

static int compare_numbers(int64_t one, int64_t other)
{
    return (one > other) - (one < other);
}

static int compare_guids(
    const struct podcast_episode *one, const struct podcast_episode *other)
{
    return compare_texts(one->guid, other->guid);
}

static int compare_files(
    const struct podcast_episode *one, const struct podcast_episode *other)
{
    return compare_texts(one->enclosure.url, other->enclosure.url);
}

static int compare_dates(
    const struct podcast_episode *one, const struct podcast_episode *other)
{
    return compare_numbers(one->published, other->published);
}

static int compare_places(
    const struct podcast_episode *one, const struct podcast_episode *other)
{
    int seasons = compare_numbers(one->season, other->season);

    return seasons ? seasons : compare_numbers(one->episode, other->episode);
}

static bool has_guid(const struct podcast_episode *episode)
{
    return !is_blank_text(episode->guid);
}

static bool has_file(const struct podcast_episode *episode)
{
    return !is_blank_text(episode->enclosure.url);
}

static bool has_date(const struct podcast_episode *episode)
{
    return episode->published > 0;
}

static bool has_number(const struct podcast_episode *episode)
{
    return episode->episode > 0;
}

static const struct trait traits[] = {
    {compare_guids, has_guid, RULE_GUID_REPEATED,
        "another episode has the same guid"},
    {compare_files, has_file, RULE_ENCLOSURE_REPEATED,
        "another episode has the same file, and only one will be shown"},
    {compare_dates, has_date, RULE_DATE_REPEATED,
        "another episode has the same date"},
    {compare_places, has_number, RULE_NUMBER_REPEATED,
        "another episode has the same number"},
};

/* Equal ones in the order of the show, so that reports are repeatable. */
static int compare_entries(const void *one, const void *other, void *user)
{
    const struct podcast_episode *a =
        *(const struct podcast_episode *const *)one;
    const struct podcast_episode *b =
        *(const struct podcast_episode *const *)other;
    const struct trait *trait = user;
    int order = trait->compare(a, b);

    return order ? order : (a > b) - (a < b);
}

static void check_trait(const struct podcast_show *show,
    const struct podcast_episode **sorted, const struct trait *trait,
    struct feed_report *report)
{
    qsort_r(sorted, show->episode_count, sizeof *sorted, compare_entries,
        (void *)trait);
    for (size_t i = 1; i < show->episode_count; i++) {
        if (!trait->has(sorted[i]) || trait->compare(sorted[i - 1], sorted[i]))
            continue;
        feed_report_turn_to(report, show, (size_t)(sorted[i] - show->episodes));
        feed_report_add(report, trait->rule, "%s", trait->message);
    }
}

void episode_twins_check(
    const struct podcast_show *show, struct feed_report *report)
{
    size_t count = show->episode_count;

    if (count < 2)
        return;
    own_heap(const struct podcast_episode *) sorted =
        calloc(count, sizeof *sorted);
    if (!sorted) {
        report->where = "channel";
        feed_report_add(report, RULE_NOT_CHECKED, "out of memory");
        return;
    }
    for (size_t i = 0; i < count; i++)
        sorted[i] = &show->episodes[i];
    for (size_t i = 0; i < sizeof traits / sizeof *traits; i++)
        check_trait(show, sorted, &traits[i], report);
}
