/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/file_events.h"

#include <unistd.h>

int file_events_open(struct err *err)
{
    int events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

    if (events < 0)
        err_set_errno(err, ERR_IO, "inotify");
    return events;
}

int file_events_watch(int events, const char *path, uint32_t mask)
{
    return inotify_add_watch(events, path, mask);
}

void file_events_read(int events, file_event_taker *taker, void *user)
{
    char bytes[4096]
        __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t got;

    while ((got = read(events, bytes, sizeof bytes)) > 0) {
        const struct inotify_event *event;
        for (const char *at = bytes; at < bytes + got;
             at += sizeof *event + event->len) {
            event = (const struct inotify_event *)at;
            taker(user, event);
        }
    }
}
