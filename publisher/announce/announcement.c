/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/announce/announcement.h"

#include <string.h>

static const char *const names[] = {
    [ANNOUNCE_UPDATE] = "update",
    [ANNOUNCE_LIVE] = "live",
    [ANNOUNCE_LIVE_END] = "liveEnd",
};

const char *announcement_reason_name(enum announcement_reason reason)
{
    return names[reason];
}

bool announcement_reason_parse(
    const char *name, enum announcement_reason *reason)
{
    for (int i = ANNOUNCE_UPDATE; i <= ANNOUNCE_LIVE_END; i++) {
        if (name && strcmp(name, names[i]) == 0) {
            *reason = (enum announcement_reason)i;
            return true;
        }
    }
    return false;
}
