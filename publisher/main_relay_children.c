/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_children.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/log.h"
#include "recorder/base/own.h"
#include "recorder/base/stop_signal.h"

#define SELF "/proc/self/exe"
#define TICK_NS CLOCK_SECOND_NS

/* One that dies is started again after this, and later each time. */
#define RESTART_FIRST_NS CLOCK_SECOND_NS
#define RESTART_MOST_NS (60 * CLOCK_SECOND_NS)

/* One that lived for so long died by accident. */
#define LONG_LIFE_NS (60 * CLOCK_SECOND_NS)

/* They take leave of their servers within ten seconds. */
#define PATIENCE_NS (15 * CLOCK_SECOND_NS)

struct child {
    struct relay_child what;
    pid_t pid; /* 0: it does not run */
    int fd;    /* of the process, readable when it has ended */
    int64_t started_ns;
    int64_t restart_ns; /* INT64_MAX: never */
    int64_t restart_after_ns;
};

struct children {
    const struct relay_family *family;
    struct child *list;
    struct pollfd *fds; /* one more */
    size_t count;
    bool is_stopping;
    bool has_failed; /* one did not end well */
};

/* In the child: becomes the relay, whose parent is not to be outlived. */
__attribute__((noreturn)) static void become(
    const struct relay_family *family, const struct child *child, pid_t parent)
{
    char target[16];
    const char *words[12] = {"roomcast-relay", "--config", family->config,
        "--room", child->what.room, "--target", target};
    int count = 7;
    sigset_t none;

    if (family->is_verbose)
        words[count++] = "--verbose";
    if (family->is_syslog)
        words[count] = "--syslog";
    snprintf(target, sizeof target, "%d", child->what.target);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (getppid() == parent)
        execv(SELF, (char *const *)words);
    _exit(EXIT_FAILED);
}

static void restart_later(struct child *child, int64_t now_ns)
{
    if (now_ns - child->started_ns > LONG_LIFE_NS)
        child->restart_after_ns = RESTART_FIRST_NS;
    child->restart_ns = now_ns + child->restart_after_ns;
    child->restart_after_ns *= 2;
    if (child->restart_after_ns > RESTART_MOST_NS)
        child->restart_after_ns = RESTART_MOST_NS;
}

static void start(const struct children *children, struct child *child)
{
    pid_t parent = getpid();

    child->started_ns = clock_monotonic_ns();
    child->restart_ns = INT64_MAX;
    child->pid = fork();
    if (child->pid == 0)
        become(children->family, child, parent);
    if (child->pid > 0)
        child->fd = pidfd_open(child->pid, 0);
    if (child->pid > 0 && child->fd >= 0)
        return;
    log_error("%s, target %d, cannot be started: %m", child->what.room,
        child->what.target);
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

static void take_end(struct children *children, struct child *child, int status)
{
    char words[48];

    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_DONE &&
        children->is_stopping)
        return;
    describe(status, words, sizeof words);
    children->has_failed |= children->is_stopping;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_USAGE) {
        children->has_failed = true;
        log_error(
            "%s, target %d, is given up", child->what.room, child->what.target);
        return;
    }
    if (!children->is_stopping)
        restart_later(child, clock_monotonic_ns());
    log_error("%s, target %d, %s%s", child->what.room, child->what.target,
        words, children->is_stopping ? "" : "; it is started again");
}

static void reap(struct children *children, struct child *child)
{
    int status;

    if (child->pid == 0 || waitpid(child->pid, &status, WNOHANG) != child->pid)
        return;
    close(child->fd);
    child->fd = -1;
    child->pid = 0;
    take_end(children, child, status);
}

static void reap_all(struct children *children)
{
    for (size_t i = 0; i < children->count; i++)
        reap(children, &children->list[i]);
}

static void signal_all(const struct children *children, int number)
{
    for (size_t i = 0; i < children->count; i++) {
        if (children->list[i].pid > 0)
            kill(children->list[i].pid, number);
    }
}

static bool is_any_left(const struct children *children)
{
    for (size_t i = 0; i < children->count; i++) {
        if (children->list[i].pid > 0 ||
            children->list[i].restart_ns != INT64_MAX)
            return true;
    }
    return false;
}

static void start_due(struct children *children)
{
    int64_t now_ns = clock_monotonic_ns();

    for (size_t i = 0; i < children->count; i++) {
        if (children->list[i].pid == 0 &&
            children->list[i].restart_ns <= now_ns)
            start(children, &children->list[i]);
    }
}

/* Waits until one ends, for a second at most, or a signal comes: true then. */
static bool wait_for_any(const struct children *children, int stop_fd)
{
    struct pollfd *fds = children->fds;

    fds[0] = (struct pollfd){.fd = stop_fd, .events = POLLIN};
    for (size_t i = 0; i < children->count; i++)
        fds[i + 1] = (struct pollfd){children->list[i].fd, POLLIN, 0};
    poll(fds, (nfds_t)children->count + 1,
        (int)(TICK_NS / CLOCK_MILLISECOND_NS));
    return fds[0].revents && stop_signal_read(stop_fd);
}

static void tick(const struct children *children, bool is_over)
{
    const struct relay_family *family = children->family;

    if (family->tick)
        family->tick(family->user, clock_monotonic_ns(), is_over);
}

static void stop(struct children *children)
{
    int64_t deadline_ns = clock_monotonic_ns() + PATIENCE_NS;

    children->is_stopping = true;
    for (size_t i = 0; i < children->count; i++)
        children->list[i].restart_ns = INT64_MAX;
    signal_all(children, SIGTERM);
    while (is_any_left(children)) {
        wait_for_any(children, -1);
        reap_all(children);
        if (clock_monotonic_ns() < deadline_ns)
            continue;
        signal_all(children, SIGKILL);
        deadline_ns = INT64_MAX;
    }
}

static void watch(struct children *children, int stop_fd)
{
    while (is_any_left(children)) {
        tick(children, false);
        if (wait_for_any(children, stop_fd)) {
            stop(children);
            break;
        }
        reap_all(children);
        start_due(children);
    }
    tick(children, true);
}

enum exit_status relay_children_run(
    const struct relay_family *family, int stop_fd)
{
    own_heap(struct child) list = calloc(family->child_count, sizeof *list);
    own_heap(struct pollfd) fds = calloc(family->child_count + 1, sizeof *fds);
    struct children children = {.family = family,
        .list = list,
        .fds = fds,
        .count = family->child_count};

    if (!list || !fds) {
        struct err err;
        err_no_memory(&err);
        return log_failure(&err);
    }
    for (size_t i = 0; i < children.count; i++) {
        list[i] = (struct child){.what = family->children[i],
            .fd = -1,
            .restart_after_ns = RESTART_FIRST_NS};
        start(&children, &list[i]);
    }
    watch(&children, stop_fd);
    return children.has_failed ? EXIT_PARTLY : EXIT_DONE;
}
