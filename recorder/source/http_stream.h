/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One endless GET at a time, by libcurl, without waiting for anything:
 *
 *     stream = http_stream_new(&request, err);
 *     http_stream_begin(stream, now_ns, err);
 *     poll(http_stream_descriptor(stream) …, http_stream_deadline_ns(stream))
 *     switch (http_stream_read(stream, now_ns, err)) …
 *         body = http_stream_body(stream);       all of it since last time
 *     http_stream_free(stream);                  at once, whatever it does
 *
 * - http and https only, also behind redirects, of which three are followed;
 *   one from a public address to a private one is refused. Certificates are
 *   verified. User and password go to the first host only.
 * - Ten seconds to connect. Twenty without a byte end it.
 * - No proxy of the environment, no .netrc, no cookies, and never a request
 *   for titles between the bytes (Icy-MetaData). "ICY 200 OK" of old servers
 *   is taken for HTTP.
 */
#ifndef ROOMCAST_SOURCE_HTTP_STREAM_H
#define ROOMCAST_SOURCE_HTTP_STREAM_H

#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/base/web_loop.h"

enum http_step {
    HTTP_CONNECTING, /* no good answer yet */
    HTTP_FLOWS,      /* answered; the body may have grown */
    HTTP_ENDED,      /* the body is complete */
    HTTP_FAILED      /* *err; the body holds what came until then */
};

struct http_stream;

/* Strings are copied. ERR_IO or ERR_MEMORY. */
struct http_stream *http_stream_new(
    const struct web_request *request, struct err *err);

/* Begins the GET, or begins it anew. */
bool http_stream_begin(
    struct http_stream *stream, int64_t now_ns, struct err *err);

/* An epoll descriptor, the same all the time. */
int http_stream_descriptor(const struct http_stream *stream);

/* When to read though nothing came; INT64_MAX: never. */
int64_t http_stream_deadline_ns(const struct http_stream *stream);

/* Does what can be done without waiting. ERR_NET may pass with time: the
 * network, or a status such as 404 and 503. ERR_CONFIG will not: 401, a
 * certificate, a redirect that is not followed. After either, and after the
 * end, only a new beginning makes sense. */
enum http_step http_stream_read(
    struct http_stream *stream, int64_t now_ns, struct err *err);

/* The last answer's status, such as 401; 0: none has come. */
int http_stream_status(const struct http_stream *stream);

/* What that answer calls its body (Content-Type); NULL: nothing. Valid until
 * the next beginning. */
const char *http_stream_type(const struct http_stream *stream);

/* Gives up what it does. */
void http_stream_end(struct http_stream *stream);

/* What has come, which the caller resets when it is taken. */
struct text *http_stream_body(struct http_stream *stream);

/* NULL is fine. */
void http_stream_free(struct http_stream *stream);
OWNED(http_stream)

#endif
