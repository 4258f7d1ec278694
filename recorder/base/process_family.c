/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/process_family.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recorder/base/back_off.h"
#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/stop_signal.h"

#define SELF "/proc/self/exe"
#define TICK_NS CLOCK_SECOND_NS

/* One that lived for so long died by accident. */
#define LONG_LIFE_NS (60 * CLOCK_SECOND_NS)

struct child {
    const struct family_member *member;
    pid_t pid; /* 0: it does not run */
    int fd;    /* of the process, readable when it has ended */
    int64_t started_ns;
    int64_t restart_ns; /* INT64_MAX: never */
    struct back_off back_off;
};

struct watch {
    const struct process_family *family;
    struct child *children;
    struct pollfd *fds; /* one more */
    size_t count;
    bool is_stopping;
    bool has_failed; /* one did not end well */
};

/* --- One of them -------------------------------------------------------- */

/* In the child: becomes the member, whose parent is not to be outlived. The
 * signals of stop_signal_open() stay blocked: one that comes before it listens
 * waits until it does. */
__attribute__((noreturn)) static void become(
    const struct family_member *member, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() == parent)
        execv(SELF, (char *const *)member->words);
    _exit(EXIT_FAILED);
}

static void restart_later(struct child *child, int64_t now_ns)
{
    if (now_ns - child->started_ns > LONG_LIFE_NS)
        back_off_reset(&child->back_off);
    child->restart_ns = back_off_next_ns(&child->back_off, now_ns);
}

static void start(struct child *child)
{
    pid_t parent = getpid();

    child->started_ns = clock_monotonic_ns();
    child->restart_ns = INT64_MAX;
    child->pid = fork();
    if (child->pid == 0)
        become(child->member, parent);
    if (child->pid > 0)
        child->fd = pidfd_open(child->pid, 0);
    if (child->pid > 0 && child->fd >= 0)
        return;
    log_error("%s cannot be started: %m", child->member->name);
    if (child->pid > 0) {
        kill(child->pid, SIGKILL);
        waitpid(child->pid, NULL, 0);
    }
    child->pid = 0;
    restart_later(child, child->started_ns);
}

static void describe(int status, char *words, size_t room)
{
    if (WIFSIGNALED(status))
        snprintf(words, room, "was killed by signal %d", WTERMSIG(status));
    else
        snprintf(words, room, "ended with status %d", WEXITSTATUS(status));
}

static void take_end(struct watch *watch, struct child *child, int status)
{
    bool is_asked = watch->is_stopping || !watch->family->is_lasting;
    char words[48];

    if (is_asked && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_DONE)
        return;
    describe(status, words, sizeof words);
    if (watch->is_stopping)
        watch->has_failed = true;
    else
        restart_later(child, clock_monotonic_ns());
    log_error("%s %s%s", child->member->name, words,
        watch->is_stopping ? "" : "; it is started again");
}

static void reap(struct watch *watch, struct child *child)
{
    int status;

    if (child->pid == 0 || waitpid(child->pid, &status, WNOHANG) != child->pid)
        return;
    close(child->fd);
    child->fd = -1;
    child->pid = 0;
    take_end(watch, child, status);
}

/* --- All of them -------------------------------------------------------- */

static void reap_all(struct watch *watch)
{
    for (size_t i = 0; i < watch->count; i++)
        reap(watch, &watch->children[i]);
}

static void signal_all(const struct watch *watch, int number)
{
    for (size_t i = 0; i < watch->count; i++) {
        if (watch->children[i].pid > 0)
            kill(watch->children[i].pid, number);
    }
}

static bool is_any_left(const struct watch *watch)
{
    for (size_t i = 0; i < watch->count; i++) {
        if (watch->children[i].pid > 0 ||
            watch->children[i].restart_ns != INT64_MAX)
            return true;
    }
    return false;
}

static int64_t next_restart_ns(const struct watch *watch)
{
    int64_t next_ns = INT64_MAX;

    for (size_t i = 0; i < watch->count; i++) {
        if (watch->children[i].restart_ns < next_ns)
            next_ns = watch->children[i].restart_ns;
    }
    return next_ns;
}

static void start_due(struct watch *watch)
{
    int64_t now_ns = clock_monotonic_ns();

    for (size_t i = 0; i < watch->count; i++) {
        if (watch->children[i].restart_ns <= now_ns)
            start(&watch->children[i]);
    }
}

/* Waits until one ends, it is time, or a signal comes: true then. */
static bool wait_for_any(
    const struct watch *watch, int stop_fd, int64_t until_ns)
{
    struct pollfd *fds = watch->fds;
    int64_t rest_ns = until_ns - clock_monotonic_ns();
    int timeout_ms = -1;

    fds[0] = (struct pollfd){.fd = stop_fd, .events = POLLIN};
    for (size_t i = 0; i < watch->count; i++)
        fds[i + 1] = (struct pollfd){watch->children[i].fd, POLLIN, 0};
    if (until_ns != INT64_MAX)
        timeout_ms =
            rest_ns > 0 ? (int)(rest_ns / CLOCK_MILLISECOND_NS) + 1 : 0;
    poll(fds, (nfds_t)watch->count + 1, timeout_ms);
    return fds[0].revents && stop_signal_read(stop_fd);
}

/* Tells when the next is due; INT64_MAX: never. */
static int64_t tick(const struct watch *watch, bool is_over)
{
    const struct process_family *family = watch->family;
    int64_t now_ns = clock_monotonic_ns();

    if (!family->tick)
        return INT64_MAX;
    family->tick(family->user, now_ns, is_over);
    return now_ns + TICK_NS;
}

static void stop(struct watch *watch)
{
    int64_t deadline_ns = clock_monotonic_ns() + watch->family->patience_ns;

    watch->is_stopping = true;
    for (size_t i = 0; i < watch->count; i++)
        watch->children[i].restart_ns = INT64_MAX;
    signal_all(watch, SIGTERM);
    while (is_any_left(watch)) {
        wait_for_any(watch, -1, deadline_ns);
        reap_all(watch);
        if (clock_monotonic_ns() < deadline_ns)
            continue;
        signal_all(watch, SIGKILL);
        deadline_ns = INT64_MAX;
    }
}

static void keep_watch(struct watch *watch, int stop_fd)
{
    while (is_any_left(watch)) {
        int64_t tick_ns = tick(watch, false);
        int64_t restart_ns = next_restart_ns(watch);

        if (wait_for_any(
                watch, stop_fd, restart_ns < tick_ns ? restart_ns : tick_ns)) {
            stop(watch);
            break;
        }
        reap_all(watch);
        start_due(watch);
    }
    tick(watch, true);
}

enum exit_status process_family_run(
    const struct process_family *family, int stop_fd)
{
    own_heap(struct child) children = calloc(family->count, sizeof *children);
    own_heap(struct pollfd) fds = calloc(family->count + 1, sizeof *fds);
    struct watch watch = {.family = family,
        .children = children,
        .fds = fds,
        .count = family->count};

    if (!children || !fds) {
        struct err err;
        err_no_memory(&err);
        return log_failure(&err);
    }
    for (size_t i = 0; i < watch.count; i++) {
        children[i] = (struct child){.member = &family->members[i], .fd = -1};
        back_off_reset(&children[i].back_off);
        start(&children[i]);
    }
    keep_watch(&watch, stop_fd);
    return watch.has_failed ? EXIT_PARTLY : EXIT_DONE;
}
