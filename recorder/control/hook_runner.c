/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/hook_runner.h"

#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>

#include "recorder/base/clock.h"
#include "recorder/base/command_words.h"
#include "recorder/base/hook_process.h"
#include "recorder/base/text.h"

/* When the recorder is to stop, this long before it does. */
#define LAST_TERM_NS (500 * CLOCK_MILLISECOND_NS)

struct hook {
    enum hook_kind kind;
    char **environment;
    int tries;
    int64_t due_ns;
};

struct hook_runner {
    char **words[HOOK_KINDS]; /* NULL: nothing is run */
    struct hook_settings settings;
    int epoll_fd;
    struct hook waiting[HOOK_RUNNER_MOST]; /* in order */
    int count;
    struct hook running; /* while process.pid */
    struct hook_process process;
    int64_t signal_ns; /* when it gets its next signal */
    int signals;       /* it has got */
    int64_t end_ns;    /* when all is over; INT64_MAX: not soon */
    int64_t failures;
};

static bool is_of_file(enum hook_kind kind)
{
    return kind == HOOK_SEGMENT || kind == HOOK_FINISH;
}

struct hook_runner *hook_runner_new(
    const struct hook_settings *settings, struct err *err)
{
    own(hook_runner) runner = calloc(1, sizeof *runner);

    if (!runner)
        return err_no_memory(err), NULL;
    runner->settings = *settings;
    runner->process.fd = -1;
    runner->end_ns = INT64_MAX;
    runner->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (runner->epoll_fd < 0)
        return err_set_errno(err, ERR_IO, "poll hooks"), NULL;
    for (int kind = 0; kind < HOOK_KINDS; kind++) {
        const char *command = settings->commands[kind];
        if (!command)
            continue;
        runner->words[kind] = command_words_parse(command, err);
        if (!runner->words[kind])
            return err_prefix(err, "hook-%s", hook_name(kind)), NULL;
    }
    return take(runner);
}

static void tell_failure(
    struct hook_runner *runner, enum hook_kind kind, const char *why)
{
    own_value(text) line = {0};

    runner->failures++;
    text_appendf(&line, "hook-%s: %s", hook_name(kind), why);
    runner->settings.failed(runner->settings.user, text_string(&line));
}

static bool has_place(const struct hook_runner *runner, enum hook_kind kind)
{
    return runner->count <
           (is_of_file(kind) ? HOOK_RUNNER_MOST : HOOK_RUNNER_MOST_OTHERS);
}

void hook_runner_push(
    struct hook_runner *runner, const struct hook_facts *facts, int64_t now_ns)
{
    struct err err;

    if (!runner->words[facts->kind])
        return;
    if (!has_place(runner, facts->kind)) {
        tell_failure(runner, facts->kind, "not run: too many are waiting");
        return;
    }
    char **environment = hook_environment_new(facts, &err);
    if (!environment) {
        tell_failure(runner, facts->kind, err.text);
        return;
    }
    runner->waiting[runner->count++] = (struct hook){
        .kind = facts->kind, .environment = environment, .due_ns = now_ns};
}

int hook_runner_descriptor(const struct hook_runner *runner)
{
    return runner->epoll_fd;
}

int64_t hook_runner_deadline_ns(const struct hook_runner *runner)
{
    int64_t deadline_ns = runner->end_ns;

    if (hook_runner_is_idle(runner))
        return INT64_MAX;
    if (runner->process.pid)
        return runner->signal_ns < deadline_ns ? runner->signal_ns
                                               : deadline_ns;
    for (int i = 0; i < runner->count; i++) {
        if (runner->waiting[i].due_ns < deadline_ns)
            deadline_ns = runner->waiting[i].due_ns;
    }
    return deadline_ns;
}

static void remove_waiting(struct hook_runner *runner, int place)
{
    runner->count--;
    memmove(&runner->waiting[place], &runner->waiting[place + 1],
        (size_t)(runner->count - place) * sizeof runner->waiting[0]);
}

static void drop(struct hook *hook)
{
    environment_free(hook->environment);
    *hook = (struct hook){0};
}

/* It has failed: it will be tried again, or that was it. */
static void fail(struct hook_runner *runner, struct hook *hook, const char *why,
    int64_t now_ns)
{
    static const int64_t pauses_s[HOOK_RUNNER_TRIES - 1] = {5, 30, 120};
    bool is_last =
        !is_of_file(hook->kind) || hook->tries >= HOOK_RUNNER_TRIES ||
        runner->end_ns != INT64_MAX || runner->count >= HOOK_RUNNER_MOST;

    if (is_last) {
        tell_failure(runner, hook->kind, why);
        drop(hook);
        return;
    }
    hook->due_ns = now_ns + pauses_s[hook->tries - 1] * CLOCK_SECOND_NS;
    runner->waiting[runner->count++] = *hook;
    *hook = (struct hook){0};
}

static void describe_end(
    const struct hook_runner *runner, int status, struct text *why)
{
    if (runner->signals && runner->end_ns != INT64_MAX)
        text_append(why, "ended, because the recorder stops");
    else if (runner->signals)
        text_appendf(why, "took longer than %.0f s and was ended",
            (double)runner->settings.limit_ns / CLOCK_SECOND_NS);
    else if (WIFSIGNALED(status))
        text_appendf(why, "killed by signal %d", WTERMSIG(status));
    else
        text_appendf(why, "exit status %d", WEXITSTATUS(status));
    if (runner->running.tries > 1)
        text_appendf(why, ", at try %d", runner->running.tries);
}

static void reap(struct hook_runner *runner, int64_t now_ns)
{
    own_value(text) why = {0};
    int status;

    if (!hook_process_reap(&runner->process, &status))
        return;
    if (!runner->signals && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        drop(&runner->running);
        return;
    }
    describe_end(runner, status, &why);
    fail(runner, &runner->running, text_string(&why), now_ns);
}

/* Whatever of it does not hear SIGTERM gets SIGKILL. */
static void end_process(struct hook_runner *runner, int64_t now_ns)
{
    if (!runner->process.pid || now_ns < runner->signal_ns)
        return;
    hook_process_signal(&runner->process, runner->signals ? SIGKILL : SIGTERM);
    runner->signals++;
    runner->signal_ns = now_ns + HOOK_RUNNER_KILL_NS;
    if (runner->end_ns != INT64_MAX)
        runner->signal_ns = runner->end_ns;
}

static int first_due(const struct hook_runner *runner, int64_t now_ns)
{
    for (int i = 0; i < runner->count; i++) {
        if (runner->waiting[i].due_ns <= now_ns)
            return i;
    }
    return -1;
}

/* When the recorder stops, commands of files are never ended by us. */
static void plan_signals(struct hook_runner *runner, int64_t now_ns)
{
    runner->signals = 0;
    runner->signal_ns = now_ns + runner->settings.limit_ns;
    if (runner->end_ns == INT64_MAX)
        return;
    runner->signal_ns = is_of_file(runner->running.kind)
                            ? INT64_MAX
                            : runner->end_ns - LAST_TERM_NS;
}

static void start_one(struct hook_runner *runner, int place, int64_t now_ns)
{
    struct hook *hook = &runner->running;
    struct epoll_event event = {.events = EPOLLIN};
    struct err err;

    *hook = runner->waiting[place];
    remove_waiting(runner, place);
    hook->tries++;
    if (!hook_process_start(&runner->process, runner->words[hook->kind],
            hook->environment, &err)) {
        fail(runner, hook, err.text, now_ns);
        return;
    }
    plan_signals(runner, now_ns);
    /* Should it fail, the deadline still finds the end. */
    epoll_ctl(runner->epoll_fd, EPOLL_CTL_ADD, runner->process.fd, &event);
}

/* The time is up: what still waits is not run, what runs is left. */
static void end_all(struct hook_runner *runner)
{
    while (runner->count) {
        struct hook hook = runner->waiting[0];
        remove_waiting(runner, 0);
        tell_failure(runner, hook.kind, "not run: the recorder has stopped");
        drop(&hook);
    }
    if (!runner->process.pid)
        return;
    if (runner->signals)
        hook_process_signal(&runner->process, SIGKILL);
    tell_failure(runner, runner->running.kind,
        runner->signals ? "took too long and was ended"
                        : "still runs, and is left to itself");
    hook_process_leave(&runner->process);
    drop(&runner->running);
}

void hook_runner_work(struct hook_runner *runner, int64_t now_ns)
{
    int place;

    reap(runner, now_ns);
    end_process(runner, now_ns);
    while (!runner->process.pid && (place = first_due(runner, now_ns)) >= 0)
        start_one(runner, place, now_ns);
    if (now_ns >= runner->end_ns)
        end_all(runner);
}

void hook_runner_end(struct hook_runner *runner, int64_t now_ns)
{
    if (runner->end_ns != INT64_MAX)
        return;
    runner->end_ns = now_ns + HOOK_RUNNER_END_NS;
    for (int i = 0; i < runner->count; i++)
        runner->waiting[i].due_ns = now_ns;
    if (runner->process.pid && !runner->signals)
        plan_signals(runner, now_ns);
}

bool hook_runner_is_idle(const struct hook_runner *runner)
{
    return !runner->process.pid && !runner->count;
}

int hook_runner_waiting(const struct hook_runner *runner)
{
    return runner->count + (runner->process.pid ? 1 : 0);
}

int64_t hook_runner_failures(const struct hook_runner *runner)
{
    return runner->failures;
}

void hook_runner_free(struct hook_runner *runner)
{
    if (!runner)
        return;
    hook_process_leave(&runner->process);
    drop(&runner->running);
    for (int i = 0; i < runner->count; i++)
        drop(&runner->waiting[i]);
    for (int kind = 0; kind < HOOK_KINDS; kind++)
        free(runner->words[kind]);
    if (runner->epoll_fd >= 0)
        close(runner->epoll_fd);
    free(runner);
}
