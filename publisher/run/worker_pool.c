/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/worker_pool.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MOST_WORKERS 256

/* In a worker its end of the pipe is moved here, and all above is closed. */
#define PIPE_FD 3

/* What goes through the pipe: small enough to go in one piece (PIPE_BUF). */
struct message {
    enum { MESSAGE_PROGRESS, MESSAGE_GOOD, MESSAGE_BAD } kind;
    double done;
    union {
        struct err err;
        char result[WORKER_RESULT_MOST];
    };
};

struct worker {
    pid_t process; /* 0: none */
    int fd;
    struct worker_task task;
};

struct worker_pool {
    int most;
    int count;
    struct worker workers[MOST_WORKERS];
};

int worker_pool_cores(void)
{
    cpu_set_t set;

    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

struct worker_pool *worker_pool_new(int most, struct err *err)
{
    struct worker_pool *pool = calloc(1, sizeof *pool);

    if (!pool)
        return err_no_memory(err), NULL;
    pool->most = most < MOST_WORKERS ? most : MOST_WORKERS;
    return pool;
}

bool worker_pool_is_full(const struct worker_pool *pool)
{
    return pool->count == pool->most;
}

/* A reader that is gone is no reason to fail: then we die with it. */
static void send(const struct message *message)
{
    while (write(PIPE_FD, message, sizeof *message) < 0 && errno == EINTR)
        ;
}

/* A render tells more often than anybody can see. */
static void send_progress(void *user, double done)
{
    double *last = user;
    struct message message = {.kind = MESSAGE_PROGRESS, .done = done};

    if (done < *last + 0.005)
        return;
    *last = done;
    send(&message);
}

/* The lock of the run must not outlive it in a worker, nor a blocked signal
 * or a handler of ours be in force. */
static void leave_parent(int fd, pid_t parent)
{
    sigset_t none;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(EXIT_FAILURE);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (fd != PIPE_FD && dup2(fd, PIPE_FD) < 0)
        _exit(EXIT_FAILURE);
    close_range(PIPE_FD + 1, ~0U, 0);
    fcntl(PIPE_FD, F_SETFD, FD_CLOEXEC);
}

static _Noreturn void run(const struct worker_task *task, int fd, pid_t parent)
{
    double last = 0;
    const struct render_progress progress = {send_progress, &last};
    struct message message = {0};
    struct err err = {0};

    leave_parent(fd, parent);
    bool is_good = task->work(task->user, &progress, message.result, &err);
    message.kind = is_good ? MESSAGE_GOOD : MESSAGE_BAD;
    if (!is_good)
        message.err = err;
    send(&message);
    /* Not exit(): what stdio and the catalogue hold is our parent's. */
    _exit(EXIT_SUCCESS);
}

static struct worker *free_worker(struct worker_pool *pool)
{
    struct worker *worker = pool->workers;

    while (worker->process)
        worker++;
    return worker;
}

bool worker_pool_start(
    struct worker_pool *pool, const struct worker_task *task, struct err *err)
{
    pid_t parent = getpid();
    int fds[2];

    if (pipe2(fds, O_CLOEXEC) != 0)
        return err_set_errno(err, ERR_IO, "make a pipe");
    pid_t process = fork();
    if (process == 0)
        run(task, fds[1], parent);
    close(fds[1]);
    if (process < 0) {
        close(fds[0]);
        return err_set_errno(err, ERR_IO, "start a process");
    }
    *free_worker(pool) =
        (struct worker){.process = process, .fd = fds[0], .task = *task};
    pool->count++;
    return true;
}

static void end(struct worker_pool *pool, struct worker *worker, int *status)
{
    close(worker->fd);
    while (waitpid(worker->process, status, 0) < 0 && errno == EINTR)
        ;
    *worker = (struct worker){0};
    pool->count--;
}

static void explain_loss(int status, struct err *err)
{
    if (WIFSIGNALED(status))
        err_set(err, ERR_FORMAT, "its process was ended by signal %d (%s)",
            WTERMSIG(status), strsignal(WTERMSIG(status)));
    else
        err_set(err, ERR_FORMAT, "its process ended with status %d",
            WEXITSTATUS(status));
}

static enum worker_step take_end(struct worker_pool *pool,
    struct worker *worker, const struct message *message,
    struct worker_news *news)
{
    bool is_good = message->kind == MESSAGE_GOOD;
    int status;

    if (is_good)
        memcpy(worker->task.result, message->result, worker->task.result_bytes);
    else
        news->err = message->err;
    end(pool, worker, &status);
    return is_good ? WORKER_DONE : WORKER_LOST;
}

static enum worker_step take_message(
    struct worker_pool *pool, struct worker *worker, struct worker_news *news)
{
    struct message message;
    int status;
    ssize_t got;

    while ((got = read(worker->fd, &message, sizeof message)) < 0 &&
           errno == EINTR)
        ;
    news->user = worker->task.user;
    if (got != sizeof message) {
        kill(worker->process, SIGKILL);
        end(pool, worker, &status);
        explain_loss(status, &news->err);
        return WORKER_LOST;
    }
    if (message.kind != MESSAGE_PROGRESS)
        return take_end(pool, worker, &message, news);
    news->done = message.done;
    return WORKER_PROGRESS;
}

/* Fills `waits` with the stop descriptor and those of all workers. */
static nfds_t list_waits(const struct worker_pool *pool, int stop_fd,
    struct pollfd waits[MOST_WORKERS + 1])
{
    nfds_t count = 0;

    waits[count++] = (struct pollfd){.fd = stop_fd, .events = POLLIN};
    for (int i = 0; i < MOST_WORKERS; i++)
        if (pool->workers[i].process)
            waits[count++] =
                (struct pollfd){.fd = pool->workers[i].fd, .events = POLLIN};
    return count;
}

static struct worker *ready_worker(
    struct worker_pool *pool, const struct pollfd *waits, nfds_t count)
{
    for (nfds_t i = 1; i < count; i++) {
        if (!waits[i].revents)
            continue;
        struct worker *worker = pool->workers;
        while (!worker->process || worker->fd != waits[i].fd)
            worker++;
        return worker;
    }
    return NULL;
}

enum worker_step worker_pool_next(struct worker_pool *pool, int stop_fd,
    struct worker_news *news, struct err *err)
{
    struct pollfd waits[MOST_WORKERS + 1];

    if (pool->count == 0)
        return WORKER_IDLE;
    for (;;) {
        nfds_t count = list_waits(pool, stop_fd, waits);
        if (poll(waits, count, -1) < 0) {
            if (errno == EINTR)
                continue;
            err_set_errno(err, ERR_IO, "wait for the renders");
            return WORKER_FAILED;
        }
        if (waits[0].revents)
            return WORKER_STOPPED;
        struct worker *worker = ready_worker(pool, waits, count);
        if (worker)
            return take_message(pool, worker, news);
    }
}

void worker_pool_free(struct worker_pool *pool)
{
    int status;

    if (!pool)
        return;
    for (int i = 0; i < MOST_WORKERS; i++) {
        struct worker *worker = &pool->workers[i];
        if (!worker->process)
            continue;
        kill(worker->process, SIGKILL);
        end(pool, worker, &status);
    }
    free(pool);
}
