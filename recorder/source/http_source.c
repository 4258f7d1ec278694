/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/http_source.h"

#include "recorder/source/http_reception.h"
#include "recorder/source/timeline.h"

#define RATE_HZ 48000
#define GRAIN 120
struct http_source {
    struct source source;
    struct http_reception reception;
    struct timeline line;
    int64_t packets;
    int64_t gap_ticks;
};

/* What a call works with. */
struct turn {
    struct http_source *http;
    int64_t now_ns;
    const struct sound_sink *sink;
    struct err *err;
};

static struct http_source *http_of(struct source *source)
{
    return (struct http_source *)source;
}

static const struct http_source *const_http_of(const struct source *source)
{
    return (const struct http_source *)source;
}

static int http_descriptor(const struct source *source)
{
    return http_reception_descriptor(&const_http_of(source)->reception);
}

static bool http_format(
    const struct source *source, struct sound_format *format)
{
    (void)source;
    *format = (struct sound_format){
        .kind = SOUND_OPUS, .rate_hz = RATE_HZ, .channels = 2};
    return true;
}

static int64_t http_deadline_ns(const struct source *source)
{
    const struct http_source *http = const_http_of(source);
    int64_t line_ns = timeline_deadline_ns(&http->line);
    int64_t reception_ns = http_reception_deadline_ns(&http->reception);

    return line_ns < reception_ns ? line_ns : reception_ns;
}

static int64_t http_start_ns(const struct source *source)
{
    const struct http_source *http = const_http_of(source);

    if (http->line.has_begun)
        return http->line.start_ns;
    const struct live_edge *edge = &http->reception.edge;
    return live_edge_is_gathering(edge) ? edge->joined_ns : INT64_MAX;
}

/* A title is told where the first sound under it lands. */
static void tell_titles(
    const struct turn *turn, const struct media_packet *packet)
{
    struct live_ogg_note title;

    while (http_reception_title(&turn->http->reception, packet, &title))
        turn->sink->event(turn->sink->user, "title", title.text);
}

static bool hand_over_packet(
    const struct turn *turn, struct media_packet *packet)
{
    own(media_packet) held = packet;

    turn->http->packets++;
    tell_titles(turn, held);
    return turn->sink->opus(
        turn->sink->user, held->payload, held->bytes, held->ticks, turn->err);
}

static bool hand_over(const struct turn *turn)
{
    struct http_source *http = turn->http;
    struct timeline_step step;

    for (;;) {
        switch (timeline_pull(&http->line, turn->now_ns, &step)) {
        case TIMELINE_NONE:
            return true;
        case TIMELINE_PACKET:
            if (!hand_over_packet(turn, step.packet))
                return false;
            break;
        case TIMELINE_GAP:
            http->gap_ticks += step.gap;
            if (!turn->sink->gap(
                    turn->sink->user, step.gap, step.lost, turn->err))
                return false;
            break;
        }
    }
}

static void place(const struct turn *turn)
{
    struct http_source *http = turn->http;
    struct media_packet *packet;

    while ((packet = http_reception_pull(&http->reception, turn->now_ns)))
        timeline_push(&http->line, packet);
}

static enum source_step http_read(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    const struct turn turn = {http_of(source), now_ns, sink, err};

    if (!http_reception_read(&turn.http->reception, now_ns, sink, err))
        return SOURCE_FAILED;
    place(&turn);
    return hand_over(&turn) ? SOURCE_GOES_ON : SOURCE_FAILED;
}

static bool http_stop(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    const struct turn turn = {http_of(source), now_ns, sink, err};

    if (!http_reception_stop(&turn.http->reception, now_ns, sink, err))
        return false;
    place(&turn);
    timeline_stop(&turn.http->line, now_ns);
    return hand_over(&turn);
}

static void http_count(
    const struct source *source, struct source_counters *counters)
{
    const struct http_source *http = const_http_of(source);

    *counters = (struct source_counters){.packets = http->packets,
        .lost = live_ogg_lost(http->reception.ogg),
        .duplicates = http->reception.edge.repeats,
        .garbage = live_ogg_garbage(http->reception.ogg),
        .gap_ms = http->gap_ticks * 1000 / RATE_HZ,
        .drift_ppm = timeline_fast_ppm(&http->line)};
}

static void http_free(struct source *source)
{
    struct http_source *http = http_of(source);

    http_reception_clear(&http->reception);
    timeline_clear(&http->line);
    free(http);
}

static const struct source_type http_type = {
    .descriptor = http_descriptor,
    .format = http_format,
    .deadline_ns = http_deadline_ns,
    .start_ns = http_start_ns,
    .read = http_read,
    .stop = http_stop,
    .count = http_count,
    .free = http_free,
};

struct source *http_source_open(const char *address, const char *user,
    const char *password, struct err *err)
{
    const struct web_request request = {
        .address = address, .user = user, .password = password};
    struct http_source *http = calloc(1, sizeof *http);

    if (!http)
        return err_no_memory(err), NULL;
    http->source.type = &http_type;
    timeline_init(&http->line, RATE_HZ, GRAIN);
    timeline_expect_pages(&http->line);
    if (http_reception_init(&http->reception, &request, err))
        return &http->source;
    http_free(&http->source);
    return NULL;
}
