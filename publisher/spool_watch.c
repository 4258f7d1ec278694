/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/spool_watch.h"

#include <errno.h>
#include <libgen.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "publisher/spool.h"
#include "recorder/audio/recording.h"
#include "recorder/base/text.h"

/* What is written in place is news when it is closed, a name that comes or
 * goes is news at once. */
#define EVENTS                                                                 \
    (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE |    \
        IN_ONLYDIR)

struct spool_watch {
    const struct config *config;
    int fd;
};

static void watch_folder(const struct spool_watch *watch, const char *path)
{
    inotify_add_watch(watch->fd, path, EVENTS);
}

static void watch_folder_of(const struct spool_watch *watch, const char *path)
{
    own_heap(char) copy = strdup(path);

    if (copy)
        watch_folder(watch, dirname(copy));
}

static void watch_rooms(const struct spool_watch *watch, const char *place)
{
    const struct config *config = watch->config;
    own_value(text) folder = {0};

    watch_folder(watch, place);
    for (size_t i = 0; i < config->room_count; i++) {
        if (!config->rooms[i].show)
            continue;
        text_reset(&folder);
        text_appendf(&folder, "%s/%s", place, config->rooms[i].name);
        watch_folder(watch, text_string(&folder));
    }
}

/* A watch that is there already stays the same. */
static void watch_all(const struct spool_watch *watch)
{
    const struct config *config = watch->config;

    for (size_t at = 0; spool_place(config, at); at++)
        watch_rooms(watch, spool_place(config, at));
    watch_folder_of(watch, config->path);
    for (size_t i = 0; i < config->show_count; i++)
        if (config->shows[i].cover)
            watch_folder_of(watch, config->shows[i].cover);
}

struct spool_watch *spool_watch_new(
    const struct config *config, struct err *err)
{
    own(spool_watch) watch = calloc(1, sizeof *watch);

    if (!watch)
        return err_no_memory(err), NULL;
    watch->config = config;
    watch->fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    if (watch->fd < 0) {
        err_set_errno(err, ERR_IO, "watch %s", config->spool);
        return NULL;
    }
    watch_all(watch);
    return take(watch);
}

int spool_watch_descriptor(const struct spool_watch *watch)
{
    return watch->fd;
}

/* Hidden files are somebody's temporary ones; a recording that begins and its
 * ledger come with their end. */
static bool is_news(const struct inotify_event *event)
{
    const char *name = event->len ? event->name : "";

    if (event->mask & (IN_Q_OVERFLOW | IN_IGNORED))
        return true;
    if (event->mask & IN_CREATE)
        return (event->mask & IN_ISDIR) != 0;
    return name[0] != '.' && !text_has_suffix(name, RECORDING_LEDGER_SUFFIX) &&
           !(text_has_suffix(name, RECORDING_PART_SUFFIX) &&
               event->mask & (IN_MOVED_TO | IN_MOVED_FROM));
}

bool spool_watch_read(struct spool_watch *watch)
{
    char bytes[4096]
        __attribute__((aligned(__alignof__(struct inotify_event))));
    bool has_news = false;
    ssize_t got;

    while ((got = read(watch->fd, bytes, sizeof bytes)) > 0) {
        const struct inotify_event *event;
        for (char *at = bytes; at < bytes + got;
             at += sizeof *event + event->len) {
            event = (const struct inotify_event *)at;
            has_news = has_news || is_news(event);
        }
    }
    if (has_news)
        watch_all(watch); /* a room's folder may have come */
    return has_news;
}

void spool_watch_free(struct spool_watch *watch)
{
    if (!watch)
        return;
    if (watch->fd >= 0)
        close(watch->fd);
    free(watch);
}
