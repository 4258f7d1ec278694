/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/file_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include "recorder/base/own.h"

bool file_lock_hold(int fd, const char *path, struct err *err)
{
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return true;
    if (errno == EWOULDBLOCK)
        return err_set(err, ERR_BUSY, "%s: in use by another program", path);
    return err_set_errno(err, ERR_IO, "lock %s", path);
}

int file_lock_open(const char *path, struct err *err)
{
    own_fd int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);

    if (fd < 0)
        return err_set_errno(err, ERR_IO, "open %s", path), -1;
    if (!file_lock_hold(fd, path, err))
        return -1;
    int held = fd;
    fd = -1;
    return held;
}
