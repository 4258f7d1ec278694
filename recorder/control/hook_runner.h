/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands that a room has run when something happens. They run one after
 * the other, each in a process of its own, and nothing here ever waits.
 *
 *     hook_runner_push(runner, &facts, now_ns);
 *     poll(hook_runner_descriptor(runner) …,
 *         until hook_runner_deadline_ns(runner))
 *     hook_runner_work(runner, now_ns);
 *     hook_runner_end(runner, now_ns);             the recorder is to stop
 *     … until hook_runner_is_idle(runner)
 *     hook_runner_free(runner);
 *
 * A command that takes longer than its limit gets SIGTERM, five seconds later
 * SIGKILL, with all of its process group. One that was started for a finished
 * file and fails is tried again after 5 s, 30 s and 2 minutes: those files are
 * what hooks are for. Of a failure the listener is told in one line.
 *
 * A recorder that is to stop waits 2 s and no longer: a hook of a finished
 * file that still runs then is left to itself, any other has been ended.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_HOOK_RUNNER_H
#define ROOMCAST_RECORDER_CONTROL_HOOK_RUNNER_H

#include <stdint.h>

#include "recorder/control/hook_environment.h"

/* How many may wait; files are still taken when others no longer are. */
#define HOOK_RUNNER_MOST 64
#define HOOK_RUNNER_MOST_OTHERS 16

/* After SIGTERM; between tries; and when the recorder is to stop. */
#define HOOK_RUNNER_KILL_NS INT64_C(5000000000)
#define HOOK_RUNNER_TRIES 4
#define HOOK_RUNNER_END_NS INT64_C(2000000000)

struct hook_settings {
    const char *commands[HOOK_KINDS]; /* for command_words_parse(); or NULL */
    int64_t limit_ns;
    void *user;
    void (*failed)(void *user, const char *text);
};

struct hook_runner;

/* Commands are copied. ERR_CONFIG when one makes no sense. */
struct hook_runner *hook_runner_new(
    const struct hook_settings *settings, struct err *err);

/* Queues the command of that kind, if there is one. The facts are copied. */
void hook_runner_push(
    struct hook_runner *runner, const struct hook_facts *facts, int64_t now_ns);

/* To be polled for input. */
int hook_runner_descriptor(const struct hook_runner *runner);

/* When it wants to be called although nothing came; INT64_MAX: never. */
int64_t hook_runner_deadline_ns(const struct hook_runner *runner);

void hook_runner_work(struct hook_runner *runner, int64_t now_ns);

/* What waits for another try has its last one now, and all is over at now_ns
 * + HOOK_RUNNER_END_NS. The first call counts. */
void hook_runner_end(struct hook_runner *runner, int64_t now_ns);

/* Nothing runs and nothing waits. */
bool hook_runner_is_idle(const struct hook_runner *runner);

/* How many wait or run; how many commands have failed for good. */
int hook_runner_waiting(const struct hook_runner *runner);
int64_t hook_runner_failures(const struct hook_runner *runner);

/* A command that runs is left to itself. NULL is fine. */
void hook_runner_free(struct hook_runner *runner);
OWNED(hook_runner)

#endif
