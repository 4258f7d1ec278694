/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/writer/feed_plan.h"

#include <string.h>

#include "feeds/episode_period.h"
#include "recorder/base/text.h"

/* "feed.xml" with "2026-10" is "feed-2026-10.xml". */
static char *archive_address(const char *feed, const char *period)
{
    struct text address = {0};
    size_t length = strlen(feed);
    bool has_suffix = length > 4 && !strcmp(feed + length - 4, ".xml");

    text_append_bytes(&address, feed, has_suffix ? length - 4 : length);
    text_appendf(&address, "-%s.xml", period);
    return text_take(&address);
}

/* Documents hold pointers into the addresses, which never move. */
static bool add_archive(struct feed_plan *plan, const char *feed,
    const struct podcast_format *format, const struct episode_period *period)
{
    char *address = archive_address(feed, period->name);

    plan->addresses[plan->count - 1] = address;
    plan->documents[plan->count - 1].previous = address;
    plan->documents[plan->count++] = (struct rss_document){
        .address = address,
        .format = format,
        .is_archive = true,
        .first = period->first,
        .count = period->count,
    };
    return address;
}

/* The newest period is open. What follows is archived from the period on that
 * holds the first episode which the newest document does not. */
static bool add_archives(struct feed_plan *plan,
    const struct podcast_show *show, const struct podcast_format *format)
{
    const char *feed = plan->documents->address;
    own_value(episode_period_list) periods = {0};
    size_t recent = FEED_PLAN_RECENT;
    struct err err;

    if (!episode_period_list_make(show, &periods, &err))
        return false;
    for (size_t i = 0; i < periods.count; i++) {
        const struct episode_period *period = &periods.items[i];
        if (i == 0 && period->count > recent)
            recent = period->count;
        else if (period->first + period->count > recent &&
                 !add_archive(plan, feed, format, period))
            return false;
    }
    plan->documents->count =
        recent < show->episode_count ? recent : show->episode_count;
    return true;
}

static bool make(struct feed_plan *plan, const struct podcast_show *show,
    const struct podcast_format *format)
{
    const char *address = format ? format->feed_url : show->feed_url;

    plan->documents = calloc(show->episode_count + 1, sizeof *plan->documents);
    plan->addresses = calloc(show->episode_count + 1, sizeof *plan->addresses);
    if (!plan->documents || !plan->addresses)
        return false;
    plan->count = 1;
    *plan->documents = (struct rss_document){
        .address = address, .format = format, .count = show->episode_count};
    return !address || add_archives(plan, show, format);
}

struct feed_plan *feed_plan_new(const struct podcast_show *show,
    const struct podcast_format *format, struct err *err)
{
    own(feed_plan) plan = calloc(1, sizeof *plan);

    if (!plan || !make(plan, show, format))
        return err_no_memory(err), NULL;
    return take(plan);
}

void feed_plan_free(struct feed_plan *plan)
{
    if (!plan)
        return;
    for (size_t i = 0; plan->addresses && i < plan->count; i++)
        free(plan->addresses[i]);
    free(plan->addresses);
    free(plan->documents);
    free(plan);
}
