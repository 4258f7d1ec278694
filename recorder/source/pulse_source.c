/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/pulse_source.h"

#include <pulse/pulseaudio.h>
#include <stdio.h>
#include <string.h>

#include "recorder/base/clock.h"
#include "recorder/source/card_source.h"
#include "recorder/source/pulse_link.h"

#define FRAGMENT_MS 20

/* While we are held up the server keeps so much for us. */
#define SERVER_SECONDS 10

/* Its callbacks run in the link's thread. */
struct pulse_card {
    struct card card; /* first: the card is this struct */
    char *name;       /* "": the default source */
    char address[160];
    struct pulse_link *link;
    pa_stream *stream;
    pa_channel_map map; /* of what is captured */
};

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
        if (pulse_link_settle(pulse->link))
            tell(pulse, "is back", 0);
        break;
    case PA_STREAM_FAILED:
    case PA_STREAM_TERMINATED:
        pulse_link_lose(pulse->link);
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

static int connect_stream(struct pulse_card *pulse, pa_context *context)
{
    const struct sample_format *format = &pulse->card.format;
    pa_sample_spec spec = {.format = PA_SAMPLE_FLOAT32LE,
        .rate = (uint32_t)format->rate_hz,
        .channels = (uint8_t)format->channels};
    uint32_t second = (uint32_t)pa_bytes_per_second(&spec);
    pa_buffer_attr buffers = {.maxlength = SERVER_SECONDS * second,
        .fragsize = second / 1000 * FRAGMENT_MS};
    const char *name = *pulse->name ? pulse->name : NULL;

    pulse->stream = pa_stream_new(context, "recording", &spec, &pulse->map);
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
        pulse_link_lose(pulse->link);
    else if (end == 0 && !make_ready(pulse, info))
        pulse_link_refuse(pulse->link, PA_ERR_NOTSUPPORTED);
    else if (end == 0 && connect_stream(pulse, context) < 0)
        pulse_link_lose(pulse->link);
}

static void on_ready(void *user)
{
    struct pulse_card *pulse = user;
    const char *name = *pulse->name ? pulse->name : "@DEFAULT_SOURCE@";
    pa_operation *asked = pa_context_get_source_info_by_name(
        pulse_link_context(pulse->link), name, on_source, pulse);

    if (asked)
        pa_operation_unref(asked);
    else
        pulse_link_lose(pulse->link);
}

static void silence(struct pulse_card *pulse)
{
    if (!pulse->stream)
        return;
    pa_stream_set_state_callback(pulse->stream, NULL, NULL);
    pa_stream_set_read_callback(pulse->stream, NULL, NULL);
}

static void on_loss(void *user, int failure, bool is_news)
{
    struct pulse_card *pulse = user;

    if (is_news)
        tell(pulse, "is gone", failure);
    silence(pulse);
}

static void on_close(void *user)
{
    struct pulse_card *pulse = user;

    silence(pulse);
    if (pulse->stream) {
        pa_stream_disconnect(pulse->stream);
        pa_stream_unref(pulse->stream);
    }
    pulse->stream = NULL;
}

/* --- Opening ------------------------------------------------------------- */

static void pulse_card_free(struct pulse_card *pulse)
{
    if (!pulse)
        return;
    pulse_link_free(pulse->link);
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
    const struct pulse_user captures = {pulse, on_ready, on_loss, on_close};
    pulse->link = pulse_link_new(&captures, err);
    return pulse->link ? take(pulse) : NULL;
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
    int failure = pulse_link_connect(pulse->link);
    if (failure != PA_OK)
        return fail_to_open(pulse, failure, err), NULL;
    return card_source_new(&take(pulse)->card, err);
}

/* --- Listing ------------------------------------------------------------- */

struct listing {
    struct card_list *list;
    struct pulse_link *link;
};

static void on_entry(
    pa_context *context, const pa_source_info *info, int end, void *user)
{
    struct listing *listing = user;

    (void)context;
    if (end < 0) {
        pulse_link_lose(listing->link);
    } else if (end > 0) {
        pulse_link_settle(listing->link);
    } else {
        card_list_add(listing->list, "pulse", info->name, info->description,
            &(struct card_range){info->sample_spec.rate, info->sample_spec.rate,
                info->sample_spec.channels, info->sample_spec.channels});
    }
}

static void ask_for_all(void *user)
{
    struct listing *listing = user;
    pa_operation *asked = pa_context_get_source_info_list(
        pulse_link_context(listing->link), on_entry, listing);

    if (asked)
        pa_operation_unref(asked);
    else
        pulse_link_lose(listing->link);
}

bool pulse_source_list(struct card_list *list, struct err *err)
{
    struct listing listing = {.list = list};
    const struct pulse_user lists = {.user = &listing, .ready = ask_for_all};
    own(pulse_link) link = pulse_link_new(&lists, err);

    if (!link)
        return false;
    listing.link = link;
    int failure = pulse_link_connect(link);
    return failure == PA_OK || err_set(err, ERR_NET, "list pulse sources: %s",
                                   pa_strerror(failure));
}
