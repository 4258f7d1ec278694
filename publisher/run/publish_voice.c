/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_voice.h"

#include <math.h>
#include <stdio.h>

#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/terminal.h"
#include "recorder/base/text.h"

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

/* As much of its name as a line has room for: one that wraps cannot be wiped.
 * Names of shows and folders are ASCII. */
static void format_progress(
    const struct publish_event *event, size_t columns, struct text *line)
{
    own_value(text) name = {0};
    own_value(text) share = {0};

    text_appendf(&name, "%s/%s", event->episode->show, event->episode->slug);
    text_appendf(&share, "  %.0f %%", floor(100 * event->done));
    text_appendf(line, "rendering %zu of %zu: ", event->at, event->count);
    size_t taken = line->length + share.length;
    size_t most = columns > taken ? columns - taken : 0;
    text_appendf(
        line, "%.*s%s", (int)most, text_string(&name), text_string(&share));
}

static void draw(struct publish_voice *voice, const struct publish_event *event)
{
    int64_t now = clock_monotonic_ns();
    own_value(text) line = {0};

    if (!voice->is_terminal || now < voice->next_ns)
        return;
    voice->next_ns = now + PERIOD_NS;
    size_t columns = (size_t)terminal_columns();
    format_progress(event, columns, &line);
    fprintf(stderr, "\r\x1b[K%.*s", (int)columns, text_string(&line));
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
