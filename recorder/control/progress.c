/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/control/progress.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/base/text.h"

bool progress_parse(
    const char *text, struct progress *progress, struct err *err)
{
    if (strcmp(text, "json") != 0)
        return err_set(err, ERR_CONFIG, "\"%s\": expected json", text);
    *progress = (struct progress){.fd = STDOUT_FILENO};
    return true;
}

/* A pipe that takes anything takes PIPE_BUF bytes at once (pipe(7)), so that
 * a line is written whole or not at all, and without waiting. */
static bool can_write(int fd, size_t length)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};

    return length <= PIPE_BUF && poll(&poll_fd, 1, 0) == 1 &&
           (poll_fd.revents & POLLOUT);
}

static void write_line(struct progress *progress, const char *line)
{
    size_t length = strlen(line);

    if (can_write(progress->fd, length) &&
        write(progress->fd, line, length) < 0 && errno != EAGAIN)
        progress->fd = -1; /* nobody listens any more */
}

static void tell(struct progress *progress, const struct room_figures *figures,
    int64_t utc_ns)
{
    own(jdoc) doc = jdoc_new();
    own_value(text) line = {0};
    char time[CLOCK_ISO_BYTES];
    struct err ignored;

    clock_format_iso(utc_ns, time);
    jdoc_set_string(doc, "time", time);
    room_figures_set(doc, figures);
    own_heap(char) words = jdoc_format(doc, &ignored);
    if (!words)
        return;
    text_append(&line, words);
    text_append(&line, "\n");
    if (!line.has_failed)
        write_line(progress, text_string(&line));
}

void progress_end(struct progress *progress, const struct room_figures *rooms,
    size_t count, int64_t utc_ns)
{
    for (size_t i = 0; i < count && progress->fd >= 0; i++)
        tell(progress, &rooms[i], utc_ns);
}

void progress_show(struct progress *progress, const struct room_figures *rooms,
    size_t count, int64_t now_ns, int64_t utc_ns)
{
    if (progress->fd < 0 || now_ns < progress->next_ns)
        return;
    progress->next_ns = (now_ns / CLOCK_SECOND_NS + 1) * CLOCK_SECOND_NS;
    progress_end(progress, rooms, count, utc_ns);
}

int64_t progress_deadline_ns(const struct progress *progress)
{
    return progress->fd >= 0 ? progress->next_ns : INT64_MAX;
}
