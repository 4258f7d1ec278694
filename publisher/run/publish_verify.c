/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_verify.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/catalogue/catalogue_trouble.h"
#include "publisher/episode/media_key.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"

/* The id of the episode that was read last. */
#define MEMORY "verified"

static const struct {
    const char *suffix;
    size_t media; /* offset of its figures in an episode */
} kinds[] = {
    {".opus", offsetof(struct catalogue_episode, opus)},
    {".mp3", offsetof(struct catalogue_episode, mp3)},
};

/* What trouble with its media is kept as. */
static bool name_trouble(const struct catalogue_episode *episode,
    struct text *subject, struct err *err)
{
    text_appendf(subject, "media %s", episode->recording);
    return text_finish(subject, err);
}

/* What is hidden, is checked when somebody wants it back; what is not there is
 * made again by every run. */
static bool is_to_be_read(const struct publish_run *run, size_t at)
{
    const struct catalogue_episode *episode = &run->episodes.items[at];

    return episode->state == EPISODE_LISTED && !episode->hidden &&
           run->has_media[at];
}

static bool read_one(const struct publish_run *run,
    const struct catalogue_episode *episode, size_t kind, struct text *damage,
    struct err *err)
{
    const struct catalogue_media *media =
        (const void *)((const char *)episode + kinds[kind].media);
    own_heap(char) key = media_key(episode, kinds[kind].suffix);
    struct err reason = {0};
    bool is_whole = false;

    if (!key)
        return err_no_memory(err);
    if (!store_verify(run->store, key, media->integrity, &is_whole, &reason))
        text_appendf(damage, "%s%s", damage->length ? ", " : "", reason.text);
    else if (!is_whole)
        text_appendf(damage, "%s%s/%s is not what was published",
            damage->length ? ", " : "", run->order->config->site, key);
    return text_finish(damage, err);
}

/* Nothing of what is whole. */
static bool find_damage(const struct publish_run *run,
    const struct catalogue_episode *episode, struct text *damage,
    struct err *err)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!read_one(run, episode, i, damage, err))
            return false;
    return true;
}

static bool verify_one(struct publish_run *run, size_t at, struct err *err)
{
    const struct catalogue_episode *episode = &run->episodes.items[at];
    own_value(text) subject = {0};
    own_value(text) damage = {0};

    if (!name_trouble(episode, &subject, err) ||
        !find_damage(run, episode, &damage, err))
        return false;
    if (!damage.length)
        return catalogue_end_trouble(
            run->catalogue, text_string(&subject), err);
    return name_map_set(run->damaged, episode->recording, at, err);
}

/* Those that were damaged before. */
struct doubts {
    struct publish_run *run;
    struct name_map *names;
};

static bool add_doubt(void *user, const char *subject,
    const struct catalogue_trouble *trouble, struct err *err)
{
    const struct doubts *doubts = user;
    static const char begin[] = "media ";

    return strncmp(subject, begin, strlen(begin)) != 0 ||
           !trouble_is_due(trouble, "", doubts->run->order->now) ||
           name_map_set(doubts->names, subject + strlen(begin), 0, err);
}

static bool verify_doubted(struct publish_run *run, struct err *err)
{
    own(name_map) names = name_map_new(err);
    struct doubts doubts = {run, names};

    if (!names ||
        !catalogue_read_troubles(run->catalogue, add_doubt, &doubts, err))
        return false;
    for (size_t i = 0; i < run->episodes.count; i++)
        if (name_map_find(names, run->episodes.items[i].recording, NULL) &&
            is_to_be_read(run, i) && !verify_one(run, i, err))
            return false;
    return true;
}

static bool find_start(
    const struct publish_run *run, size_t *start, struct err *err)
{
    own_heap(char) last = catalogue_recall(run->catalogue, MEMORY, err);

    *start = 0;
    for (size_t i = 0; last && i < run->episodes.count; i++)
        if (strcmp(run->episodes.items[i].recording, last) == 0)
            *start = i + 1;
    return last != NULL;
}

static void tell_round(const struct publish_run *run, size_t count)
{
    own_value(text) line = {0};

    text_appendf(
        &line, "read the media of %zu episode%s", count, count == 1 ? "" : "s");
    publish_run_tell(run, PUBLISH_NOTE, "verify", NULL, &line);
}

/* At least one, whatever the time is. */
static bool verify_next(struct publish_run *run, struct err *err)
{
    int64_t end = clock_monotonic_ns() + run->order->verify_ns;
    size_t count = 0;
    size_t start;

    if (!find_start(run, &start, err))
        return false;
    for (size_t i = 0; i < run->episodes.count; i++) {
        size_t at = (start + i) % run->episodes.count;
        if (!is_to_be_read(run, at))
            continue;
        if (count++ > 0 && clock_monotonic_ns() >= end)
            break;
        if (!verify_one(run, at, err) ||
            !catalogue_remember(
                run->catalogue, MEMORY, run->episodes.items[at].recording, err))
            return false;
    }
    tell_round(run, count);
    return true;
}

bool publish_verify(struct publish_run *run, struct err *err)
{
    run->damaged = name_map_new(err);
    return run->damaged && verify_doubted(run, err) &&
           (!run->order->verify_ns || verify_next(run, err));
}

static bool tell_mended(struct publish_run *run,
    const struct catalogue_episode *episode, const char *subject,
    struct err *err)
{
    own_value(text) line = {0};

    text_appendf(&line,
        "%s/%s: its media were damaged on the site, and have been made again "
        "from the recording",
        episode->show, episode->slug);
    publish_run_tell(run, PUBLISH_FAILED, "verify", episode, &line);
    return catalogue_end_trouble(run->catalogue, subject, err);
}

static bool end_one(struct publish_run *run,
    const struct catalogue_episode *episode, struct err *err)
{
    own_value(text) subject = {0};
    own_value(text) damage = {0};
    struct err reason = {0};

    if (!name_trouble(episode, &subject, err) ||
        !find_damage(run, episode, &damage, err))
        return false;
    if (!damage.length)
        return tell_mended(run, episode, text_string(&subject), err);
    err_set(&reason, ERR_IO,
        "%s/%s: %s; it can be made again only from recording %s, or be put "
        "back from a copy",
        episode->show, episode->slug, text_string(&damage), episode->recording);
    publish_run_fail(run, text_string(&subject), "", &reason);
    return true;
}

bool publish_verify_end(struct publish_run *run, struct err *err)
{
    for (size_t i = 0; i < run->episodes.count; i++) {
        const struct catalogue_episode *episode = &run->episodes.items[i];
        if (name_map_find(run->damaged, episode->recording, NULL) &&
            !end_one(run, episode, err))
            return false;
    }
    return true;
}
