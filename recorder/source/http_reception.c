/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/http_reception.h"

#include <stdio.h>
#include <string.h>

#include "recorder/base/clock.h"

/* A connection that has lasted so long was good: the next is tried soon. */
#define GOOD_NS (10 * CLOCK_SECOND_NS)

#define HTTP_UNAUTHORIZED 401
#define MOST_STRANGERS 3

/* What a call works with. */
struct turn {
    struct http_reception *at;
    int64_t now_ns;
    const struct sound_sink *sink;
    struct err *err;
};

bool http_reception_init(struct http_reception *reception,
    const struct web_request *request, struct err *err)
{
    own_value(http_reception) made = {0};

    if (!http_address_check(request->address, err))
        return false;
    back_off_reset(&made.back_off);
    http_address_show(request->address, made.shown);
    made.stream = http_stream_new(request, err);
    made.ogg = made.stream ? live_ogg_new(err) : NULL;
    if (!made.ogg)
        return false;
    *reception = made;
    made = (struct http_reception){0};
    return true;
}

void http_reception_clear(struct http_reception *reception)
{
    http_stream_free(reception->stream);
    live_ogg_free(reception->ogg);
    live_edge_clear(&reception->edge);
    *reception = (struct http_reception){0};
}

static void tell(const struct turn *turn, const char *event, const char *text)
{
    turn->sink->event(turn->sink->user, event, text);
}

/* Who was told of an outage is told of its end. */
static void end_trouble(const struct turn *turn)
{
    struct http_reception *at = turn->at;

    if (at->trouble[0])
        tell(turn, "reconnected", "the stream is there");
    at->trouble[0] = '\0';
}

/* --- What fails ---------------------------------------------------------- */

/* The same trouble is told once an outage, however long it took this time. */
static void tell_trouble(const struct turn *turn, const char *trouble)
{
    struct http_reception *at = turn->at;
    int status = http_stream_status(at->stream);

    if (at->trouble[0] && status == at->trouble_status &&
        text_is_alike(at->trouble, trouble))
        return;
    at->trouble_status = status;
    snprintf(at->trouble, sizeof at->trouble, "%s", trouble);
    tell(turn, at->has_sound ? "reconnect" : "warning", at->trouble);
}

/* Before the next try. */
static void wait_for_next(const struct turn *turn, const char *trouble)
{
    struct http_reception *at = turn->at;

    tell_trouble(turn, trouble);
    if (at->connection == HTTP_RECEIVES &&
        turn->now_ns - at->since_ns >= GOOD_NS)
        back_off_reset(&at->back_off);
    at->connection = HTTP_WAITS;
    at->since_ns = back_off_next_ns(&at->back_off, turn->now_ns);
    http_stream_end(at->stream);
    live_edge_flush(&at->edge);
}

static bool fail(const struct turn *turn, enum err_kind kind, const char *why)
{
    return err_set(turn->err, kind, "%s: %s", turn->at->shown, why);
}

/* Will time not mend it? Icecast answers 401 to a listener, too, whom it
 * believes to be listening still; so that is not believed at once. */
static bool is_hopeless(struct http_reception *at, const struct err *why)
{
    if (http_stream_status(at->stream) == HTTP_UNAUTHORIZED)
        return ++at->strangers >= MOST_STRANGERS;
    return why->kind == ERR_CONFIG;
}

static bool take_failure(const struct turn *turn, const struct err *why)
{
    struct http_reception *at = turn->at;

    if (why->kind == ERR_MEMORY || (!at->has_sound && is_hopeless(at, why)))
        return fail(turn, why->kind, why->text);
    wait_for_next(turn, why->text);
    return true;
}

/* --- What comes ---------------------------------------------------------- */

static bool take_refusal(const struct turn *turn, const char *what)
{
    if (!turn->at->has_sound)
        return fail(turn, ERR_FORMAT, what);
    tell(turn, "warning", what);
    return true;
}

static void drop_title(struct http_reception *at)
{
    at->title_count--;
    memmove(&at->titles[0], &at->titles[1],
        (size_t)at->title_count * sizeof at->titles[0]);
}

static void keep_title(
    struct http_reception *at, const struct live_ogg_note *note)
{
    if (at->title_count == HTTP_MOST_TITLES)
        drop_title(at);
    at->titles[at->title_count++] = *note;
}

static bool take_note(const struct turn *turn, const struct live_ogg_note *note)
{
    struct http_reception *at = turn->at;

    switch (note->kind) {
    case LIVE_OGG_LINK:
        tell(turn, "source", note->text);
        return true;
    case LIVE_OGG_TITLE:
        keep_title(at, note);
        return true;
    case LIVE_OGG_REFUSED:
        return take_refusal(turn, note->text);
    case LIVE_OGG_HEADERLESS:
        at->is_of_no_use = true;
        return true;
    }
    return true;
}

static bool take_body(const struct turn *turn)
{
    struct http_reception *at = turn->at;
    struct text *body = http_stream_body(at->stream);
    struct live_ogg_note note;
    struct media_packet *packet;

    if (!live_ogg_push(at->ogg, (const uint8_t *)text_string(body),
            body->length, turn->now_ns, turn->err))
        return false;
    text_reset(body);
    while (live_ogg_note(at->ogg, &note)) {
        if (!take_note(turn, &note))
            return false;
    }
    while ((packet = live_ogg_pull(at->ogg))) {
        end_trouble(turn);
        live_edge_push(&at->edge, packet);
    }
    return true;
}

static bool connect_now(const struct turn *turn)
{
    turn->at->connection = HTTP_CONNECTS;
    return http_stream_begin(turn->at->stream, turn->now_ns, turn->err);
}

static bool join(const struct turn *turn)
{
    struct http_reception *at = turn->at;

    at->connection = HTTP_RECEIVES;
    at->since_ns = turn->now_ns;
    at->is_of_no_use = false;
    live_edge_join(&at->edge, turn->now_ns);
    return live_ogg_join(at->ogg, http_stream_type(at->stream), turn->err);
}

static void wait_after_end(const struct turn *turn)
{
    const struct live_ogg *ogg = turn->at->ogg;
    char trouble[96] = "the stream ended";

    if (!live_ogg_has_pages(ogg))
        snprintf(trouble, sizeof trouble,
            "the answer held %s: expected Ogg/Opus",
            live_ogg_foreign_name(ogg));
    wait_for_next(turn, trouble);
}

static bool receive(const struct turn *turn)
{
    struct http_reception *at = turn->at;
    struct err why;

    if (at->connection == HTTP_WAITS && turn->now_ns < at->since_ns)
        return true;
    if (at->connection == HTTP_WAITS && !connect_now(turn))
        return false;
    enum http_step step = http_stream_read(at->stream, turn->now_ns, &why);
    if (at->connection == HTTP_CONNECTS &&
        (step == HTTP_FLOWS || http_stream_body(at->stream)->length) &&
        !join(turn))
        return false;
    if (at->connection == HTTP_RECEIVES && !take_body(turn))
        return false;
    if (step == HTTP_FAILED)
        return take_failure(turn, &why);
    if (step == HTTP_ENDED)
        wait_after_end(turn);
    else if (at->is_of_no_use && at->connection == HTTP_RECEIVES)
        wait_for_next(turn, "pages without the headers of their stream");
    return true;
}

bool http_reception_read(struct http_reception *reception, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    const struct turn turn = {reception, now_ns, sink, err};

    return receive(&turn);
}

/* --- Handing on ---------------------------------------------------------- */

int http_reception_descriptor(const struct http_reception *reception)
{
    return http_stream_descriptor(reception->stream);
}

int64_t http_reception_deadline_ns(const struct http_reception *reception)
{
    int64_t edge_ns = live_edge_deadline_ns(&reception->edge);
    int64_t connection_ns = reception->connection == HTTP_WAITS
                                ? reception->since_ns
                                : http_stream_deadline_ns(reception->stream);

    return edge_ns < connection_ns ? edge_ns : connection_ns;
}

struct media_packet *http_reception_pull(
    struct http_reception *reception, int64_t now_ns)
{
    struct media_packet *packet = live_edge_pull(&reception->edge, now_ns);

    reception->has_sound = reception->has_sound || packet;
    return packet;
}

bool http_reception_title(struct http_reception *reception,
    const struct media_packet *packet, struct live_ogg_note *title)
{
    const struct live_ogg_note *first = &reception->titles[0];

    if (reception->title_count == 0 ||
        (int16_t)(packet->sequence - first->link) < 0)
        return false;
    *title = *first;
    drop_title(reception);
    return true;
}

bool http_reception_stop(struct http_reception *reception, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    if (reception->connection == HTTP_RECEIVES &&
        !http_reception_read(reception, now_ns, sink, err))
        return false;
    live_edge_flush(&reception->edge);
    return true;
}
