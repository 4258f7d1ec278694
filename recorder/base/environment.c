/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/environment.h"

#include <stdlib.h>

#include "recorder/base/own.h"
#include "recorder/base/text.h"

static const char *const inherited[] = {"PATH", "HOME", "USER", "LOGNAME",
    "SHELL", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ",
    "TMPDIR", "XDG_RUNTIME_DIR"};

void environment_inherit(struct environment *environment)
{
    for (size_t i = 0; i < sizeof inherited / sizeof *inherited; i++)
        environment_add(environment, inherited[i], getenv(inherited[i]));
}

/* With a NULL behind them, always. */
static bool append(struct environment *environment, char *line)
{
    char **lines = line ? reallocarray(environment->lines,
                              environment->count + 2, sizeof *lines)
                        : NULL;

    if (!lines)
        return false;
    environment->lines = lines;
    lines[environment->count++] = line;
    lines[environment->count] = NULL;
    return true;
}

void environment_add(
    struct environment *environment, const char *name, const char *value)
{
    own_value(text) line = {0};

    if (!value)
        return;
    text_appendf(&line, "%s=%s", name, value);
    own_heap(char) taken = text_take(&line);
    if (append(environment, taken))
        taken = NULL;
    else
        environment->has_failed = true;
}

char **environment_take(struct environment *environment, struct err *err)
{
    if (environment->has_failed || !environment->lines)
        return err_no_memory(err), NULL;
    environment->count = 0;
    return take(environment->lines);
}

void environment_free(char **lines)
{
    for (char **line = lines; line && *line; line++)
        free(*line);
    free(lines);
}

void environment_clear(struct environment *environment)
{
    environment_free(environment->lines);
    *environment = (struct environment){0};
}
