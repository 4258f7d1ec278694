/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/relay_lock.h"

#include <unistd.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/owner_lock.h"
#include "recorder/base/text.h"

static bool make_path(struct text *path, const char *state, const char *room,
    int target, struct err *err)
{
    own_value(text) folder = {0};

    text_appendf(&folder, "%s/relay", state);
    text_appendf(path, "%s/relay/%s-%d.lock", state, room, target);
    return text_finish(&folder, err) && text_finish(path, err) &&
           durable_make_folder(text_string(&folder), 0755, err);
}

int relay_lock_take(
    const char *state, const char *room, int target, struct err *err)
{
    own_value(text) path = {0};

    if (!make_path(&path, state, room, target, err))
        return -1;
    int fd = owner_lock_open(text_string(&path), clock_utc_ns(), err);
    if (fd < 0)
        err_prefix(err, "%s, target %d, is relayed already", room, target);
    return fd;
}

bool relay_lock_is_free(
    const char *state, const char *room, int target, struct err *err)
{
    int fd = relay_lock_take(state, room, target, err);

    if (fd >= 0)
        close(fd);
    return fd >= 0;
}
