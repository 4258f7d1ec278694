/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/unborn_recording.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/file_lock.h"
#include "recorder/base/own.h"
#include "recorder/recording/disk_reserve.h"
#include "recorder/recording/recording.h"

#define LEAST_AGE_SECONDS 60

static bool is_old(int fd, int64_t now_utc_ns)
{
    struct stat status;

    return fstat(fd, &status) == 0 &&
           now_utc_ns / CLOCK_SECOND_NS - status.st_mtim.tv_sec >=
               LEAST_AGE_SECONDS;
}

static bool set_aside(int fd, const char *path, struct err *err)
{
    own_heap(char) stem = recording_stem(path);

    if (!stem)
        return err_no_memory(err);
    own_heap(char) to = recording_free_path(stem, RECORDING_EMPTY_SUFFIX, err);
    if (!to)
        return false;
    /* In this order: releasing makes it young. */
    return durable_rename_new(path, to, err) &&
           disk_reserve_release(fd, to, err);
}

bool unborn_recording_set_aside(
    const char *path, int64_t now_utc_ns, bool *is_aside, struct err *err)
{
    own_fd int fd = open(path, O_RDWR | O_CLOEXEC);
    struct err locked;

    if (fd < 0 && errno != ENOENT)
        return err_set_errno(err, ERR_IO, "open %s", path);
    *is_aside =
        fd >= 0 && is_old(fd, now_utc_ns) && file_lock_hold(fd, path, &locked);
    return !*is_aside || set_aside(fd, path, err);
}
