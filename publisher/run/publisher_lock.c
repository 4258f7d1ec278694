/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publisher_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/own.h"
#include "recorder/base/owner_lock.h"
#include "recorder/base/text.h"

/* Whether somebody has said so of this owner; from now on somebody has. What
 * cannot be kept is said again. */
static bool is_told(const char *path, const struct lock_owner *owner)
{
    own_value(text) name = {0};
    own_value(text) line = {0};
    char known[64] = "";
    struct err err;

    text_appendf(&name, "%s.told", path);
    text_appendf(&line, "%d %s\n", owner->process, owner->since);
    if (!text_finish(&name, &err) || !text_finish(&line, &err))
        return false;
    own_fd int fd = open(text_string(&name), O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && read(fd, known, sizeof known - 1) > 0 &&
        strcmp(known, text_string(&line)) == 0)
        return true;
    durable_replace(text_string(&name), 0644, line.bytes, line.length, &err);
    return false;
}

/* The owner of a moment ago may not have written its name yet: then the name
 * is that of a process that is gone, and nothing can be said. */
static enum publisher_lock_outcome judge_owner(
    const char *path, int64_t now, struct err *err)
{
    struct lock_owner owner;
    int64_t since_ns;

    if (!owner_lock_read(path, &owner) ||
        !clock_parse_iso(owner.since, &since_ns) ||
        (kill(owner.process, 0) != 0 && errno == ESRCH) ||
        now - since_ns / CLOCK_SECOND_NS <= PUBLISHER_LOCK_HUNG_SECONDS)
        return PUBLISHER_LOCK_HELD;
    err_set(err, ERR_BUSY,
        "%s: held by process %d since %s, for more than %d hours: does it "
        "hang?",
        path, owner.process, owner.since, PUBLISHER_LOCK_HUNG_SECONDS / 3600);
    return is_told(path, &owner) ? PUBLISHER_LOCK_HUNG_STILL
                                 : PUBLISHER_LOCK_HUNG;
}

enum publisher_lock_outcome publisher_lock_take(
    const char *path, int64_t now, int *fd, struct err *err)
{
    struct err reason = {0};
    int held = owner_lock_open(path, now * CLOCK_SECOND_NS, &reason);

    if (held < 0 && reason.kind == ERR_BUSY)
        return judge_owner(path, now, err);
    if (held < 0) {
        *err = reason;
        return PUBLISHER_LOCK_FAILED;
    }
    *fd = held;
    return PUBLISHER_LOCK_TAKEN;
}
