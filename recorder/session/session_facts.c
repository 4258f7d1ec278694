/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/session_facts.h"

#include <stdio.h>

#include "recorder/base/identifier.h"
#include "recorder/session/interrupted.h"

static void go_on_after_outage(
    struct recording_facts *facts, const struct session_settings *settings)
{
    struct recording_facts before;

    if (settings->folder && settings->resume_ns &&
        interrupted_find(settings->folder, facts->start_utc_ns,
            settings->resume_ns, &before))
        interrupted_go_on(&before, facts);
}

void session_facts_add(
    struct recording_facts *facts, const struct session_settings *settings)
{
    identifier_random(facts->id);
    facts->normalize = settings->normalize;
    facts->target_lufs = settings->target_lufs;
    snprintf(facts->room, sizeof facts->room, "%s", settings->room);
    snprintf(facts->title, sizeof facts->title, "%s",
        settings->title ? settings->title : "");
    snprintf(facts->source, sizeof facts->source, "%s", settings->source);
    go_on_after_outage(facts, settings);
}
