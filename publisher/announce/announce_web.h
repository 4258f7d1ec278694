/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * News by HTTP: to a hub of WebSub, as all of them take it
 * (hub.mode=publish), and to podping.cloud or what speaks like it. Five
 * seconds for each request; redirects are not followed.
 */
#ifndef ROOMCAST_PUBLISHER_ANNOUNCE_ANNOUNCE_WEB_H
#define ROOMCAST_PUBLISHER_ANNOUNCE_ANNOUNCE_WEB_H

#include <stdbool.h>

#include "publisher/announce/announcement.h"
#include "recorder/base/err.h"

/* Once for each of the feeds. ERR_NET unless it answers with 2xx. */
bool announce_to_hub(const char *hub, const struct announcement *news,
    int stop_fd, struct err *err);

struct podping {
    const char *address;
    const char *token;
};

bool announce_to_podping(const struct podping *podping,
    const struct announcement *news, int stop_fd, struct err *err);

#endif
