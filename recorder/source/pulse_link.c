/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/pulse_link.h"

#include <pulse/pulseaudio.h>

#include "recorder/source/card_source.h"

#define ANSWER_US (5 * PA_USEC_PER_SEC)

/* Its callbacks run in the mainloop's thread, under the mainloop's lock. */
struct pulse_link {
    struct pulse_user user;
    pa_threaded_mainloop *loop;
    bool is_started; /* the loop's thread */
    pa_context *context;
    pa_time_event *timer;
    int failures; /* since it was settled last */
    /* What the first attempt came to, for those who wait for it. */
    bool is_decided;
    int failure;
};

static void free_timer(struct pulse_link *link)
{
    if (link->timer)
        pa_threaded_mainloop_get_api(link->loop)->time_free(link->timer);
    link->timer = NULL;
}

/* It may be lost again before whoever waits has woken up: a timer that is left
 * would be taken for that of another try. */
static void decide(struct pulse_link *link, int failure)
{
    if (link->is_decided)
        return;
    link->is_decided = true;
    link->failure = failure;
    free_timer(link);
    pa_threaded_mainloop_signal(link->loop, 0);
}

static void set_timer(
    struct pulse_link *link, pa_usec_t us, pa_time_event_cb_t then)
{
    free_timer(link);
    link->timer =
        pa_context_rttime_new(link->context, pa_rtclock_now() + us, then, link);
}

static void disconnect(struct pulse_link *link)
{
    if (link->user.closed)
        link->user.closed(link->user.user);
    if (link->context) {
        pa_context_set_state_callback(link->context, NULL, NULL);
        pa_context_disconnect(link->context);
        pa_context_unref(link->context);
    }
    link->context = NULL;
}

void *pulse_link_context(const struct pulse_link *link)
{
    return link->context;
}

/* --- Connecting, and again ----------------------------------------------- */

static void on_context_state(pa_context *context, void *user)
{
    struct pulse_link *link = user;

    switch (pa_context_get_state(context)) {
    case PA_CONTEXT_READY:
        link->user.ready(link->user.user);
        break;
    case PA_CONTEXT_FAILED:
    case PA_CONTEXT_TERMINATED:
        pulse_link_lose(link);
        break;
    default:
        break;
    }
}

/* The server may be none yet, a hung one, or one of another age: what comes
 * of it comes by the callback. */
static bool connect_context(struct pulse_link *link)
{
    pa_context *context =
        pa_context_new(pa_threaded_mainloop_get_api(link->loop), "roomcast");

    if (!context)
        return false;
    disconnect(link);
    link->context = context;
    pa_context_set_state_callback(context, on_context_state, link);
    if (pa_context_connect(context, NULL, PA_CONTEXT_NOFLAGS, NULL) < 0)
        pulse_link_lose(link);
    return true;
}

static void on_retry(pa_mainloop_api *api, pa_time_event *timer,
    const struct timeval *when, void *user)
{
    struct pulse_link *link = user;

    (void)api;
    (void)timer;
    (void)when;
    free_timer(link);
    if (!connect_context(link))
        pulse_link_refuse(link, PA_ERR_INTERNAL);
}

/* The context lives until the next attempt: this may be called by one of its
 * own callbacks. */
void pulse_link_refuse(struct pulse_link *link, int failure)
{
    if (!link->is_decided || !link->user.lost) {
        decide(link, failure);
        return;
    }
    if (link->timer || link->failure != PA_OK)
        return;
    bool is_news = link->failures++ == 0;
    pa_context_set_state_callback(link->context, NULL, NULL);
    link->user.lost(link->user.user, failure, is_news);
    set_timer(link, (pa_usec_t)card_retry_ns(link->failures) / 1000, on_retry);
}

void pulse_link_lose(struct pulse_link *link)
{
    int failure = pa_context_errno(link->context);

    pulse_link_refuse(
        link, failure == PA_OK ? PA_ERR_CONNECTIONTERMINATED : failure);
}

bool pulse_link_settle(struct pulse_link *link)
{
    bool was_lost = link->failures > 0;

    link->failures = 0;
    decide(link, PA_OK);
    return was_lost;
}

/* --- The first time ------------------------------------------------------ */

static void on_timeout(pa_mainloop_api *api, pa_time_event *timer,
    const struct timeval *when, void *user)
{
    (void)api;
    (void)timer;
    (void)when;
    decide(user, PA_ERR_TIMEOUT);
}

int pulse_link_connect(struct pulse_link *link)
{
    pa_threaded_mainloop_lock(link->loop);
    if (!connect_context(link))
        decide(link, PA_ERR_INTERNAL);
    if (!link->is_decided)
        set_timer(link, ANSWER_US, on_timeout);
    while (!link->is_decided)
        pa_threaded_mainloop_wait(link->loop);
    int failure = link->failure;
    pa_threaded_mainloop_unlock(link->loop);
    return failure;
}

struct pulse_link *pulse_link_new(
    const struct pulse_user *user, struct err *err)
{
    own(pulse_link) link = calloc(1, sizeof *link);

    if (!link)
        return err_no_memory(err), NULL;
    link->user = *user;
    link->loop = pa_threaded_mainloop_new();
    link->is_started =
        link->loop && pa_threaded_mainloop_start(link->loop) >= 0;
    if (!link->is_started)
        return err_set(err, ERR_IO, "start a thread for libpulse"), NULL;
    return take(link);
}

void pulse_link_free(struct pulse_link *link)
{
    if (!link)
        return;
    if (link->is_started) {
        pa_threaded_mainloop_lock(link->loop);
        free_timer(link);
        disconnect(link);
        pa_threaded_mainloop_unlock(link->loop);
        pa_threaded_mainloop_stop(link->loop);
    }
    if (link->loop)
        pa_threaded_mainloop_free(link->loop);
    free(link);
}
