/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reception of a live room over HTTP: one connection after the other, and
 * what comes of each until its packets have their arrival times. See
 * http_source.h for how often it tries and what it does not try again.
 *
 *     http_reception_init(&reception, &request, err);
 *     poll(http_reception_descriptor(&reception) …,
 *         until http_reception_deadline_ns(&reception))
 *     http_reception_read(&reception, now_ns, sink, err);
 *     while ((packet = http_reception_pull(&reception, now_ns)))
 *         timeline_push(&line, packet);
 *     while (http_reception_title(&reception, packet, &title)) …
 *     http_reception_clear(&reception);
 *
 * Of the sink only the events are used.
 */
#ifndef ROOMCAST_SOURCE_HTTP_RECEPTION_H
#define ROOMCAST_SOURCE_HTTP_RECEPTION_H

#include "recorder/base/back_off.h"
#include "recorder/source/http_address.h"
#include "recorder/source/http_stream.h"
#include "recorder/source/live_edge.h"
#include "recorder/source/live_ogg.h"
#include "recorder/source/source.h"

/* Titles of links whose sound has not been pulled yet; of more, the oldest are
 * forgotten. */
#define HTTP_MOST_TITLES 8

enum http_connection {
    HTTP_WAITS, /* to be tried again */
    HTTP_CONNECTS,
    HTTP_RECEIVES
};

struct http_reception {
    struct live_ogg *ogg; /* to be asked for its figures */
    struct live_edge edge;

    /* Private. */
    enum http_connection connection;
    char shown[HTTP_ADDRESS_SHOWN_BYTES];
    struct http_stream *stream;
    int64_t since_ns; /* of a connection; when to try the next */
    struct back_off back_off;
    bool has_sound; /* something has been pulled */
    bool is_of_no_use;
    int strangers;      /* how often the server did not know us */
    char trouble[256];  /* told already of this outage; "": none */
    int trouble_status; /* of the answer that was it; 0: there was none */
    struct live_ogg_note titles[HTTP_MOST_TITLES];
    int title_count;
};

/* The strings are copied. ERR_CONFIG for an address that is none, ERR_IO or
 * ERR_MEMORY; then there is nothing to clear. */
bool http_reception_init(struct http_reception *reception,
    const struct web_request *request, struct err *err);

int http_reception_descriptor(const struct http_reception *reception);

/* When to read though nothing came. */
int64_t http_reception_deadline_ns(const struct http_reception *reception);

/* Does what can be done without waiting. Fails with what time will not mend,
 * and with ERR_MEMORY. */
bool http_reception_read(struct http_reception *reception, int64_t now_ns,
    const struct sound_sink *sink, struct err *err);

/* The next packet, now the caller's; NULL: none, or not yet. */
struct media_packet *http_reception_pull(
    struct http_reception *reception, int64_t now_ns);

/* The next title that begins with this packet, or with one before it that never
 * came; false: none. */
bool http_reception_title(struct http_reception *reception,
    const struct media_packet *packet, struct live_ogg_note *title);

/* Reads for the last time, if anything is received: all that came is to be
 * pulled now. */
bool http_reception_stop(struct http_reception *reception, int64_t now_ns,
    const struct sound_sink *sink, struct err *err);

/* Zeros are fine. */
void http_reception_clear(struct http_reception *reception);

#endif
