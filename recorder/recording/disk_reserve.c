/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/disk_reserve.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static bool extend(struct disk_reserve *reserve)
{
    int failed;

    do
        failed = fallocate(reserve->fd, FALLOC_FL_KEEP_SIZE,
            reserve->held_bytes, reserve->step_bytes);
    while (failed && errno == EINTR);
    if (!failed)
        reserve->held_bytes += reserve->step_bytes;
    return !failed;
}

static bool is_disk_full(void)
{
    return errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
}

bool disk_reserve_hold(struct disk_reserve *reserve, int fd, int64_t step_bytes,
    const char *path, struct err *err)
{
    *reserve = (struct disk_reserve){.fd = fd, .step_bytes = step_bytes};
    if (extend(reserve) || errno == EOPNOTSUPP || errno == ENOSYS)
        return true;
    return err_set_errno(
        err, ERR_IO, "reserve %lld bytes for %s", (long long)step_bytes, path);
}

/* What fails for another reason will show when it is written. */
void disk_reserve_grow(struct disk_reserve *reserve, size_t bytes)
{
    reserve->written_bytes += (int64_t)bytes;
    if (reserve->held_bytes == 0 || atomic_load(&reserve->is_full))
        return;
    while (reserve->held_bytes - reserve->written_bytes <
           reserve->step_bytes / 4) {
        if (extend(reserve))
            continue;
        atomic_store(&reserve->is_full, is_disk_full());
        return;
    }
}

bool disk_reserve_is_full(const struct disk_reserve *reserve)
{
    return atomic_load(&reserve->is_full);
}

/* Cutting a file to its length frees what lies behind it; a hole cannot be
 * punched there. */
bool disk_reserve_release(int fd, const char *path, struct err *err)
{
    struct stat status;

    if (fstat(fd, &status) != 0 || ftruncate(fd, status.st_size) != 0)
        return err_set_errno(err, ERR_IO, "free what %s holds", path);
    return true;
}
