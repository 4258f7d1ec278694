/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/unpublished.h"

#include <stdlib.h>
#include <string.h>

#include "publisher/episode/episode_maker.h"
#include "publisher/episode/part_table.h"
#include "publisher/run/planner.h"
#include "publisher/spool/spool.h"
#include "publisher/store/store.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"

/* Where the listener of a scan puts what it is told. */
struct telling {
    const struct unpublished_view *view;
    struct text *text;
};

struct unpublished_item {
    const char *state;
    const char *path;
    const char *id; /* NULL: not known */
    const char *reason;
};

static void append_object(
    struct text *text, const struct unpublished_item *item)
{
    struct err ignored;
    own(jdoc) doc = jdoc_new();

    jdoc_set_string(doc, "state", item->state);
    jdoc_set_any_text(doc, "path", item->path);
    if (item->id)
        jdoc_set_string(doc, "id", item->id);
    jdoc_set_any_text(doc, "reason", item->reason);
    own_heap(char) line = doc ? jdoc_format(doc, &ignored) : NULL;
    if (line)
        text_appendf(text, "%s\n", line);
    else
        text->has_failed = true;
}

static void append(
    const struct telling *telling, const struct unpublished_item *item)
{
    if (telling->view->is_json)
        append_object(telling->text, item);
    else
        text_appendf(telling->text, "%-10s  %s: %s\n", item->state, item->path,
            item->reason);
}

static void on_fault(void *user, const struct spool_fault *fault)
{
    const struct unpublished_item item = {
        .state = "unreadable",
        .path = fault->path,
        .reason = fault->changed
                      ? "it has no end yet: it may be on its way here"
                      : fault->reason.text,
    };

    append(user, &item);
}

static bool is_known(const struct unpublished_view *view,
    const struct part_table *parts, const char *id)
{
    if (part_table_episode(parts, id))
        return true;
    for (size_t i = 0; i < view->known->count; i++)
        if (strcmp(view->known->items[i].recording, id) == 0)
            return true;
    return false;
}

/* Of each known episode; NULL on failure. */
static bool *find_media(const struct unpublished_view *view, struct err *err)
{
    own_heap(bool) has_media = calloc(view->known->count + 1, sizeof(bool));
    own(store) store = store_directory_new(view->config->site, err);

    if (!has_media)
        return err_no_memory(err), NULL;
    for (size_t i = 0; store && i < view->known->count; i++)
        if (!episode_has_media(
                store, &view->known->items[i], &has_media[i], err))
            return NULL;
    return store ? take(has_media) : NULL;
}

/* As the next run will. */
static bool plan(const struct unpublished_view *view,
    const struct part_table *parts, const struct spool *spool,
    struct publish_plan *made, struct err *err)
{
    own_heap(bool) has_media = find_media(view, err);
    const struct plan_input input = {
        .config = view->config,
        .spool = spool,
        .known = view->known,
        .parts = parts,
        .has_media = has_media,
        .now = view->now,
        .free_bytes = INT64_MAX,
    };

    return has_media && planner_make(&input, made, err);
}

/* Retention leaves it out for that; NULL: it does not. */
static const char *left_for(const struct publish_plan *made, const char *id)
{
    for (size_t i = 0; i < made->end_count; i++)
        if (made->ends[i].kind == PUBLISH_LEAVE &&
            strcmp(made->ends[i].episode.recording, id) == 0)
            return made->ends[i].reason;
    return NULL;
}

static void append_reason(
    const struct publish_plan *made, const char *id, struct text *reason)
{
    const char *left = left_for(made, id);

    if (left)
        text_appendf(reason,
            "it would leave the feed at once, %s: no run publishes it", left);
    else
        text_append(reason,
            "no run has made one of it; `roomcast publish --dry-run` tells "
            "what the next does");
}

static void append_recordings(const struct telling *telling,
    const struct part_table *parts, const struct spool *spool,
    const struct publish_plan *made)
{
    for (size_t i = 0; i < spool->recording_count; i++) {
        const struct spool_recording *recording = &spool->recordings[i];
        own_value(text) reason = {0};
        if (is_known(telling->view, parts, recording->facts.id))
            continue;
        append_reason(made, recording->facts.id, &reason);
        const struct unpublished_item item = {
            .state = "no episode",
            .path = recording->path,
            .id = recording->facts.id,
            .reason = text_string(&reason),
        };
        append(telling, &item);
    }
}

static void append_leftovers(
    const struct telling *telling, const struct spool *spool)
{
    for (size_t i = 0; i < spool->leftover_count; i++) {
        const struct unpublished_item item = {
            .state = "unfinished",
            .path = spool->leftovers[i],
            .reason = "it is being recorded, or the next run finishes it",
        };
        append(telling, &item);
    }
}

bool unpublished_append(
    const struct unpublished_view *view, struct text *text, struct err *err)
{
    struct telling telling = {.view = view, .text = text};
    own_value(spool) spool = {0};
    own_value(publish_plan) made = {0};
    own(part_table) parts = part_table_read(view->catalogue, err);

    if (!parts || !spool_scan(view->config, &spool, on_fault, &telling, err) ||
        !plan(view, parts, &spool, &made, err))
        return false;
    append_recordings(&telling, parts, &spool, &made);
    append_leftovers(&telling, &spool);
    return true;
}
