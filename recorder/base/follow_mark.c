/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/follow_mark.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include "recorder/base/own.h"
#include "recorder/base/text.h"

char *follow_mark_path(const char *state, const char *room)
{
    own_value(text) path = {0};

    text_appendf(&path, "%s/relay/%s.follow", state, room);
    return text_take(&path);
}

int follow_mark_hold(const char *path, struct err *err)
{
    own_fd int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    int held = fd;

    if (fd < 0)
        return err_set_errno(err, ERR_IO, "create %s", path), -1;
    if (flock(fd, LOCK_SH | LOCK_NB) != 0)
        return err_set_errno(err, errno == EWOULDBLOCK ? ERR_BUSY : ERR_IO,
                   "lock %s", path),
               -1;
    fd = -1;
    return held;
}

bool follow_mark_is_held(const char *path)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

    return fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}
