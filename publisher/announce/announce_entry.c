/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/announce/announce_entry.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/text.h"
#include "recorder/base/whole_file.h"

#define MOST_BYTES 65536
#define KEY_BYTES 32

struct announce_entry {
    struct jdoc *doc;
};

static const char *const states[] = {"", "waits", "told", "given up"};

static struct announce_entry *hold(struct jdoc *doc)
{
    struct announce_entry *entry = calloc(1, sizeof *entry);

    if (!entry || !doc) {
        jdoc_free(doc);
        free(entry);
        return NULL;
    }
    entry->doc = doc;
    return entry;
}

static void set(struct jdoc *doc, const char *key, const char *value)
{
    if (value)
        jdoc_set_string(doc, key, value);
}

struct announce_entry *announce_entry_new(
    const struct announcement *news, const char *print)
{
    struct jdoc *doc = jdoc_new();

    set(doc, "print", print);
    set(doc, "reason", announcement_reason_name(news->reason));
    set(doc, "show", news->show);
    set(doc, "title", news->title);
    set(doc, "medium", news->medium);
    set(doc, "feed", news->feed);
    set(doc, "other_feed", news->other_feed);
    set(doc, "episode_title", news->episode_title);
    set(doc, "episode_url", news->episode_url);
    set(doc, "episode_guid", news->episode_guid);
    return hold(doc);
}

bool announce_entry_read(
    const char *path, struct announce_entry **entry, struct err *err)
{
    own_value(text) bytes = {0};
    enum announcement_reason reason;
    struct err ignored;

    *entry = NULL;
    if (access(path, F_OK) != 0 && errno == ENOENT)
        return true;
    if (!whole_file_read(path, MOST_BYTES, &bytes, err))
        return err_prefix(err, "%s", path);
    own(jdoc) doc = jdoc_parse(text_string(&bytes), bytes.length, &ignored);
    if (!doc || !jdoc_string(doc, "show") || !jdoc_string(doc, "feed") ||
        !announcement_reason_parse(jdoc_string(doc, "reason"), &reason))
        return true;
    *entry = hold(take(doc));
    return *entry || err_no_memory(err);
}

bool announce_entry_write(
    const struct announce_entry *entry, const char *path, struct err *err)
{
    own_heap(char) line = jdoc_format(entry->doc, err);

    return line && durable_replace(path, 0644, line, strlen(line), err);
}

bool announce_entry_has_print(
    const struct announce_entry *entry, const char *print)
{
    const char *ours = jdoc_string(entry->doc, "print");

    return ours && strcmp(ours, print) == 0;
}

struct announcement announce_entry_news(const struct announce_entry *entry)
{
    const struct jdoc *doc = entry->doc;
    struct announcement news = {
        .show = jdoc_string(doc, "show"),
        .title = jdoc_string(doc, "title"),
        .medium = jdoc_string(doc, "medium"),
        .feed = jdoc_string(doc, "feed"),
        .other_feed = jdoc_string(doc, "other_feed"),
        .episode_title = jdoc_string(doc, "episode_title"),
        .episode_url = jdoc_string(doc, "episode_url"),
        .episode_guid = jdoc_string(doc, "episode_guid"),
    };

    announcement_reason_parse(jdoc_string(doc, "reason"), &news.reason);
    return news;
}

static void make_key(
    char key[KEY_BYTES], enum announce_place place, const char *suffix)
{
    snprintf(key, KEY_BYTES, "%s%s", announce_place_name(place), suffix);
}

struct announce_progress announce_entry_progress(
    const struct announce_entry *entry, enum announce_place place)
{
    struct announce_progress progress = {0};
    const char *state = jdoc_string(entry->doc, announce_place_name(place));
    char key[KEY_BYTES];
    int64_t tries = 0;

    for (int i = ANNOUNCE_WAITS; state && i <= ANNOUNCE_GIVEN_UP; i++) {
        if (strcmp(state, states[i]) == 0)
            progress.state = (enum announce_state)i;
    }
    make_key(key, place, "_tries");
    jdoc_whole(entry->doc, key, &tries);
    progress.tries = tries > 0 && tries < 1000 ? (int)tries : 0;
    make_key(key, place, "_next");
    jdoc_whole(entry->doc, key, &progress.next);
    return progress;
}

void announce_entry_set(struct announce_entry *entry, enum announce_place place,
    const struct announce_progress *progress)
{
    char key[KEY_BYTES];

    jdoc_set_string(
        entry->doc, announce_place_name(place), states[progress->state]);
    make_key(key, place, "_tries");
    jdoc_set_whole(entry->doc, key, progress->tries);
    make_key(key, place, "_next");
    jdoc_set_whole(entry->doc, key, progress->next);
}

void announce_entry_free(struct announce_entry *entry)
{
    if (!entry)
        return;
    jdoc_free(entry->doc);
    free(entry);
}
