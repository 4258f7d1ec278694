/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/spool_watch.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <string.h>
#include <unistd.h>

#include "publisher/catalogue/catalogue.h"
#include "publisher/live/live_state.h"
#include "publisher/spool/spool.h"
#include "recorder/base/clock.h"
#include "recorder/base/file_events.h"
#include "recorder/base/file_print.h"
#include "recorder/base/fingerprint.h"
#include "recorder/base/text.h"
#include "recorder/recording/recording.h"

/* What is written in place is news when it is closed, a name that comes or
 * goes is news at once. */
#define EVENTS                                                                 \
    (IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE |    \
        IN_ONLYDIR)

struct spool_watch {
    const struct config *config;
    int fd;
    int relay;     /* the watch of STATE/relay; -1: none yet */
    int catalogue; /* and of the catalogue */
    char live[FINGERPRINT_BYTES];
    char settled[FINGERPRINT_BYTES]; /* the catalogue, after the last run */
};

/* Relays write their files every few seconds; what a feed tells of them
 * changes when a session begins or ends. */
static bool is_live_news(struct spool_watch *watch)
{
    own_value(live_state) live = {0};
    struct fingerprint print = {0};
    char letters[FINGERPRINT_BYTES];
    struct err ignored;

    if (!live_state_read(watch->config, clock_utc_ns(), &live, &ignored))
        return true;
    live_state_print(&live, &print);
    fingerprint_finish(&print, letters);
    bool is_news = strcmp(letters, watch->live) != 0;
    memcpy(watch->live, letters, sizeof letters);
    return is_news;
}

/* The first relay makes their folder. Our own files are in the state too: of
 * them nothing is told. */
static void watch_relays(struct spool_watch *watch)
{
    own_value(text) folder = {0};

    file_events_watch(
        watch->fd, watch->config->state, IN_CREATE | IN_ONLYDIR | IN_MASK_ADD);
    text_appendf(&folder, "%s/relay", watch->config->state);
    watch->relay = file_events_watch(
        watch->fd, text_string(&folder), IN_MOVED_TO | IN_DELETE | IN_ONLYDIR);
}

static void look_at_catalogue(const char *path, char letters[FINGERPRINT_BYTES])
{
    struct fingerprint print = {0};

    file_print_add(&print, AT_FDCWD, path);
    fingerprint_finish(&print, letters);
}

/* Runs write it too, and a run that fails must not be the reason for the
 * next. */
static bool is_edited(const struct spool_watch *watch)
{
    own_heap(char) path = catalogue_path(watch->config->state);
    char letters[FINGERPRINT_BYTES] = "";

    if (path)
        look_at_catalogue(path, letters);
    return strcmp(letters, watch->settled) != 0;
}

void spool_watch_settle(struct spool_watch *watch)
{
    own_heap(char) path = catalogue_path(watch->config->state);

    if (!path)
        return;
    watch->catalogue = file_events_watch(watch->fd, path, IN_MODIFY);
    look_at_catalogue(path, watch->settled);
}

static void watch_folder(const struct spool_watch *watch, const char *path)
{
    file_events_watch(watch->fd, path, EVENTS);
}

static void watch_folder_of(const struct spool_watch *watch, const char *path)
{
    own_heap(char) copy = strdup(path);

    if (copy)
        watch_folder(watch, dirname(copy));
}

/* For a spool that is removed and made again. */
static void watch_parent_of(const struct spool_watch *watch, const char *path)
{
    own_heap(char) copy = strdup(path);

    if (copy)
        file_events_watch(watch->fd, dirname(copy),
            IN_CREATE | IN_MOVED_TO | IN_ONLYDIR | IN_MASK_ADD);
}

static void watch_rooms(const struct spool_watch *watch, const char *place)
{
    const struct config *config = watch->config;
    own_value(text) folder = {0};

    watch_parent_of(watch, place);
    watch_folder(watch, place);
    for (size_t i = 0; i < config->room_count; i++) {
        if (!config->rooms[i].show)
            continue;
        text_reset(&folder);
        text_appendf(&folder, "%s/%s", place, config->rooms[i].name);
        watch_folder(watch, text_string(&folder));
    }
}

void spool_watch_renew(struct spool_watch *watch)
{
    const struct config *config = watch->config;

    for (size_t at = 0; spool_place(config, at); at++)
        watch_rooms(watch, spool_place(config, at));
    watch_folder_of(watch, config->path);
    for (size_t i = 0; i < config->show_count; i++)
        if (config->shows[i].cover)
            watch_folder_of(watch, config->shows[i].cover);
    if (config->templates)
        watch_folder(watch, config->templates);
    watch_relays(watch);
}

struct spool_watch *spool_watch_new(
    const struct config *config, struct err *err)
{
    own(spool_watch) watch = calloc(1, sizeof *watch);

    if (!watch)
        return err_no_memory(err), NULL;
    watch->config = config;
    watch->relay = watch->catalogue = -1;
    watch->fd = file_events_open(err);
    if (watch->fd < 0)
        return err_prefix(err, "watch %s", config->spool), NULL;
    spool_watch_renew(watch);
    is_live_news(watch);
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

/* What came since the last look, by whom it came from. */
struct arrivals {
    const struct spool_watch *watch;
    bool has_news;
    bool has_live; /* of a relay */
    bool has_edit; /* of the catalogue */
};

static void take_event(void *user, const struct inotify_event *event)
{
    struct arrivals *arrivals = user;
    bool is_gone = event->mask & IN_IGNORED;

    if (event->wd == arrivals->watch->relay && !is_gone)
        arrivals->has_live = true;
    else if (event->wd == arrivals->watch->catalogue && !is_gone)
        arrivals->has_edit = true;
    else
        arrivals->has_news |= is_news(event);
}

bool spool_watch_read(struct spool_watch *watch)
{
    struct arrivals arrivals = {.watch = watch};

    file_events_read(watch->fd, take_event, &arrivals);
    bool has_news = (arrivals.has_live && is_live_news(watch)) ||
                    (arrivals.has_edit && is_edited(watch)) ||
                    arrivals.has_news;
    if (has_news)
        spool_watch_renew(watch); /* a room's folder may have come */
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
