/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/command_run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/command_words.h"
#include "recorder/base/own.h"
#include "recorder/base/process_tether.h"

#define MOST_COMPLAINT_BYTES 4096
#define POLL_MS 200

/* What a command leaves behind may hold its outputs for ever: so long after
 * its end they are still read. */
#define LAST_WORDS_NS CLOCK_SECOND_NS

/* A command while it runs. */
struct running {
    struct process_tether tether; /* its process group */
    pid_t pid;                    /* 0: it is gone */
    int status;                   /* then, as waitpid(2) gives it */
    int end; /* becomes readable when it has ended (pidfd_open(2)) */
    int out;
    int complaints;
    struct text said; /* on standard error */
};

static void reap(struct running *run)
{
    while (waitpid(run->pid, &run->status, 0) < 0 && errno == EINTR)
        ;
    run->pid = 0;
}

static void running_clear(struct running *run)
{
    process_tether_clear(&run->tether);
    if (run->pid > 0)
        reap(run);
    if (run->end >= 0)
        close(run->end);
    if (run->out >= 0)
        close(run->out);
    if (run->complaints >= 0)
        close(run->complaints);
    text_clear(&run->said);
}

/* We block and ignore signals that a command expects to work. */
static bool set_attributes(posix_spawnattr_t *attributes, pid_t group)
{
    sigset_t none;
    sigset_t all;

    sigemptyset(&none);
    sigfillset(&all);
    return posix_spawnattr_setpgroup(attributes, group) == 0 &&
           posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setsigdefault(attributes, &all) == 0 &&
           posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP |
                                                    POSIX_SPAWN_SETSIGMASK |
                                                    POSIX_SPAWN_SETSIGDEF) == 0;
}

static bool set_files(posix_spawn_file_actions_t *actions, const int out[2],
    const int complaints[2])
{
    return posix_spawn_file_actions_addopen(
               actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
           posix_spawn_file_actions_adddup2(actions, out[1], STDOUT_FILENO) ==
               0 &&
           posix_spawn_file_actions_adddup2(
               actions, complaints[1], STDERR_FILENO) == 0;
}

static bool spawn(struct running *run, const struct command_run *order,
    char *const *argv, const int out[2], const int complaints[2])
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    bool is_spawned;

    if (posix_spawn_file_actions_init(&actions) != 0)
        return false;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return false;
    }
    is_spawned = set_files(&actions, out, complaints) &&
                 set_attributes(&attributes, run->tether.group) &&
                 posix_spawnp(&run->pid, argv[0], &actions, &attributes, argv,
                     order->environment ? order->environment : environ) == 0;
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (!is_spawned)
        run->pid = 0;
    return is_spawned;
}

/* The words of the command, and what stands behind them. */
static char **make_arguments(
    char *const *words, const char *argument, struct err *err)
{
    size_t count = 0;

    while (words[count])
        count++;
    char **argv = calloc(count + 2, sizeof *argv);
    if (!argv) {
        err_no_memory(err);
        return NULL;
    }
    memcpy(argv, words, count * sizeof *argv);
    argv[count] = (char *)argument;
    return argv;
}

static bool start(
    struct running *run, const struct command_run *order, struct err *err)
{
    own_heap(char *) words = command_words_parse(order->command, err);
    own_heap(char *) argv =
        words ? make_arguments(words, order->argument, err) : NULL;
    int out[2];
    int complaints[2];

    if (!argv || !process_tether_open(&run->tether, err))
        return false;
    if (pipe2(out, O_CLOEXEC) != 0)
        return err_set_errno(err, ERR_IO, "pipe");
    run->out = out[0];
    if (pipe2(complaints, O_CLOEXEC) != 0) {
        close(out[1]);
        return err_set_errno(err, ERR_IO, "pipe");
    }
    run->complaints = complaints[0];
    bool is_spawned = spawn(run, order, argv, out, complaints);
    close(out[1]);
    close(complaints[1]);
    if (!is_spawned)
        return err_set(err, ERR_IO, "it cannot be started");
    run->end = pidfd_open(run->pid, 0);
    return run->end >= 0 || err_set_errno(err, ERR_IO, "watch it");
}

/* Reads what is there; *fd is -1 at its end. */
static bool read_some(int *fd, struct text *into)
{
    char block[16384];
    ssize_t got = read(*fd, block, sizeof block);

    if (got < 0)
        return errno == EINTR || errno == EAGAIN;
    text_append_bytes(into, block, (size_t)got);
    if (got == 0) {
        close(*fd);
        *fd = -1;
    }
    return true;
}

static bool listen_once(struct running *run, const struct command_run *order,
    struct text *printed, struct err *err)
{
    struct pollfd ends[] = {
        {.fd = run->out, .events = POLLIN},
        {.fd = run->complaints, .events = POLLIN},
        {.fd = order->stop_fd, .events = POLLIN},
        {.fd = run->pid > 0 ? run->end : -1, .events = POLLIN},
    };

    if (poll(ends, 4, POLL_MS) < 0 && errno != EINTR)
        return err_set_errno(err, ERR_IO, "poll");
    if (ends[2].revents)
        return err_set(err, ERR_BUSY, "interrupted");
    if ((ends[0].revents && !read_some(&run->out, printed)) ||
        (ends[1].revents && !read_some(&run->complaints, &run->said)))
        return err_set_errno(err, ERR_IO, "read");
    if (ends[3].revents)
        reap(run);
    if (run->said.length > MOST_COMPLAINT_BYTES)
        text_reset(&run->said);
    return printed->length <= order->most_bytes ||
           err_set(err, ERR_LIMIT, "it prints too much");
}

/* Its last words. */
static const char *complaint(struct text *said)
{
    if (!said->length || said->has_failed)
        return "it says nothing";
    while (said->length && said->bytes[said->length - 1] == '\n')
        said->bytes[--said->length] = '\0';
    const char *line = strrchr(said->bytes, '\n');
    return line ? line + 1 : said->bytes;
}

static bool judge(struct running *run, struct err *err)
{
    if (WIFEXITED(run->status) && WEXITSTATUS(run->status) == 0)
        return true;
    if (WIFSIGNALED(run->status))
        return err_set(
            err, ERR_FORMAT, "killed by signal %d", WTERMSIG(run->status));
    return err_set(err, ERR_FORMAT, "exit status %d: %.300s",
        WEXITSTATUS(run->status), complaint(&run->said));
}

static bool wait_for_end(struct running *run, const struct command_run *order,
    struct text *printed, struct err *err)
{
    int64_t until = clock_monotonic_ns() + order->limit_ns;

    while (run->pid > 0) {
        if (clock_monotonic_ns() >= until)
            return err_set(err, ERR_LIMIT, "it takes more than %lld s",
                (long long)(order->limit_ns / CLOCK_SECOND_NS));
        if (!listen_once(run, order, printed, err))
            return false;
    }
    return true;
}

static bool hear_last_words(struct running *run,
    const struct command_run *order, struct text *printed, struct err *err)
{
    int64_t until = clock_monotonic_ns() + LAST_WORDS_NS;

    while (
        (run->out >= 0 || run->complaints >= 0) && clock_monotonic_ns() < until)
        if (!listen_once(run, order, printed, err))
            return false;
    return true;
}

bool command_run(
    const struct command_run *order, struct text *printed, struct err *err)
{
    own_value(running) run = {
        .tether = PROCESS_TETHER_NONE, .end = -1, .out = -1, .complaints = -1};

    return start(&run, order, err) && wait_for_end(&run, order, printed, err) &&
           hear_last_words(&run, order, printed, err) && judge(&run, err) &&
           text_finish(printed, err);
}
