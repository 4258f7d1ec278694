/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publisher_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/file_lock.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

static bool write_owner(int fd, const char *path, int64_t now, struct err *err)
{
    char since[CLOCK_ISO_BYTES];
    char line[64];

    clock_format_iso(now * CLOCK_SECOND_NS, since);
    int length = snprintf(line, sizeof line, "%d %s\n", (int)getpid(), since);
    if (ftruncate(fd, 0) != 0)
        return err_set_errno(err, ERR_IO, "write %s", path);
    return durable_write_all(fd, line, (size_t)length, path, err);
}

/* Who wrote the file, and when; false if that cannot be told. */
static bool read_owner(
    const char *path, int *process, char since[CLOCK_ISO_BYTES])
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    char line[64] = "";

    return fd >= 0 && read(fd, line, sizeof line - 1) > 0 &&
           sscanf(line, "%d %31s", process, since) == 2;
}

/* Whether somebody has said so of this owner; from now on somebody has. What
 * cannot be kept is said again. */
static bool is_told(const char *path, int process, const char *since)
{
    own_value(text) name = {0};
    own_value(text) owner = {0};
    char known[64] = "";
    struct err err;

    text_appendf(&name, "%s.told", path);
    text_appendf(&owner, "%d %s\n", process, since);
    if (!text_finish(&name, &err) || !text_finish(&owner, &err))
        return false;
    own_fd int fd = open(text_string(&name), O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && read(fd, known, sizeof known - 1) > 0 &&
        strcmp(known, text_string(&owner)) == 0)
        return true;
    durable_replace(text_string(&name), 0644, owner.bytes, owner.length, &err);
    return false;
}

/* The owner of a moment ago may not have written its name yet: then the name
 * is that of a process that is gone, and nothing can be said. */
static enum publisher_lock_outcome judge_owner(
    const char *path, int64_t now, struct err *err)
{
    char since[CLOCK_ISO_BYTES];
    int process;
    int64_t since_ns;

    if (!read_owner(path, &process, since) ||
        !clock_parse_iso(since, &since_ns) ||
        (kill(process, 0) != 0 && errno == ESRCH) ||
        now - since_ns / CLOCK_SECOND_NS <= PUBLISHER_LOCK_HUNG_SECONDS)
        return PUBLISHER_LOCK_HELD;
    err_set(err, ERR_BUSY,
        "%s: held by process %d since %s, for more than %d hours: does it "
        "hang?",
        path, process, since, PUBLISHER_LOCK_HUNG_SECONDS / 3600);
    return is_told(path, process, since) ? PUBLISHER_LOCK_HUNG_STILL
                                         : PUBLISHER_LOCK_HUNG;
}

enum publisher_lock_outcome publisher_lock_take(
    const char *path, int64_t now, int *fd, struct err *err)
{
    struct err reason = {0};
    own_fd int held = file_lock_open(path, &reason);

    if (held < 0 && reason.kind == ERR_BUSY)
        return judge_owner(path, now, err);
    if (held < 0) {
        *err = reason;
        return PUBLISHER_LOCK_FAILED;
    }
    if (!write_owner(held, path, now, err))
        return PUBLISHER_LOCK_FAILED;
    *fd = held;
    held = -1;
    return PUBLISHER_LOCK_TAKEN;
}
