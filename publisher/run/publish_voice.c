/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_voice.h"

#include <math.h>
#include <stdio.h>

#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/terminal.h"

#define PERIOD_NS (200 * CLOCK_MILLISECOND_NS)

void publish_voice_begin(struct publish_voice *voice)
{
    voice->is_terminal =
        terminal_has_controls() && !voice->is_quiet && !voice->is_json;
}

static void wipe(struct publish_voice *voice)
{
    if (!voice->is_shown)
        return;
    fputs("\r\x1b[K", stderr);
    fflush(stderr);
    voice->is_shown = false;
}

static void draw(struct publish_voice *voice, const struct publish_event *event)
{
    int64_t now = clock_monotonic_ns();

    if (!voice->is_terminal || now < voice->next_ns)
        return;
    voice->next_ns = now + PERIOD_NS;
    fprintf(stderr, "\r\x1b[Krendering %zu of %zu: %s/%s  %.0f %%", event->at,
        event->count, event->episode->show, event->episode->slug,
        floor(100 * event->done));
    fflush(stderr);
    voice->is_shown = true;
}

/* A text that cannot be put into JSON is still worth a word. */
static void say_json(
    const struct publish_voice *voice, const struct publish_event *event)
{
    struct err err;
    own_heap(char) line = publish_event_json(event, voice->url, &err);

    if (line)
        printf("%s\n", line);
    else
        log_failure(&err);
    fflush(stdout);
}

static bool is_wanted(
    const struct publish_voice *voice, const struct publish_event *event)
{
    if (event->kind == PUBLISH_NOTE)
        return log_shows(LOG_LEVEL_NOTE);
    if (event->kind == PUBLISH_NEWS)
        return log_shows(LOG_LEVEL_NOTE) || voice->is_json;
    return event->kind == PUBLISH_FAILED || event->kind == PUBLISH_PLANNED ||
           !voice->is_quiet;
}

static void say(const struct publish_event *event)
{
    switch (event->kind) {
    case PUBLISH_FAILED:
        log_error("%s", event->line);
        break;
    case PUBLISH_NOTE:
    case PUBLISH_NEWS:
        log_note("%s", event->line);
        break;
    default:
        log_result("%s", event->line);
        break;
    }
}

void publish_voice_tell(void *user, const struct publish_event *event)
{
    struct publish_voice *voice = user;

    if (event->kind == PUBLISH_PROGRESS) {
        draw(voice, event);
        return;
    }
    if (!is_wanted(voice, event))
        return;
    wipe(voice);
    if (voice->is_json)
        say_json(voice, event);
    else
        say(event);
}

void publish_voice_end(struct publish_voice *voice)
{
    wipe(voice);
}
