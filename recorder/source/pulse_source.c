/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/pulse_source.h"

#include <pulse/pulseaudio.h>
#include <stdio.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/source/card_source.h"

#define ANSWER_US (5 * PA_USEC_PER_SEC)
#define FRAGMENT_MS 20

/* While we are held up the server keeps so much for us. */
#define SERVER_SECONDS 10

/* Its callbacks run in the mainloop's thread, under the mainloop's lock. */
struct pulse_card {
    struct card card; /* first: the card is this struct */
    char *name;       /* "": the default source */
    char address[160];
    pa_threaded_mainloop *loop;
    bool is_started; /* the loop's thread */
    pa_context *context;
    pa_stream *stream;
    pa_time_event *timer;
    int failures; /* to connect, in a row */
    bool is_back_awaited;
    pa_channel_map map;     /* of what is captured */
    struct card_list *list; /* to be filled, instead of capturing; or NULL */
    /* What the first attempt came to, for those who wait for it. */
    bool is_decided;
    int failure; /* PA_ERR_…, PA_OK */
};

static void decide(struct pulse_card *pulse, int failure)
{
    if (pulse->is_decided)
        return;
    pulse->is_decided = true;
    pulse->failure = failure;
    pa_threaded_mainloop_signal(pulse->loop, 0);
}

static void free_timer(struct pulse_card *pulse)
{
    if (pulse->timer)
        pa_threaded_mainloop_get_api(pulse->loop)->time_free(pulse->timer);
    pulse->timer = NULL;
}

static void set_timer(
    struct pulse_card *pulse, pa_usec_t us, pa_time_event_cb_t then)
{
    free_timer(pulse);
    pulse->timer = pa_context_rttime_new(
        pulse->context, pa_rtclock_now() + us, then, pulse);
}

static void disconnect(struct pulse_card *pulse)
{
    if (pulse->stream) {
        pa_stream_set_state_callback(pulse->stream, NULL, NULL);
        pa_stream_set_read_callback(pulse->stream, NULL, NULL);
        pa_stream_disconnect(pulse->stream);
        pa_stream_unref(pulse->stream);
    }
    if (pulse->context) {
        pa_context_set_state_callback(pulse->context, NULL, NULL);
        pa_context_disconnect(pulse->context);
        pa_context_unref(pulse->context);
    }
    pulse->stream = NULL;
    pulse->context = NULL;
}

static void tell(struct pulse_card *pulse, const char *what, int failure)
{
    char text[512];

    snprintf(text, sizeof text, "%s %s%s%s", pulse->address, what,
        failure ? ": " : "", failure ? pa_strerror(failure) : "");
    if (failure)
        capture_queue_break(pulse->card.queue, "source", text);
    else
        capture_queue_tell(pulse->card.queue, "source", text);
}

static void on_retry(pa_mainloop_api *api, pa_time_event *timer,
    const struct timeval *when, void *user);

/* Server or source are gone, or not there yet. The context lives until the
 * next attempt: this may be called by one of its own callbacks. */
static void lose(struct pulse_card *pulse, int failure)
{
    if (!pulse->is_decided || pulse->list) {
        decide(pulse, failure);
        return;
    }
    if (pulse->timer || pulse->failure != PA_OK)
        return;
    if (!pulse->is_back_awaited)
        tell(pulse, "is gone", failure);
    pulse->is_back_awaited = true;
    pulse->failures++;
    pa_context_set_state_callback(pulse->context, NULL, NULL);
    if (pulse->stream) {
        pa_stream_set_state_callback(pulse->stream, NULL, NULL);
        pa_stream_set_read_callback(pulse->stream, NULL, NULL);
    }
    set_timer(
        pulse, (pa_usec_t)card_retry_ns(pulse->failures) / 1000, on_retry);
}

static int failure_of(const struct pulse_card *pulse)
{
    int failure = pa_context_errno(pulse->context);

    return failure == PA_OK ? PA_ERR_CONNECTIONTERMINATED : failure;
}

/* A hole has no data: the server had to drop sound. */
static void on_sound(pa_stream *stream, size_t length, void *user)
{
    struct pulse_card *pulse = user;
    int64_t now_ns = clock_monotonic_ns();
    size_t frame_bytes = sample_format_frame_bytes(&pulse->card.format);
    const void *bytes;

    while (pa_stream_readable_size(stream) > 0 &&
           pa_stream_peek(stream, &bytes, &length) >= 0 && length > 0) {
        if (bytes)
            capture_queue_push(
                pulse->card.queue, bytes, length / frame_bytes, now_ns);
        else
            capture_queue_break(
                pulse->card.queue, "warning", "the sound server lost sound");
        pa_stream_drop(stream);
    }
}

static void on_stream_state(pa_stream *stream, void *user)
{
    struct pulse_card *pulse = user;

    switch (pa_stream_get_state(stream)) {
    case PA_STREAM_READY:
        if (pulse->is_back_awaited)
            tell(pulse, "is back", 0);
        pulse->is_back_awaited = false;
        pulse->failures = 0;
        decide(pulse, PA_OK);
        break;
    case PA_STREAM_FAILED:
    case PA_STREAM_TERMINATED:
        lose(pulse, failure_of(pulse));
        break;
    default:
        break;
    }
}

/* The default source was changed or unplugged, and the server gave us
 * another. */
static void on_move(pa_stream *stream, void *user)
{
    struct pulse_card *pulse = user;
    char what[160];

    snprintf(
        what, sizeof what, "is now %.140s", pa_stream_get_device_name(stream));
    tell(pulse, what, 0);
}

static int connect_stream(struct pulse_card *pulse)
{
    const struct sample_format *format = &pulse->card.format;
    pa_sample_spec spec = {.format = PA_SAMPLE_FLOAT32LE,
        .rate = (uint32_t)format->rate_hz,
        .channels = (uint8_t)format->channels};
    uint32_t second = (uint32_t)pa_bytes_per_second(&spec);
    pa_buffer_attr buffers = {.maxlength = SERVER_SECONDS * second,
        .fragsize = second / 1000 * FRAGMENT_MS};
    const char *name = *pulse->name ? pulse->name : NULL;

    pulse->stream =
        pa_stream_new(pulse->context, "recording", &spec, &pulse->map);
    if (!pulse->stream)
        return -1;
    pa_stream_set_state_callback(pulse->stream, on_stream_state, pulse);
    pa_stream_set_read_callback(pulse->stream, on_sound, pulse);
    pa_stream_set_moved_callback(pulse->stream, on_move, pulse);
    return pa_stream_connect_record(pulse->stream, name, &buffers,
        PA_STREAM_ADJUST_LATENCY | (name ? PA_STREAM_DONT_MOVE : 0));
}

/* The server puts the channels into WAV's order, if it knows where they
 * stand; those of a studio's interface are merely numbered. */
static void take_format(struct pulse_card *pulse, const pa_source_info *info)
{
    pa_channel_map_init_extend(
        &pulse->map, info->sample_spec.channels, PA_CHANNEL_MAP_WAVEEX);
    if (!pa_channel_map_superset(&pulse->map, &info->channel_map))
        pulse->map = info->channel_map;
    pulse->card.format = (struct sample_format){.encoding = SAMPLE_F32LE,
        .rate_hz = (int)info->sample_spec.rate,
        .channels = info->sample_spec.channels};
}

static bool is_format_fit(const pa_source_info *info)
{
    return info->sample_spec.channels <= SAMPLE_MOST_CHANNELS &&
           info->sample_spec.rate >= SAMPLE_LEAST_HZ &&
           info->sample_spec.rate <= SAMPLE_MOST_HZ;
}

/* The format is that of the first time; the server converts what comes back
 * as something else. */
static bool make_ready(struct pulse_card *pulse, const pa_source_info *info)
{
    struct err ignored;

    if (pulse->card.queue)
        return true;
    if (!is_format_fit(info))
        return false;
    take_format(pulse, info);
    pulse->card.queue = card_queue_new(&pulse->card.format, &ignored);
    return pulse->card.queue;
}

static void on_source(
    pa_context *context, const pa_source_info *info, int end, void *user)
{
    struct pulse_card *pulse = user;

    if (end < 0)
        lose(pulse, failure_of(pulse));
    else if (end == 0 && !make_ready(pulse, info))
        lose(pulse, PA_ERR_NOTSUPPORTED);
    else if (end == 0 && connect_stream(pulse) < 0)
        lose(pulse, failure_of(pulse));
    (void)context;
}

static void on_list(
    pa_context *context, const pa_source_info *info, int end, void *user)
{
    struct pulse_card *pulse = user;

    (void)context;
    if (end < 0) {
        lose(pulse, failure_of(pulse));
    } else if (end > 0) {
        decide(pulse, PA_OK);
    } else {
        card_list_add(pulse->list, "pulse", info->name, info->description,
            &(struct card_range){info->sample_spec.rate, info->sample_spec.rate,
                info->sample_spec.channels, info->sample_spec.channels});
    }
}

static void ask(struct pulse_card *pulse)
{
    pa_operation *asked =
        pulse->list
            ? pa_context_get_source_info_list(pulse->context, on_list, pulse)
            : pa_context_get_source_info_by_name(pulse->context,
                  *pulse->name ? pulse->name : "@DEFAULT_SOURCE@", on_source,
                  pulse);

    if (asked)
        pa_operation_unref(asked);
    else
        lose(pulse, failure_of(pulse));
}

static void on_context_state(pa_context *context, void *user)
{
    struct pulse_card *pulse = user;

    switch (pa_context_get_state(context)) {
    case PA_CONTEXT_READY:
        ask(pulse);
        break;
    case PA_CONTEXT_FAILED:
    case PA_CONTEXT_TERMINATED:
        lose(pulse, failure_of(pulse));
        break;
    default:
        break;
    }
}

/* The server may be none yet, a hung one, or one of another age: what comes
 * of it comes by the callback. */
static bool connect_context(struct pulse_card *pulse)
{
    pa_context *context =
        pa_context_new(pa_threaded_mainloop_get_api(pulse->loop), "roomcast");

    if (!context)
        return false;
    disconnect(pulse);
    pulse->context = context;
    pa_context_set_state_callback(context, on_context_state, pulse);
    if (pa_context_connect(context, NULL, PA_CONTEXT_NOFLAGS, NULL) < 0)
        lose(pulse, failure_of(pulse));
    return true;
}

static void on_retry(pa_mainloop_api *api, pa_time_event *timer,
    const struct timeval *when, void *user)
{
    struct pulse_card *pulse = user;

    (void)api;
    (void)timer;
    (void)when;
    free_timer(pulse);
    if (!connect_context(pulse))
        lose(pulse, PA_ERR_INTERNAL);
}

static void on_timeout(pa_mainloop_api *api, pa_time_event *timer,
    const struct timeval *when, void *user)
{
    (void)api;
    (void)timer;
    (void)when;
    decide(user, PA_ERR_TIMEOUT);
}

static void pulse_card_free(struct pulse_card *pulse)
{
    if (!pulse)
        return;
    if (pulse->is_started) {
        pa_threaded_mainloop_lock(pulse->loop);
        free_timer(pulse);
        disconnect(pulse);
        pa_threaded_mainloop_unlock(pulse->loop);
        pa_threaded_mainloop_stop(pulse->loop);
    }
    if (pulse->loop)
        pa_threaded_mainloop_free(pulse->loop);
    capture_queue_free(pulse->card.queue);
    free(pulse->name);
    free(pulse);
}
OWNED(pulse_card)

static void free_card(struct card *card)
{
    pulse_card_free((struct pulse_card *)card);
}

static struct pulse_card *new_pulse_card(const char *name, struct err *err)
{
    own(pulse_card) pulse = calloc(1, sizeof *pulse);

    if (!pulse || !(pulse->name = strdup(name)))
        return err_no_memory(err), NULL;
    pulse->card.free = free_card;
    snprintf(pulse->address, sizeof pulse->address, "pulse:%s", name);
    pulse->loop = pa_threaded_mainloop_new();
    pulse->is_started =
        pulse->loop && pa_threaded_mainloop_start(pulse->loop) >= 0;
    if (!pulse->is_started)
        return err_set(err, ERR_IO, "start a thread for libpulse"), NULL;
    return take(pulse);
}

/* Waits for what comes of the first attempt: PA_OK or a failure. */
static int connect_first(struct pulse_card *pulse)
{
    pa_threaded_mainloop_lock(pulse->loop);
    if (!connect_context(pulse))
        decide(pulse, PA_ERR_INTERNAL);
    if (!pulse->is_decided)
        set_timer(pulse, ANSWER_US, on_timeout);
    while (!pulse->is_decided)
        pa_threaded_mainloop_wait(pulse->loop);
    free_timer(pulse);
    int failure = pulse->failure;
    pa_threaded_mainloop_unlock(pulse->loop);
    return failure;
}

/* With the sources that are there, if it may be a matter of names. */
static bool fail_to_open(
    const struct pulse_card *pulse, int failure, struct err *err)
{
    own_value(card_list) list = {0};
    struct err ignored;

    if (failure != PA_ERR_NOENTITY && failure != PA_ERR_INVALID)
        return err_set(err,
            failure == PA_ERR_NOTSUPPORTED ? ERR_CONFIG : ERR_NET, "%s: %s",
            pulse->address, pa_strerror(failure));
    err_set(
        err, ERR_CONFIG, "%s: the server has no such source", pulse->address);
    pulse_source_list(&list, &ignored);
    return card_list_name_all(&list, "sources", err);
}

struct source *pulse_source_open(const char *name, struct err *err)
{
    own(pulse_card) pulse = new_pulse_card(name, err);

    if (!pulse)
        return NULL;
    int failure = connect_first(pulse);
    if (failure != PA_OK)
        return fail_to_open(pulse, failure, err), NULL;
    return card_source_new(&take(pulse)->card, err);
}

bool pulse_source_list(struct card_list *list, struct err *err)
{
    own(pulse_card) pulse = new_pulse_card("", err);

    if (!pulse)
        return false;
    pulse->list = list;
    int failure = connect_first(pulse);
    return failure == PA_OK || err_set(err, ERR_NET, "list pulse sources: %s",
                                   pa_strerror(failure));
}
