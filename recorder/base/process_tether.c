/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/process_tether.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Signals that our handlers take are none of the leader's business: it goes
 * when we have gone. */
static _Noreturn void hold(int fd)
{
    sigset_t all;
    char byte;

    sigfillset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    if (setpgid(0, 0) != 0 || dup2(fd, STDIN_FILENO) < 0)
        _exit(EXIT_FAILURE);
    close_range(STDIN_FILENO + 1, ~0U, 0);
    while (read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR)
        ;
    kill(0, SIGKILL);
    _exit(EXIT_FAILURE);
}

bool process_tether_open(struct process_tether *tether, struct err *err)
{
    int fds[2];

    if (pipe2(fds, O_CLOEXEC) != 0)
        return err_set_errno(err, ERR_IO, "make a pipe");
    pid_t group = fork();
    if (group == 0) {
        close(fds[1]);
        hold(fds[0]);
    }
    close(fds[0]);
    if (group < 0) {
        close(fds[1]);
        return err_set_errno(err, ERR_IO, "start a process");
    }
    /* Whoever of both comes first; the group is there when we return. */
    setpgid(group, group);
    *tether = (struct process_tether){.group = group, .fd = fds[1]};
    return true;
}

void process_tether_clear(struct process_tether *tether)
{
    if (tether->group > 0) {
        kill(-tether->group, SIGKILL);
        while (waitpid(tether->group, NULL, 0) < 0 && errno == EINTR)
            ;
    }
    if (tether->fd >= 0)
        close(tether->fd);
    *tether = (struct process_tether)PROCESS_TETHER_NONE;
}
