/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/hook_process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

/* We block and ignore signals that a command expects to work. */
static bool set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none;
    sigset_t all;

    sigemptyset(&none);
    sigfillset(&all);
    return posix_spawnattr_setflags(
               attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                               POSIX_SPAWN_SETSIGDEF) == 0 &&
           posix_spawnattr_setpgroup(attributes, 0) == 0 &&
           posix_spawnattr_setsigmask(attributes, &none) == 0 &&
           posix_spawnattr_setsigdefault(attributes, &all) == 0;
}

/* Our standard output may be read by a program: it is not for hooks. */
static bool set_files(posix_spawn_file_actions_t *files)
{
    return posix_spawn_file_actions_addopen(
               files, STDIN_FILENO, "/dev/null", O_RDONLY, 0) == 0 &&
           posix_spawn_file_actions_adddup2(
               files, STDERR_FILENO, STDOUT_FILENO) == 0 &&
           posix_spawn_file_actions_addclosefrom_np(files, STDERR_FILENO + 1) ==
               0;
}

/* As posix_spawnp(3): 0 or an errno. */
static int spawn(pid_t *pid, char **words, char **environment)
{
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_t files;
    int error = ENOMEM;

    if (posix_spawnattr_init(&attributes) != 0)
        return ENOMEM;
    if (posix_spawn_file_actions_init(&files) == 0) {
        if (set_attributes(&attributes) && set_files(&files))
            error = posix_spawnp(
                pid, words[0], &files, &attributes, words, environment);
        posix_spawn_file_actions_destroy(&files);
    }
    posix_spawnattr_destroy(&attributes);
    return error;
}

bool hook_process_start(struct hook_process *process, char **words,
    char **environment, struct err *err)
{
    pid_t pid;

    errno = spawn(&pid, words, environment);
    if (errno)
        return err_set_errno(err, ERR_IO, "run %s", words[0]);
    int fd = pidfd_open(pid, 0);
    if (fd < 0) {
        err_set_errno(err, ERR_IO, "watch %s", words[0]);
        kill(-pid, SIGKILL);
        waitpid(pid, NULL, 0);
        return false;
    }
    *process = (struct hook_process){.pid = pid, .fd = fd};
    return true;
}

bool hook_process_reap(struct hook_process *process, int *status)
{
    int found = 0; /* and so it stays when SIGCHLD was ignored for us */

    if (!process->pid || waitpid(process->pid, &found, WNOHANG) == 0)
        return false;
    *status = found;
    hook_process_leave(process);
    return true;
}

void hook_process_signal(const struct hook_process *process, int number)
{
    if (process->pid)
        kill(-process->pid, number);
}

void hook_process_leave(struct hook_process *process)
{
    if (process->pid)
        close(process->fd);
    *process = (struct hook_process){.fd = -1};
}
