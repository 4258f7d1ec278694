/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/http_source.h"

#include <stdio.h>
#include <string.h>

#include "recorder/base/back_off.h"
#include "recorder/base/clock.h"
#include "recorder/source/http_address.h"
#include "recorder/source/http_stream.h"
#include "recorder/source/live_edge.h"
#include "recorder/source/live_ogg.h"
#include "recorder/source/timeline.h"

#define RATE_HZ 48000
#define GRAIN 120
/* A connection that has lasted so long was good: the next is tried soon. */
#define GOOD_NS (10 * CLOCK_SECOND_NS)
/* Titles of links whose sound has not been handed over yet. */
#define MOST_TITLES 8

#define HTTP_UNAUTHORIZED 401
#define MOST_STRANGERS 3

enum connection { WAITS, CONNECTS, FLOWS };

struct http_source {
    struct source source;
    char shown[HTTP_ADDRESS_SHOWN_BYTES];
    struct http_stream *stream;
    struct live_ogg *ogg;
    struct live_edge edge;
    struct timeline line;

    enum connection connection;
    int64_t begin_ns; /* WAITS: when to try; FLOWS: since when it does */
    struct back_off back_off;
    bool is_of_no_use;
    int strangers;     /* how often the server did not know us */
    char trouble[256]; /* told already of this outage; "": none */

    struct live_ogg_note titles[MOST_TITLES];
    int title_count;
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
    return http_stream_descriptor(const_http_of(source)->stream);
}

static bool http_format(
    const struct source *source, struct sound_format *format)
{
    (void)source;
    *format = (struct sound_format){
        .kind = SOUND_OPUS, .rate_hz = RATE_HZ, .channels = 2};
    return true;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t http_deadline_ns(const struct source *source)
{
    const struct http_source *http = const_http_of(source);
    int64_t sound_ns = earlier(
        live_edge_deadline_ns(&http->edge), timeline_deadline_ns(&http->line));

    return earlier(sound_ns, http->connection == WAITS
                                 ? http->begin_ns
                                 : http_stream_deadline_ns(http->stream));
}

static int64_t http_start_ns(const struct source *source)
{
    const struct http_source *http = const_http_of(source);

    if (http->line.has_begun)
        return http->line.start_ns;
    return live_edge_is_gathering(&http->edge) ? http->edge.joined_ns
                                               : INT64_MAX;
}

static void tell(const struct turn *turn, const char *event, const char *text)
{
    turn->sink->event(turn->sink->user, event, text);
}

/* Who was told of an outage is told of its end. */
static void end_trouble(const struct turn *turn)
{
    struct http_source *http = turn->http;

    if (http->trouble[0])
        tell(turn, "reconnected", "the stream is there");
    http->trouble[0] = '\0';
}

/* --- The connection ---------------------------------------------------- */

/* Waits before the next try. The same trouble is told once an outage. */
static void wait_for_next(const struct turn *turn, const char *trouble)
{
    struct http_source *http = turn->http;
    bool has_sound = http->line.has_begun;

    if (strcmp(http->trouble, trouble) != 0) {
        snprintf(http->trouble, sizeof http->trouble, "%s", trouble);
        tell(turn, has_sound ? "reconnect" : "warning", http->trouble);
    }
    if (http->connection == FLOWS && turn->now_ns - http->begin_ns >= GOOD_NS)
        back_off_reset(&http->back_off);
    http->connection = WAITS;
    http->begin_ns = back_off_next_ns(&http->back_off, turn->now_ns);
    http_stream_end(http->stream);
    live_edge_flush(&http->edge);
}

static bool fail(const struct turn *turn, enum err_kind kind, const char *why)
{
    return err_set(turn->err, kind, "%s: %s", turn->http->shown, why);
}

/* Will time not mend it? Icecast answers 401 to a listener, too, whom it
 * believes to be listening still; so that is not believed at once. */
static bool is_hopeless(struct http_source *http, const struct err *why)
{
    if (http_stream_status(http->stream) == HTTP_UNAUTHORIZED)
        return ++http->strangers >= MOST_STRANGERS;
    return why->kind == ERR_CONFIG;
}

static bool take_failure(const struct turn *turn, const struct err *why)
{
    struct http_source *http = turn->http;

    if (why->kind == ERR_MEMORY ||
        (!http->line.has_begun && is_hopeless(http, why)))
        return fail(turn, why->kind, why->text);
    wait_for_next(turn, why->text);
    return true;
}

static bool take_refusal(const struct turn *turn, const char *what)
{
    if (!turn->http->line.has_begun)
        return fail(turn, ERR_FORMAT, what);
    tell(turn, "warning", what);
    return true;
}

static void keep_title(
    struct http_source *http, const struct live_ogg_note *note)
{
    if (http->title_count == MOST_TITLES) {
        memmove(&http->titles[0], &http->titles[1],
            (MOST_TITLES - 1) * sizeof http->titles[0]);
        http->title_count--;
    }
    http->titles[http->title_count++] = *note;
}

static bool take_note(const struct turn *turn, const struct live_ogg_note *note)
{
    struct http_source *http = turn->http;

    switch (note->kind) {
    case LIVE_OGG_LINK:
        tell(turn, "source", note->text);
        return true;
    case LIVE_OGG_TITLE:
        keep_title(http, note);
        return true;
    case LIVE_OGG_REFUSED:
        return take_refusal(turn, note->text);
    case LIVE_OGG_HEADERLESS:
        http->is_of_no_use = true;
        return true;
    }
    return true;
}

static bool take_body(const struct turn *turn)
{
    struct http_source *http = turn->http;
    struct text *body = http_stream_body(http->stream);
    struct live_ogg_note note;
    struct media_packet *packet;

    if (!live_ogg_push(http->ogg, (const uint8_t *)text_string(body),
            body->length, turn->now_ns, turn->err))
        return false;
    text_reset(body);
    while (live_ogg_note(http->ogg, &note)) {
        if (!take_note(turn, &note))
            return false;
    }
    while ((packet = live_ogg_pull(http->ogg))) {
        end_trouble(turn);
        live_edge_push(&http->edge, packet);
    }
    return true;
}

static bool connect_now(const struct turn *turn)
{
    turn->http->connection = CONNECTS;
    return http_stream_begin(turn->http->stream, turn->now_ns, turn->err);
}

static bool join(const struct turn *turn)
{
    struct http_source *http = turn->http;

    http->connection = FLOWS;
    http->begin_ns = turn->now_ns;
    http->is_of_no_use = false;
    live_edge_join(&http->edge, turn->now_ns);
    return live_ogg_join(http->ogg, http_stream_type(http->stream), turn->err);
}

static void wait_after_end(const struct turn *turn)
{
    const struct live_ogg *ogg = turn->http->ogg;
    char trouble[96] = "the stream ended";

    if (!live_ogg_has_pages(ogg))
        snprintf(trouble, sizeof trouble,
            "the answer held %s: expected Ogg/Opus",
            live_ogg_foreign_name(ogg));
    wait_for_next(turn, trouble);
}

static bool receive(const struct turn *turn)
{
    struct http_source *http = turn->http;
    struct err why;

    if (http->connection == WAITS && turn->now_ns < http->begin_ns)
        return true;
    if (http->connection == WAITS && !connect_now(turn))
        return false;
    enum http_step step = http_stream_read(http->stream, turn->now_ns, &why);
    if (http->connection == CONNECTS &&
        (step == HTTP_FLOWS || http_stream_body(http->stream)->length) &&
        !join(turn))
        return false;
    if (http->connection == FLOWS && !take_body(turn))
        return false;
    if (step == HTTP_FAILED)
        return take_failure(turn, &why);
    if (step == HTTP_ENDED)
        wait_after_end(turn);
    else if (http->is_of_no_use && http->connection == FLOWS)
        wait_for_next(turn, "pages without the headers of their stream");
    return true;
}

/* --- The sound --------------------------------------------------------- */

/* A title is told where the first sound under it lands. */
static void tell_title(const struct turn *turn, uint16_t link)
{
    struct http_source *http = turn->http;

    while (
        http->title_count > 0 && (int16_t)(link - http->titles[0].link) >= 0) {
        tell(turn, "title", http->titles[0].text);
        http->title_count--;
        memmove(&http->titles[0], &http->titles[1],
            (size_t)http->title_count * sizeof http->titles[0]);
    }
}

static bool hand_over_packet(
    const struct turn *turn, struct media_packet *packet)
{
    own(media_packet) held = packet;

    turn->http->packets++;
    tell_title(turn, held->sequence);
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

    while ((packet = live_edge_pull(&http->edge, turn->now_ns)))
        timeline_push(&http->line, packet);
}

static enum source_step http_read(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    const struct turn turn = {http_of(source), now_ns, sink, err};

    if (!receive(&turn))
        return SOURCE_FAILED;
    place(&turn);
    return hand_over(&turn) ? SOURCE_GOES_ON : SOURCE_FAILED;
}

static bool http_stop(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    const struct turn turn = {http_of(source), now_ns, sink, err};

    if (turn.http->connection == FLOWS && !receive(&turn))
        return false;
    live_edge_flush(&turn.http->edge);
    place(&turn);
    timeline_stop(&turn.http->line, now_ns);
    return hand_over(&turn);
}

static void http_count(
    const struct source *source, struct source_counters *counters)
{
    const struct http_source *http = const_http_of(source);

    *counters = (struct source_counters){.packets = http->packets,
        .lost = live_ogg_lost(http->ogg),
        .duplicates = http->edge.repeats,
        .garbage = live_ogg_garbage(http->ogg),
        .gap_ms = http->gap_ticks * 1000 / RATE_HZ,
        .drift_ppm = timeline_fast_ppm(&http->line)};
}

static void http_free(struct source *source)
{
    struct http_source *http = http_of(source);

    http_stream_free(http->stream);
    live_ogg_free(http->ogg);
    live_edge_clear(&http->edge);
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
    struct http_source *http;

    if (!http_address_check(address, err))
        return NULL;
    http = calloc(1, sizeof *http);
    if (!http)
        return err_no_memory(err), NULL;
    http->source.type = &http_type;
    back_off_reset(&http->back_off);
    http_address_show(address, http->shown);
    timeline_init(&http->line, RATE_HZ, GRAIN);
    timeline_expect_pages(&http->line);
    http->stream = http_stream_new(&request, err);
    http->ogg = http->stream ? live_ogg_new(err) : NULL;
    if (http->ogg)
        return &http->source;
    http_free(&http->source);
    return NULL;
}
