/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/hook_environment.h"

#include <math.h>
#include <string.h>

#include "recorder/absolute_path.h"
#include "recorder/base/text.h"

/* What is passed on. A hook that needs more names a script that sets it. */
static const char *const inherited[] = {"PATH", "HOME", "USER", "LOGNAME",
    "SHELL", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ",
    "TMPDIR", "XDG_RUNTIME_DIR"};

#define INHERITED (sizeof inherited / sizeof inherited[0])
#define MOST_FACTS 10

/* A list under construction. */
struct environment {
    char **lines; /* zeroed, with place for all that may come */
    size_t count;
    bool has_failed;
};

const char *hook_name(enum hook_kind kind)
{
    static const char *const names[HOOK_KINDS] = {
        "start", "segment", "finish", "alarm"};

    return names[kind];
}

static void add(struct environment *to, const char *name, const char *value)
{
    own_value(text) line = {0};

    if (!value)
        return;
    text_appendf(&line, "%s=%s", name, value);
    char *taken = text_take(&line);
    if (taken)
        to->lines[to->count++] = taken;
    else
        to->has_failed = true;
}

static void add_real(
    struct environment *to, const char *name, int places, double value)
{
    own_value(text) number = {0};

    if (!isfinite(value))
        return;
    text_appendf(&number, "%.*f", places, value);
    to->has_failed |= number.has_failed;
    add(to, name, text_string(&number));
}

/* A hook may change folder before it opens the file. */
static void add_path(struct environment *to, const char *name, const char *stem,
    const char *suffix)
{
    own_value(text) path = {0};

    absolute_path_append(&path, stem);
    text_append(&path, suffix);
    to->has_failed |= path.has_failed;
    add(to, name, text_string(&path));
}

static void add_file(struct environment *to, const char *file)
{
    own_heap(char) stem = recording_stem(file);

    if (!stem) {
        to->has_failed = true;
        return;
    }
    add_path(to, "ROOMCAST_FILE", file, "");
    add_path(to, "ROOMCAST_LEDGER", stem, RECORDING_LEDGER_SUFFIX);
}

static void add_facts(struct environment *to, const struct hook_facts *facts)
{
    add(to, "ROOMCAST_EVENT", hook_name(facts->kind));
    add(to, "ROOMCAST_ROOM", facts->room);
    if (facts->file)
        add_file(to, facts->file);
    if (facts->alarm) {
        add(to, "ROOMCAST_ALARM", facts->alarm);
        add(to, "ROOMCAST_ALARM_STATE",
            facts->is_raised ? "raised" : "cleared");
    }
    add(to, "ROOMCAST_TEXT", facts->text);
    if (!facts->result)
        return;
    const struct loudness *loudness = &facts->result->loudness;
    add_real(
        to, "ROOMCAST_DURATION", 3, (double)facts->result->frames_48k / 48000);
    add_real(to, "ROOMCAST_LOUDNESS", 1, loudness->integrated_lufs);
    add_real(to, "ROOMCAST_TRUE_PEAK", 1, loudness->true_peak_dbtp);
}

char **hook_environment_new(const struct hook_facts *facts, struct err *err)
{
    struct environment to = {
        .lines = calloc(INHERITED + MOST_FACTS + 1, sizeof(char *))};

    if (!to.lines)
        return err_no_memory(err), NULL;
    for (size_t i = 0; i < INHERITED; i++)
        add(&to, inherited[i], getenv(inherited[i]));
    add_facts(&to, facts);
    if (!to.has_failed)
        return to.lines;
    hook_environment_free(to.lines);
    return err_no_memory(err), NULL;
}

void hook_environment_free(char **environment)
{
    for (char **line = environment; line && *line; line++)
        free(*line);
    free(environment);
}
