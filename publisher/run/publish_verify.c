/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_verify.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/catalogue/catalogue_trouble.h"
#include "publisher/episode/extra_prints.h"
#include "publisher/episode/media_key.h"
#include "recorder/base/clock.h"
#include "recorder/base/own.h"
#include "recorder/base/stop_signal.h"

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

/* What is wrong with the media of an episode; no text: nothing. */
struct finding {
    struct text text;
    bool is_damage; /* else they could not be read, and may be whole */
};

/* What is read of an episode, and where it is told. */
struct reading {
    const struct publish_run *run;
    const struct catalogue_episode *episode;
    struct finding *finding;
};

static bool read_one(
    void *user, const char *suffix, const char *integrity, struct err *err)
{
    const struct reading *reading = user;
    struct finding *finding = reading->finding;
    own_heap(char) key = media_key(reading->episode, suffix);
    const char *between = finding->text.length ? ", " : "";
    struct err reason = {0};
    bool is_whole = false;

    if (!key)
        return err_no_memory(err);
    if (!store_verify(
            reading->run->store, key, integrity, &is_whole, &reason)) {
        text_appendf(&finding->text, "%s%s", between, reason.text);
    } else if (!is_whole) {
        text_appendf(&finding->text, "%s%s/%s is not what was published",
            between, reading->run->order->config->site, key);
        finding->is_damage = true;
    }
    return text_finish(&finding->text, err);
}

static bool read_media(const struct publish_run *run,
    const struct catalogue_episode *episode, struct finding *finding,
    struct err *err)
{
    struct reading reading = {run, episode, finding};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct catalogue_media *media =
            (const void *)((const char *)episode + kinds[i].media);
        if (!read_one(&reading, kinds[i].suffix, media->integrity, err))
            return false;
    }
    return true;
}

static bool read_extras(const struct publish_run *run,
    const struct catalogue_episode *episode, struct finding *finding,
    struct err *err)
{
    struct reading reading = {run, episode, finding};

    return extra_prints_read(
        run->catalogue, run->store, episode, read_one, &reading, err);
}

static bool read_all(const struct publish_run *run,
    const struct catalogue_episode *episode, struct finding *finding,
    struct err *err)
{
    return read_media(run, episode, finding, err) &&
           read_extras(run, episode, finding, err);
}

/* What could not be read is not made again: the file may be whole, and the
 * disk, or the network before it, ill. */
static bool judge(struct publish_run *run, size_t at,
    const struct finding *finding, struct err *err)
{
    const struct catalogue_episode *episode = &run->episodes.items[at];
    own_value(text) subject = {0};
    struct err reason = {0};

    if (!name_trouble(episode, &subject, err))
        return false;
    if (!finding->text.length)
        return catalogue_end_trouble(
            run->catalogue, text_string(&subject), err);
    if (finding->is_damage)
        return name_map_set(run->damaged, episode->recording, at, err);
    run->has_unread = true;
    err_set(&reason, ERR_IO, "%s/%s: %s", episode->show, episode->slug,
        text_string(&finding->text));
    publish_run_fail(run, text_string(&subject), "", &reason);
    return true;
}

typedef bool file_reader(const struct publish_run *run,
    const struct catalogue_episode *episode, struct finding *finding,
    struct err *err);

static bool verify_one(
    struct publish_run *run, size_t at, file_reader *read, struct err *err)
{
    struct finding finding = {0};
    bool is_good = read(run, &run->episodes.items[at], &finding, err) &&
                   judge(run, at, &finding, err);

    text_clear(&finding.text);
    return is_good;
}

/* Small as they are, those of all episodes, and before pages are made from
 * them. That they are good says nothing of the media. */
static bool verify_extras(struct publish_run *run, struct err *err)
{
    bool is_good = true;

    for (size_t i = 0; i < run->episodes.count && is_good; i++) {
        struct finding finding = {0};
        if (!is_to_be_read(run, i) ||
            name_map_find(run->damaged, run->episodes.items[i].recording, NULL))
            continue;
        is_good = read_extras(run, &run->episodes.items[i], &finding, err) &&
                  (!finding.text.length || judge(run, i, &finding, err));
        text_clear(&finding.text);
    }
    return is_good;
}

/* Those that were damaged before. */
struct doubts {
    const struct publish_run *run;
    struct name_map *to_be_read; /* episodes, by recording */
    struct name_map *due;
    struct text over; /* subjects that nobody asks for, each with its NUL */
};

/* An episode that is hidden or gone, or whose file is not there, is another
 * trouble or none. */
static bool add_doubt(void *user, const char *subject,
    const struct catalogue_trouble *trouble, struct err *err)
{
    struct doubts *doubts = user;
    static const char begin[] = "media ";
    const char *recording = subject + strlen(begin);

    if (strncmp(subject, begin, strlen(begin)) != 0)
        return true;
    if (!name_map_find(doubts->to_be_read, recording, NULL)) {
        text_append_bytes(&doubts->over, subject, strlen(subject) + 1);
        return text_finish(&doubts->over, err);
    }
    return !trouble_is_due(trouble, "", doubts->run->order->now) ||
           name_map_set(doubts->due, recording, 0, err);
}

static bool find_doubts(struct doubts *doubts, struct err *err)
{
    const struct publish_run *run = doubts->run;

    for (size_t i = 0; i < run->episodes.count; i++)
        if (is_to_be_read(run, i) &&
            !name_map_set(
                doubts->to_be_read, run->episodes.items[i].recording, i, err))
            return false;
    return catalogue_read_troubles(run->catalogue, add_doubt, doubts, err);
}

static bool end_over(
    struct publish_run *run, const struct text *over, struct err *err)
{
    const char *subject = over->bytes;

    for (; subject < over->bytes + over->length; subject += strlen(subject) + 1)
        if (!catalogue_end_trouble(run->catalogue, subject, err))
            return false;
    return true;
}

static bool read_doubted(
    struct publish_run *run, struct doubts *doubts, struct err *err)
{
    if (!find_doubts(doubts, err) || !end_over(run, &doubts->over, err))
        return false;
    for (size_t i = 0; i < run->episodes.count; i++)
        if (name_map_find(
                doubts->due, run->episodes.items[i].recording, NULL) &&
            !verify_one(run, i, read_all, err))
            return false;
    return true;
}

static bool verify_doubted(struct publish_run *run, struct err *err)
{
    own(name_map) to_be_read = name_map_new(err);
    own(name_map) due = name_map_new(err);
    struct doubts doubts = {.run = run, .to_be_read = to_be_read, .due = due};

    bool is_good = to_be_read && due && read_doubted(run, &doubts, err);
    text_clear(&doubts.over);
    return is_good;
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

/* Not beyond what is damaged before it is mended or kept as trouble: a run
 * that is killed meanwhile forgets nothing. */
static bool remember_read(struct publish_run *run, size_t at, struct err *err)
{
    const char *recording = run->episodes.items[at].recording;

    run->has_damage =
        run->has_damage || name_map_find(run->damaged, recording, NULL);
    if (!run->has_damage)
        return catalogue_remember(run->catalogue, MEMORY, recording, err);
    free(run->verified);
    run->verified = strdup(recording);
    return run->verified || err_no_memory(err);
}

/* At least one, whatever the time is; but no more of a disk that cannot be
 * read. */
static bool read_on(
    struct publish_run *run, const struct name_map *before, struct err *err)
{
    int64_t end = clock_monotonic_ns() + run->order->verify_ns;
    size_t count = 0;
    size_t start;

    if (!find_start(run, &start, err))
        return false;
    for (size_t i = 0; i < run->episodes.count && !run->has_unread; i++) {
        size_t at = (start + i) % run->episodes.count;
        if (!is_to_be_read(run, at) ||
            name_map_find(before, run->episodes.items[at].recording, NULL))
            continue;
        if (count > 0 && (clock_monotonic_ns() >= end ||
                             stop_signal_is_there(run->order->stop_fd)))
            break;
        if (!verify_one(run, at, read_media, err) ||
            !remember_read(run, at, err))
            return false;
        count++;
    }
    tell_round(run, count);
    return true;
}

bool publish_verify(struct publish_run *run, struct err *err)
{
    run->damaged = name_map_new(err);
    return run->damaged && verify_doubted(run, err) &&
           (!run->order->verify_ns || verify_extras(run, err));
}

bool publish_verify_next(struct publish_run *run, struct err *err)
{
    own(name_map) before = take(run->damaged);

    run->has_unread = false;
    run->damaged = name_map_new(err);
    return run->damaged && read_on(run, before, err);
}

static bool tell_mended(struct publish_run *run,
    const struct catalogue_episode *episode, const char *subject,
    struct err *err)
{
    own_value(text) line = {0};

    text_appendf(&line,
        "%s/%s: files of it were damaged on the site, and have been made again "
        "from the recording",
        episode->show, episode->slug);
    publish_run_tell(run, PUBLISH_FAILED, "verify", episode, &line);
    return catalogue_end_trouble(run->catalogue, subject, err);
}

static bool tell_end(struct publish_run *run,
    const struct catalogue_episode *episode, struct finding *finding,
    struct err *err)
{
    own_value(text) subject = {0};
    struct err reason = {0};

    if (!name_trouble(episode, &subject, err))
        return false;
    if (!finding->text.length)
        return tell_mended(run, episode, text_string(&subject), err);
    if (finding->is_damage)
        text_appendf(&finding->text,
            "; it can be made again only from recording %s, or be put back "
            "from a copy",
            episode->recording);
    err_set(&reason, ERR_IO, "%s/%s: %s", episode->show, episode->slug,
        text_string(&finding->text));
    publish_run_fail(run, text_string(&subject), "", &reason);
    return true;
}

static bool end_one(struct publish_run *run,
    const struct catalogue_episode *episode, struct err *err)
{
    struct finding finding = {0};
    bool is_good = read_all(run, episode, &finding, err) &&
                   tell_end(run, episode, &finding, err);

    text_clear(&finding.text);
    return is_good;
}

bool publish_verify_end(struct publish_run *run, struct err *err)
{
    for (size_t i = 0; i < run->episodes.count; i++) {
        const struct catalogue_episode *episode = &run->episodes.items[i];
        if (name_map_find(run->damaged, episode->recording, NULL) &&
            !end_one(run, episode, err))
            return false;
    }
    return !run->verified ||
           catalogue_remember(run->catalogue, MEMORY, run->verified, err);
}
