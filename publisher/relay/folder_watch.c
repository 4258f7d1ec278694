/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/folder_watch.h"

#include <stdint.h>

#include "recorder/base/file_events.h"

#define NAMES (IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)

struct folder_watch {
    int fd;
    size_t count;
    const char *folders[FOLDER_WATCH_MOST];
};

/* One that is watched already stays the same. */
static void watch_all(const struct folder_watch *watch)
{
    for (size_t i = 0; i < watch->count; i++)
        file_events_watch(
            watch->fd, watch->folders[i], NAMES | IN_MODIFY | IN_ONLYDIR);
}

struct folder_watch *folder_watch_new(
    const char *const *folders, size_t count, struct err *err)
{
    own(folder_watch) watch = calloc(1, sizeof *watch);

    if (!watch)
        return err_no_memory(err), NULL;
    for (size_t i = 0; i < count && watch->count < FOLDER_WATCH_MOST; i++) {
        if (folders[i])
            watch->folders[watch->count++] = folders[i];
    }
    watch->fd = file_events_open(err);
    if (watch->fd < 0)
        return err_prefix(err, "watch the spool"), NULL;
    watch_all(watch);
    return take(watch);
}

int folder_watch_descriptor(const struct folder_watch *watch)
{
    return watch->fd;
}

static enum folder_news news_of(const struct inotify_event *event)
{
    return event->mask & (NAMES | IN_Q_OVERFLOW | IN_IGNORED) ? FOLDER_NEW_NAMES
                                                              : FOLDER_GREW;
}

static void take_event(void *user, const struct inotify_event *event)
{
    enum folder_news *news = user;

    if (news_of(event) > *news)
        *news = news_of(event);
}

enum folder_news folder_watch_read(struct folder_watch *watch)
{
    enum folder_news news = FOLDER_SAME;

    file_events_read(watch->fd, take_event, &news);
    if (news != FOLDER_GREW)
        watch_all(watch);
    return news;
}

void folder_watch_free(struct folder_watch *watch)
{
    if (!watch)
        return;
    if (watch->fd >= 0)
        close(watch->fd);
    free(watch);
}
