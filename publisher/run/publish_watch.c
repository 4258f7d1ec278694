/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/run/publish_watch.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#include "publisher/run/spool_watch.h"
#include "recorder/base/clock.h"
#include "recorder/base/config_file.h"
#include "recorder/base/file_print.h"
#include "recorder/base/own.h"
#include "recorder/base/stop_signal.h"

/* What is put into the spool comes as several files: wait until it is quiet,
 * but not for ever. */
#define QUIET_MS 300
#define RESTLESS_MOST 20

/* For network disks, and for what no watch tells, as free space. */
#define LONGEST_SECONDS 300

/* A time that has come and does not pass must not keep it busy. */
#define SHORTEST_SECONDS 1

enum wake { WAKE_DUE, WAKE_NEWS, WAKE_RELOAD, WAKE_END };

struct loop {
    const struct publish_watch *watch;
    struct config *config;
    struct spool_watch *spool;
    int stop_fd;
    char file[FINGERPRINT_BYTES]; /* of the configuration, as last read */
};

static void look_at_file(const struct loop *loop, char file[FINGERPRINT_BYTES])
{
    struct fingerprint print = {0};

    file_print_add(&print, AT_FDCWD, loop->watch->config_path);
    fingerprint_finish(&print, file);
}

/* One that was not taken is not read again before it is another. */
static bool has_other_file(const struct loop *loop)
{
    char file[FINGERPRINT_BYTES];

    look_at_file(loop, file);
    return strcmp(file, loop->file) != 0;
}

static void loop_clear(struct loop *loop)
{
    spool_watch_free(loop->spool);
    config_free(loop->config);
    if (loop->stop_fd >= 0)
        close(loop->stop_fd);
}

static bool loop_begin(struct loop *loop, struct err *err)
{
    look_at_file(loop, loop->file);
    loop->config =
        loop->watch->load(loop->watch->user, loop->watch->config_path, err);
    if (!loop->config)
        return false;
    loop->stop_fd = stop_signal_open(err);
    if (loop->stop_fd < 0)
        return false;
    loop->spool = spool_watch_new(loop->config, err);
    return loop->spool != NULL;
}

/* The new one is taken whole or not at all. */
static void reload(struct loop *loop)
{
    const struct publish_watch *watch = loop->watch;
    struct err err;

    look_at_file(loop, loop->file);
    own(config) config = watch->load(watch->user, watch->config_path, &err);
    own(spool_watch) spool = config ? spool_watch_new(config, &err) : NULL;
    if (!spool) {
        watch->refused(watch->user, &err);
        return;
    }
    spool_watch_free(loop->spool);
    config_free(loop->config);
    loop->spool = take(spool);
    loop->config = take(config);
}

static int wait_ms(int64_t due)
{
    int64_t seconds = due - clock_utc_ns() / CLOCK_SECOND_NS;

    if (seconds > LONGEST_SECONDS)
        seconds = LONGEST_SECONDS;
    return seconds > SHORTEST_SECONDS ? (int)seconds * 1000
                                      : SHORTEST_SECONDS * 1000;
}

static enum wake read_signal(const struct loop *loop)
{
    int number = stop_signal_read(loop->stop_fd);

    if (number == 0)
        return WAKE_NEWS;
    return number == SIGHUP && !loop->watch->ends_on_hangup ? WAKE_RELOAD
                                                            : WAKE_END;
}

/* Until the spool has been quiet for a moment. */
static void settle(const struct loop *loop)
{
    struct pollfd wait = {
        .fd = spool_watch_descriptor(loop->spool), .events = POLLIN};

    for (int i = 0; i < RESTLESS_MOST && poll(&wait, 1, QUIET_MS) > 0; i++)
        spool_watch_read(loop->spool);
}

static enum wake wait_until(const struct loop *loop, int64_t due)
{
    struct pollfd waits[] = {
        {.fd = loop->stop_fd, .events = POLLIN},
        {.fd = spool_watch_descriptor(loop->spool), .events = POLLIN},
    };

    for (;;) {
        int count = poll(waits, 2, wait_ms(due));
        if (count == 0)
            return WAKE_DUE;
        if (count < 0)
            continue;
        if (waits[0].revents)
            return read_signal(loop);
        if (spool_watch_read(loop->spool)) {
            settle(loop);
            return WAKE_NEWS;
        }
    }
}

bool publish_watch(const struct publish_watch *watch, struct err *err)
{
    own_value(loop) loop = {.watch = watch, .stop_fd = -1};
    enum wake wake = WAKE_DUE;

    if (!loop_begin(&loop, err))
        return false;
    while (wake != WAKE_END) {
        if (wake == WAKE_RELOAD || has_other_file(&loop))
            reload(&loop);
        else if (wake == WAKE_DUE)
            spool_watch_renew(loop.spool);
        int64_t due = watch->run(watch->user, loop.config, loop.stop_fd);
        spool_watch_settle(loop.spool);
        wake = wait_until(&loop, due);
    }
    return true;
}
