/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/owner_lock.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/file_lock.h"
#include "recorder/base/own.h"

static bool sign(int fd, const char *path, int64_t utc_ns, struct err *err)
{
    char since[CLOCK_ISO_BYTES];
    char line[64];

    clock_format_iso(utc_ns, since);
    int length = snprintf(line, sizeof line, "%d %s\n", (int)getpid(), since);
    if (ftruncate(fd, 0) != 0)
        return err_set_errno(err, ERR_IO, "write %s", path);
    return durable_write_all(fd, line, (size_t)length, path, err);
}

bool owner_lock_read(const char *path, struct lock_owner *owner)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    char line[64] = "";

    return fd >= 0 && read(fd, line, sizeof line - 1) > 0 &&
           sscanf(line, "%d %31s", &owner->process, owner->since) == 2;
}

int owner_lock_open(const char *path, int64_t utc_ns, struct err *err)
{
    struct err reason = {0};
    struct lock_owner owner;
    own_fd int fd = file_lock_open(path, &reason);

    if (fd < 0 && reason.kind == ERR_BUSY && owner_lock_read(path, &owner))
        err_set(&reason, ERR_BUSY, "%s: held by process %d since %s", path,
            owner.process, owner.since);
    if (fd < 0) {
        *err = reason;
        return -1;
    }
    if (!sign(fd, path, utc_ns, err))
        return -1;
    int held = fd;
    fd = -1;
    return held;
}
