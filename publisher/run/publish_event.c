/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_event.h"

#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"

static const char *const kinds[] = {
    "done", "planned", "failed", "note", "news", "progress"};

static void set_episode(
    struct jdoc *doc, const struct catalogue_episode *episode, const char *url)
{
    own_value(text) page = {0};

    jdoc_set_string(doc, "show", episode->show);
    jdoc_set_string(doc, "episode", episode->slug);
    jdoc_set_string(doc, "title", episode_title(episode));
    jdoc_set_string(doc, "recording", episode->recording);
    jdoc_set_string(doc, "guid", episode->guid);
    text_appendf(&page, "%s/%s/%s/", url, episode->show, episode->slug);
    jdoc_set_string(doc, "url", text_string(&page));
    if (episode->number)
        jdoc_set_whole(doc, "number", episode->number);
    if (episode->season)
        jdoc_set_whole(doc, "season", episode->season);
}

char *publish_event_json(
    const struct publish_event *event, const char *url, struct err *err)
{
    own(jdoc) doc = jdoc_new();

    jdoc_set_string(doc, "event", kinds[event->kind]);
    if (event->action)
        jdoc_set_string(doc, "action", event->action);
    if (event->subject)
        jdoc_set_any_text(doc, "subject", event->subject);
    if (event->episode)
        set_episode(doc, event->episode, url);
    if (event->line)
        jdoc_set_any_text(doc, "text", event->line);
    if (event->kind == PUBLISH_FAILED) {
        jdoc_set_whole(doc, "tries", event->tries);
        jdoc_set_bool(doc, "parked", event->is_parked);
    }
    return jdoc_format(doc, err);
}
