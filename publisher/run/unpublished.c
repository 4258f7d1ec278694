/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/unpublished.h"

#include <string.h>

#include "publisher/episode/part_table.h"
#include "publisher/spool/spool.h"
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

static void append_recordings(const struct telling *telling,
    const struct part_table *parts, const struct spool *spool)
{
    for (size_t i = 0; i < spool->recording_count; i++) {
        const struct spool_recording *recording = &spool->recordings[i];
        const struct unpublished_item item = {
            .state = "no episode",
            .path = recording->path,
            .id = recording->facts.id,
            .reason = "no run has made one of it; `roomcast publish "
                      "--dry-run` tells what the next does",
        };
        if (!is_known(telling->view, parts, recording->facts.id))
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
    own(part_table) parts = part_table_read(view->catalogue, err);

    if (!parts || !spool_scan(view->config, &spool, on_fault, &telling, err))
        return false;
    append_recordings(&telling, parts, &spool);
    append_leftovers(&telling, &spool);
    return true;
}
