/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/render_space.h"

#include "recorder/base/free_space.h"

/* The MP3 and the Opus of a second, at 192 and 128 kbit/s. */
#define SECOND_BYTES INT64_C(40000)

/* For the catalogue with its log, and for feeds and pages. */
#define KEPT_BYTES (INT64_C(4) << 20)

int64_t render_space_bytes(int64_t duration_ms)
{
    return 2 * SECOND_BYTES * (duration_ms / 1000 + 1);
}

static bool check(const char *path, int64_t bytes, struct err *err)
{
    int64_t free_bytes = free_space_bytes(path);

    return free_bytes < 0 || free_bytes - KEPT_BYTES >= bytes ||
           err_set(err, ERR_IO,
               "%s: too little room on its disk: what is to be rendered waits "
               "until there is more",
               path);
}

bool render_space_check(
    const struct config *config, int64_t bytes, struct err *err)
{
    return check(config->state, bytes, err) && check(config->site, bytes, err);
}
