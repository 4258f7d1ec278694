/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_hook.h"

#include <signal.h>

#include "recorder/base/command_words.h"
#include "recorder/base/environment.h"
#include "recorder/base/hook_process.h"

struct relay_hook {
    char **words; /* NULL: none is run */
    const char *room;
    int64_t limit_ns;
    bool is_missing;
    int64_t missing_ns; /* since when */
    bool is_raised;
    struct hook_process process;
    int64_t started_ns;
};

struct relay_hook *relay_hook_new(
    const char *command, const char *room, int64_t limit_ns, struct err *err)
{
    own(relay_hook) hook = calloc(1, sizeof *hook);

    if (!hook)
        return err_no_memory(err), NULL;
    hook->room = room;
    hook->limit_ns = limit_ns;
    if (command && !(hook->words = command_words_parse(command, err)))
        return NULL;
    return take(hook);
}

static void reap(struct relay_hook *hook, int64_t now_ns)
{
    int status;

    if (!hook_process_reap(&hook->process, &status) &&
        now_ns - hook->started_ns > hook->limit_ns)
        hook_process_signal(&hook->process, SIGKILL);
}

/* As the recorder's hooks are told. */
static char **environment_of(const struct relay_hook *hook, const char *text)
{
    own_value(environment) environment = {0};
    struct err ignored;

    environment_inherit(&environment);
    environment_add(&environment, "ROOMCAST_EVENT", "alarm");
    environment_add(&environment, "ROOMCAST_ROOM", hook->room);
    environment_add(&environment, "ROOMCAST_ALARM", "relay");
    environment_add(&environment, "ROOMCAST_ALARM_STATE",
        hook->is_raised ? "raised" : "cleared");
    environment_add(&environment, "ROOMCAST_TEXT", text);
    return environment_take(&environment, &ignored);
}

/* A relay goes on whatever becomes of its hook. */
static void run(struct relay_hook *hook, const char *text, int64_t now_ns)
{
    struct err ignored;

    if (!hook->words)
        return;
    hook->started_ns = now_ns;
    char **environment = environment_of(hook, text);
    if (environment)
        hook_process_start(&hook->process, hook->words, environment, &ignored);
    environment_free(environment);
}

enum relay_alarm relay_hook_update(
    struct relay_hook *hook, bool is_missing, const char *text, int64_t now_ns)
{
    reap(hook, now_ns);
    if (is_missing && !hook->is_missing)
        hook->missing_ns = now_ns;
    hook->is_missing = is_missing;
    /* Who heard that it is raised must hear that it is cleared. */
    if (hook->process.pid > 0 || hook->is_raised == is_missing ||
        (is_missing && now_ns - hook->missing_ns < RELAY_ALARM_NS))
        return RELAY_ALARM_SAME;
    hook->is_raised = is_missing;
    run(hook, text, now_ns);
    return is_missing ? RELAY_ALARM_RAISED : RELAY_ALARM_CLEARED;
}

void relay_hook_free(struct relay_hook *hook)
{
    if (!hook)
        return;
    hook_process_leave(&hook->process);
    free(hook->words);
    free(hook);
}
