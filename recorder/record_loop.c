/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/record_loop.h"

#include <errno.h>
#include <poll.h>

#include "recorder/base/clock.h"
#include "recorder/base/stop_signal.h"
#include "recorder/leftovers.h"
#include "recorder/status_line.h"

/* A source whose sound is stamped when it comes is drained in batches: nothing
 * is gained by waking up for every piece. */
#define BATCH_NS (50 * CLOCK_MILLISECOND_NS)

/* Less than the writer's queue holds. */
#define AHEAD_NS (5 * CLOCK_SECOND_NS)

struct loop {
    const struct record_job *job;
    struct source *source;
    struct session *session;
    struct sound_sink sink;
    struct status_line line;
    int stop_fd;
    int64_t opened_ns;
    int64_t drained_ns; /* when the source was last read */
    const char *cause;  /* why it ended; NULL while it runs */
};

static bool is_batched(const struct loop *loop)
{
    return source_is_stamped(loop->source) &&
           source_start_ns(loop->source) != INT64_MAX;
}

/* When the recording is to end, if its duration tells; INT64_MAX: not yet
 * known. A room that stays silent is not waited for longer than that. */
static int64_t end_ns(const struct loop *loop)
{
    int64_t start_ns = source_start_ns(loop->source);

    if (loop->job->duration_ns == INT64_MAX)
        return INT64_MAX;
    if (start_ns != INT64_MAX)
        return start_ns + loop->job->duration_ns;
    if (session_has_begun(loop->session))
        return INT64_MAX;
    return loop->opened_ns + loop->job->duration_ns;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int timeout_ms(int64_t deadline_ns, int64_t now_ns)
{
    int64_t ms;

    if (deadline_ns == INT64_MAX)
        return -1;
    ms = (deadline_ns - now_ns + CLOCK_MILLISECOND_NS - 1) /
         CLOCK_MILLISECOND_NS;
    if (ms < 0)
        return 0;
    return ms > 60000 ? 60000 : (int)ms;
}

static bool wait_for(
    const struct loop *loop, int source_fd, int64_t deadline_ns, int *ready)
{
    struct pollfd fds[2] = {{.fd = loop->stop_fd, .events = POLLIN},
        {.fd = source_fd, .events = POLLIN}};

    *ready = poll(fds, 2, timeout_ms(deadline_ns, clock_monotonic_ns()));
    return fds[0].revents != 0;
}

/* Sleeps until there is something to do; true if it was a stop signal. */
static bool wait_for_work(const struct loop *loop)
{
    int64_t end = end_ns(loop);
    int ready;

    if (is_batched(loop) &&
        wait_for(loop, -1, earlier(end, loop->drained_ns + BATCH_NS), &ready))
        return true;
    int64_t deadline = earlier(earlier(end, source_deadline_ns(loop->source)),
        status_line_deadline_ns(&loop->line));
    return wait_for(loop, source_descriptor(loop->source), deadline, &ready);
}

static void show_status(struct loop *loop, int64_t now_ns)
{
    struct session_status status = session_status(loop->session);
    struct source_counters counters;

    source_count(loop->source, &counters);
    status_line_show(&loop->line, now_ns, &status, &counters);
}

/* A file is read faster than time passes, and than the disk writes; sound
 * that is made while we listen must never wait for the disk. */
static bool is_far_ahead(const struct loop *loop, int64_t now_ns)
{
    int64_t frames_48k = session_status(loop->session).frames_48k;

    return clock_ns_from_frames_48k(frames_48k) - (now_ns - loop->opened_ns) >
           AHEAD_NS;
}

/* One round: what has come is taken. False when it failed. */
static bool take_sound(struct loop *loop, struct err *err)
{
    int64_t now_ns = clock_monotonic_ns();

    loop->drained_ns = now_ns;
    switch (source_read(loop->source, now_ns, &loop->sink, err)) {
    case SOURCE_FAILED:
        return false;
    case SOURCE_ENDED:
        loop->cause = "end of input";
        break;
    case SOURCE_GOES_ON:
        if (session_is_full(loop->session) || now_ns >= end_ns(loop))
            loop->cause = "duration";
        break;
    }
    show_status(loop, now_ns);
    if (is_far_ahead(loop, now_ns) &&
        !session_wait_for_disk(loop->session, err))
        return false;
    return session_tick(loop->session, now_ns, clock_utc_ns(), err);
}

static bool run(struct loop *loop, struct err *err)
{
    while (!loop->cause) {
        if (wait_for_work(loop) && stop_signal_read(loop->stop_fd))
            loop->cause = "signal";
        else if (!take_sound(loop, err))
            return false;
    }
    int64_t stop_ns = earlier(clock_monotonic_ns(), end_ns(loop));
    return source_stop(loop->source, stop_ns, &loop->sink, err);
}

static enum record_outcome finish(struct loop *loop, bool is_good,
    struct session_report *report, struct err *err)
{
    struct source_counters counters;
    struct err why;

    if (!session_has_begun(loop->session)) {
        if (is_good)
            source_nothing_came(loop->source, loop->job->source, err);
        return RECORD_NOTHING;
    }
    source_count(loop->source, &counters);
    bool is_finished = session_finish(loop->session, &counters,
        is_good ? loop->cause : "failure", report, is_good ? err : &why);
    if (is_finished)
        return is_good ? RECORD_DONE : RECORD_PARTLY;
    return leftovers_tell(session_stem(loop->session), err) ? RECORD_PARTLY
                                                            : RECORD_NOTHING;
}

enum record_outcome record_loop(const struct record_job *job,
    struct source *source, int stop_fd, struct session_report *report,
    struct err *err)
{
    struct session_settings settings = {.stem = job->stem,
        .folder = job->folder,
        .room = job->room,
        .title = job->title,
        .source = job->source,
        .tap = source,
        .normalize = job->normalize,
        .target_lufs = job->target_lufs,
        .bitrate = job->bitrate,
        .most_frames_48k = INT64_MAX};
    if (job->duration_ns != INT64_MAX)
        settings.most_frames_48k = clock_frames_48k_from_ns(job->duration_ns);
    own(session) session = session_new(&settings, err);
    if (!session)
        return RECORD_NOTHING;

    struct loop loop = {.job = job,
        .source = source,
        .session = session,
        .sink = session_sink(session),
        .stop_fd = stop_fd,
        .opened_ns = clock_monotonic_ns()};
    status_line_init(&loop.line);
    bool is_good = run(&loop, err);
    status_line_clear(&loop.line);
    return finish(&loop, is_good, report, err);
}
