/* SPDX-License-Identifier: BSD-2-Clause */
/* roomcast record --workers: what watches over the recorders. */
#include "recorder/workers.h"

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

#define MOST 256
#define SELF "/proc/self/exe"

/* One that dies is started again after this, and later each time. */
#define RESTART_FIRST_NS CLOCK_SECOND_NS
#define RESTART_MOST_NS (60 * CLOCK_SECOND_NS)

/* One that lived for so long died by accident. */
#define LONG_LIFE_NS (60 * CLOCK_SECOND_NS)

/* How long they have to finish their files before they are killed. */
#define PATIENCE_NS (60 * CLOCK_SECOND_NS)

struct worker {
    int number; /* from 1 */
    pid_t pid;  /* 0: it does not run */
    int fd;     /* of the process, readable when it has ended */
    int64_t started_ns;
    int64_t restart_ns; /* INT64_MAX: never */
    int64_t restart_after_ns;
};

struct workers {
    struct worker list[MOST];
    int count;
    const struct record_job *job;
    bool is_stopping;
    bool has_failed; /* one did not end well */
};

static void add_option(
    const char **words, int *count, const char *name, const char *value)
{
    if (!value)
        return;
    words[(*count)++] = name;
    words[(*count)++] = value;
}

/* In the child: becomes the worker, whose parent is not to be outlived. */
__attribute__((noreturn)) static void become(
    const struct workers *workers, const struct worker *worker, pid_t parent)
{
    char shard[32];
    const struct record_job *job = workers->job;
    const char *words[16] = {"roomcast-record", "--config", job->config->path,
        "--all", "--shard", shard};
    int count = 6;
    sigset_t none;

    if (job->is_verbose)
        words[count++] = "--verbose";
    add_option(words, &count, "--metrics", job->metrics);
    add_option(words, &count, "--progress", job->progress);
    snprintf(shard, sizeof shard, "%d/%d", worker->number, workers->count);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (getppid() == parent)
        execv(SELF, (char *const *)words);
    _exit(EXIT_FAILED);
}

static void restart_later(struct worker *worker, int64_t now_ns)
{
    if (now_ns - worker->started_ns > LONG_LIFE_NS)
        worker->restart_after_ns = RESTART_FIRST_NS;
    worker->restart_ns = now_ns + worker->restart_after_ns;
    worker->restart_after_ns *= 2;
    if (worker->restart_after_ns > RESTART_MOST_NS)
        worker->restart_after_ns = RESTART_MOST_NS;
}

static void start(const struct workers *workers, struct worker *worker)
{
    pid_t parent = getpid();

    worker->started_ns = clock_monotonic_ns();
    worker->restart_ns = INT64_MAX;
    worker->pid = fork();
    if (worker->pid == 0)
        become(workers, worker, parent);
    if (worker->pid > 0)
        worker->fd = pidfd_open(worker->pid, 0);
    if (worker->pid > 0 && worker->fd >= 0)
        return;
    log_error("worker %d cannot be started: %m", worker->number);
    if (worker->pid > 0) {
        kill(worker->pid, SIGKILL);
        waitpid(worker->pid, NULL, 0);
    }
    worker->pid = 0;
    restart_later(worker, worker->started_ns);
}

/* What became of it, in words. */
static void describe(int status, char *words, size_t room)
{
    if (WIFSIGNALED(status))
        snprintf(words, room, "was killed by signal %d", WTERMSIG(status));
    else
        snprintf(words, room, "ended with status %d", WEXITSTATUS(status));
}

static void reap(struct workers *workers, struct worker *worker)
{
    char words[48];
    int status;

    if (waitpid(worker->pid, &status, WNOHANG) != worker->pid)
        return;
    close(worker->fd);
    worker->fd = -1;
    worker->pid = 0;
    if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_DONE)
        return;
    describe(status, words, sizeof words);
    if (workers->is_stopping) {
        workers->has_failed = true;
        log_error("worker %d %s", worker->number, words);
        return;
    }
    restart_later(worker, clock_monotonic_ns());
    log_error("worker %d %s; it is started again", worker->number, words);
}

static void signal_all(const struct workers *workers, int number)
{
    for (int i = 0; i < workers->count; i++) {
        if (workers->list[i].pid > 0)
            kill(workers->list[i].pid, number);
    }
}

static int64_t next_restart_ns(const struct workers *workers)
{
    int64_t next_ns = INT64_MAX;

    for (int i = 0; i < workers->count; i++) {
        if (workers->list[i].restart_ns < next_ns)
            next_ns = workers->list[i].restart_ns;
    }
    return next_ns;
}

static bool is_any_left(const struct workers *workers)
{
    for (int i = 0; i < workers->count; i++) {
        if (workers->list[i].pid > 0 ||
            workers->list[i].restart_ns != INT64_MAX)
            return true;
    }
    return false;
}

/* Waits until one ends, it is time, or a signal comes: true then. */
static bool wait_for_any(
    const struct workers *workers, int stop_fd, int64_t until_ns)
{
    struct pollfd fds[MOST + 1] = {{.fd = stop_fd, .events = POLLIN}};
    int64_t rest_ns = until_ns - clock_monotonic_ns();
    int timeout_ms = -1;

    for (int i = 0; i < workers->count; i++)
        fds[i + 1] = (struct pollfd){workers->list[i].fd, POLLIN, 0};
    if (until_ns != INT64_MAX)
        timeout_ms =
            rest_ns > 0 ? (int)(rest_ns / CLOCK_MILLISECOND_NS) + 1 : 0;
    poll(fds, (nfds_t)workers->count + 1, timeout_ms);
    return fds[0].revents && stop_signal_read(stop_fd);
}

static void reap_all(struct workers *workers)
{
    for (int i = 0; i < workers->count; i++) {
        if (workers->list[i].pid > 0)
            reap(workers, &workers->list[i]);
    }
}

static void start_due(struct workers *workers)
{
    for (int i = 0; i < workers->count; i++) {
        struct worker *worker = &workers->list[i];
        if (worker->restart_ns <= clock_monotonic_ns())
            start(workers, worker);
    }
}

static void stop(struct workers *workers)
{
    int64_t deadline_ns = clock_monotonic_ns() + PATIENCE_NS;

    workers->is_stopping = true;
    for (int i = 0; i < workers->count; i++)
        workers->list[i].restart_ns = INT64_MAX;
    signal_all(workers, SIGTERM);
    while (is_any_left(workers)) {
        wait_for_any(workers, -1, deadline_ns);
        reap_all(workers);
        if (clock_monotonic_ns() < deadline_ns)
            continue;
        signal_all(workers, SIGKILL);
        deadline_ns = INT64_MAX;
    }
}

enum exit_status workers_run(const struct record_job *job, int stop_fd)
{
    struct workers workers = {
        .count = job->workers < MOST ? job->workers : MOST, .job = job};

    for (int i = 0; i < workers.count; i++) {
        workers.list[i] = (struct worker){
            .number = i + 1, .fd = -1, .restart_after_ns = RESTART_FIRST_NS};
        start(&workers, &workers.list[i]);
    }
    while (is_any_left(&workers)) {
        if (wait_for_any(&workers, stop_fd, next_restart_ns(&workers))) {
            stop(&workers);
            break;
        }
        reap_all(&workers);
        start_due(&workers);
    }
    return workers.has_failed ? EXIT_PARTLY : EXIT_DONE;
}
