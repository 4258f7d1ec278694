/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/retention.h"

#include <string.h>

/* One show's episodes as they are looked at. */
struct look {
    const struct retention_input *input;
    enum retention_reason *reasons;
};

static bool is_of(
    const struct config_show *show, const struct catalogue_episode *episode)
{
    return strcmp(episode->show, show->name) == 0;
}

static int64_t media_bytes(const struct catalogue_episode *episode)
{
    return episode->mp3.length_bytes + episode->opus.length_bytes;
}

static bool is_in_feed(const struct look *look, size_t at)
{
    const struct catalogue_episode *episode = &look->input->episodes->items[at];

    return is_of(look->input->show, episode) &&
           episode->state == EPISODE_LISTED && !episode->hidden &&
           !look->reasons[at] && !episode_is_draft(episode, false);
}

/* The newest stays whatever happens: an empty feed is taken for a show that
 * is over. */
static size_t newest(const struct look *look)
{
    size_t at = look->input->episodes->count;

    while (at > 0 && !is_in_feed(look, at - 1))
        at--;
    return at ? at - 1 : 0;
}

static bool may_go(const struct look *look, size_t at)
{
    return is_in_feed(look, at) && look->input->has_media[at] &&
           !look->input->episodes->items[at].is_kept;
}

static void hide_old(struct look *look, size_t end)
{
    int64_t age = look->input->show->keep_age_s;

    for (size_t i = 0; age && i < end; i++)
        if (may_go(look, i) &&
            look->input->episodes->items[i].published + age <= look->input->now)
            look->reasons[i] = RETENTION_AGE;
}

static void hide_many(struct look *look, size_t end)
{
    int most = look->input->show->keep_count;
    int count = 0;

    for (size_t i = 0; i <= end && i < look->input->episodes->count; i++)
        count += is_in_feed(look, i);
    for (size_t i = 0; most && i < end && count > most; i++) {
        if (!may_go(look, i))
            continue;
        look->reasons[i] = RETENTION_COUNT;
        count--;
    }
}

/* What is hidden and waits for its grace, of all shows: they share a disk. */
static int64_t leaving_bytes(const struct look *look)
{
    const struct episode_list *episodes = look->input->episodes;
    int64_t sum = 0;

    for (size_t i = 0; i < episodes->count; i++) {
        const struct catalogue_episode *episode = &episodes->items[i];
        bool is_leaving = episode->hidden && episode->remove_at;
        if ((is_leaving || look->reasons[i]) && !episode->removed)
            sum += media_bytes(episode);
    }
    return sum;
}

static void hide_for_space(struct look *look, size_t end)
{
    int64_t wanted = look->input->show->keep_free_bytes;
    int64_t free_bytes = look->input->free_bytes + leaving_bytes(look);

    for (size_t i = 0; i < end && free_bytes < wanted; i++) {
        if (!may_go(look, i))
            continue;
        look->reasons[i] = RETENTION_SPACE;
        free_bytes += media_bytes(&look->input->episodes->items[i]);
    }
}

void retention_decide(
    const struct retention_input *input, enum retention_reason *reasons)
{
    struct look look = {input, reasons};
    size_t end = newest(&look);

    hide_old(&look, end);
    hide_many(&look, end);
    hide_for_space(&look, end);
}

const char *retention_reason_text(enum retention_reason reason)
{
    switch (reason) {
    case RETENTION_AGE:
        return "older than keep-age";
    case RETENTION_COUNT:
        return "more than keep-count";
    case RETENTION_SPACE:
        return "less than keep-free is free";
    default:
        return "";
    }
}

bool retention_removes(const struct catalogue_episode *episode, int64_t now)
{
    return episode->hidden && episode->remove_at && !episode->removed &&
           episode->remove_at <= now;
}

bool retention_frees_recording(const struct config_show *show,
    const struct catalogue_episode *episode, int64_t now)
{
    return show->keep_recordings_s && episode->state == EPISODE_LISTED &&
           !episode->hidden &&
           episode->published + show->keep_recordings_s <= now;
}

static int64_t sooner(int64_t due, int64_t other, int64_t now)
{
    return other > now && other < due ? other : due;
}

int64_t retention_due(const struct config_show *show,
    const struct catalogue_episode *episode, int64_t now)
{
    int64_t due = INT64_MAX;

    if (episode->hidden)
        return episode->remove_at && !episode->removed
                   ? sooner(due, episode->remove_at, now)
                   : due;
    if (episode->state < EPISODE_LISTED)
        return sooner(due, episode_publish_at(episode), now);
    if (show->keep_age_s && !episode->is_kept)
        due = sooner(due, episode->published + show->keep_age_s, now);
    if (show->keep_recordings_s)
        due = sooner(due, episode->published + show->keep_recordings_s, now);
    return due;
}
