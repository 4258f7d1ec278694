/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/hook_environment.h"

#include <math.h>

#include "recorder/base/absolute_path.h"
#include "recorder/base/environment.h"
#include "recorder/base/text.h"

const char *hook_name(enum hook_kind kind)
{
    static const char *const names[HOOK_KINDS] = {
        "start", "segment", "finish", "alarm"};

    return names[kind];
}

static void add_real(
    struct environment *to, const char *name, int places, double value)
{
    own_value(text) number = {0};

    if (!isfinite(value))
        return;
    text_appendf(&number, "%.*f", places, value);
    to->has_failed |= number.has_failed;
    environment_add(to, name, text_string(&number));
}

/* A hook may change folder before it opens the file. */
static void add_path(struct environment *to, const char *name, const char *stem,
    const char *suffix)
{
    own_value(text) path = {0};

    absolute_path_append(&path, stem);
    text_append(&path, suffix);
    to->has_failed |= path.has_failed;
    environment_add(to, name, text_string(&path));
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
    environment_add(to, "ROOMCAST_EVENT", hook_name(facts->kind));
    environment_add(to, "ROOMCAST_ROOM", facts->room);
    if (facts->file)
        add_file(to, facts->file);
    if (facts->alarm) {
        environment_add(to, "ROOMCAST_ALARM", facts->alarm);
        environment_add(to, "ROOMCAST_ALARM_STATE",
            facts->is_raised ? "raised" : "cleared");
    }
    environment_add(to, "ROOMCAST_TEXT", facts->text);
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
    own_value(environment) environment = {0};

    environment_inherit(&environment);
    add_facts(&environment, facts);
    return environment_take(&environment, err);
}
