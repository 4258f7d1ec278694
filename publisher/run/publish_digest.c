/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_digest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "feeds/feed_date.h"
#include "publisher/catalogue/catalogue_events.h"
#include "publisher/catalogue/catalogue_read.h"
#include "publisher/catalogue/catalogue_trouble.h"
#include "recorder/base/own.h"

#define LAST_TIME "digest"
#define MINUTE_LETTERS 16

struct letter {
    const struct config *config;
    int64_t now;
    struct text happened;
    struct text failing;
    struct text drafts;
    struct text waiting; /* for its time, and no reason for a letter */
};

static void letter_clear(struct letter *letter)
{
    text_clear(&letter->happened);
    text_clear(&letter->failing);
    text_clear(&letter->drafts);
    text_clear(&letter->waiting);
}

/* "2026-11-22 18:00" */
static void append_time(struct text *text, int64_t utc)
{
    char iso[FEED_DATE_BYTES];

    feed_date_iso(utc, iso);
    iso[strcspn(iso, "T")] = ' ';
    text_append_bytes(text, iso, MINUTE_LETTERS);
}

static void on_event(void *user, int64_t happened, const char *line)
{
    struct letter *letter = user;

    text_append(&letter->happened, "  ");
    append_time(&letter->happened, happened);
    text_appendf(&letter->happened, "  %s\n", line);
}

static bool on_trouble(void *user, const char *subject,
    const struct catalogue_trouble *trouble, struct err *err)
{
    struct letter *letter = user;
    struct text *text = &letter->failing;

    (void)subject;
    (void)err;
    text_appendf(text, "  %s\n    tried %d time%s since ", trouble->reason,
        trouble->tries, trouble->tries == 1 ? "" : "s");
    append_time(text, trouble->since);
    text_append(
        text, trouble->parked ? ", given up: --retry tries again\n" : "\n");
    return true;
}

static bool is_review(const struct letter *letter, const char *name)
{
    for (size_t i = 0; i < letter->config->show_count; i++) {
        const struct config_show *show = &letter->config->shows[i];
        if (strcmp(show->name, name) == 0)
            return show->is_review;
    }
    return false;
}

static void add_waiting(
    struct letter *letter, const struct catalogue_episode *episode)
{
    int64_t publish_at = episode_publish_at(episode);

    if (episode->hidden || episode->removed || episode->trouble.reason)
        return;
    if (episode_is_draft(episode, is_review(letter, episode->show))) {
        text_appendf(&letter->drafts, "  %s/%s  %s\n", episode->show,
            episode->slug, episode_title(episode));
    } else if (episode->state < EPISODE_LISTED && publish_at > letter->now) {
        text_append(&letter->waiting, "  ");
        append_time(&letter->waiting, publish_at);
        text_appendf(&letter->waiting, "  %s/%s  %s\n", episode->show,
            episode->slug, episode_title(episode));
    }
}

static void append_part(
    struct text *letter, const char *title, const struct text *part)
{
    if (part->length)
        text_appendf(letter, "%s%s:\n%s", letter->length ? "\n" : "", title,
            text_string(part));
    letter->has_failed |= part->has_failed;
}

static bool append_happened(struct catalogue *catalogue, struct text *text,
    const struct letter *letter, struct err *err)
{
    own_heap(char) since = catalogue_recall(catalogue, LAST_TIME, err);
    own_value(text) title = {0};

    if (!since)
        return false;
    text_append(&title, "Happened");
    if (*since) {
        text_append(&title, " since ");
        append_time(&title, strtoll(since, NULL, 10));
        text_append(&title, " UTC");
    }
    append_part(text, text_string(&title), &letter->happened);
    return true;
}

bool publish_digest_append(const struct publish_digest *digest,
    struct text *text, int64_t *last, struct err *err)
{
    struct catalogue *catalogue = digest->catalogue;
    own_value(episode_list) episodes = {0};
    own_value(letter) letter = {.config = digest->config, .now = digest->now};

    if (!catalogue_read(catalogue, &episodes, err) ||
        !catalogue_read_events(catalogue, on_event, &letter, last, err) ||
        !catalogue_read_troubles(catalogue, on_trouble, &letter, err))
        return false;
    for (size_t i = 0; i < episodes.count; i++)
        add_waiting(&letter, &episodes.items[i]);
    if (!letter.happened.length && !letter.failing.length &&
        !letter.drafts.length)
        return true;
    if (!append_happened(catalogue, text, &letter, err))
        return false;
    append_part(text, "Fails", &letter.failing);
    append_part(text, "Drafts to be looked at", &letter.drafts);
    append_part(text, "Waits for its time (UTC)", &letter.waiting);
    return text_finish(text, err);
}

bool publish_digest_end(
    const struct publish_digest *digest, int64_t last, struct err *err)
{
    struct catalogue *catalogue = digest->catalogue;
    own_value(text) time = {0};

    text_appendf(&time, "%" PRId64, digest->now);
    return text_finish(&time, err) &&
           catalogue_forget_events(catalogue, last, err) &&
           catalogue_remember(catalogue, LAST_TIME, text_string(&time), err);
}
