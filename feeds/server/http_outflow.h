/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One answer on its way out: the head, and the body from memory or from a
 * file, as far as a socket takes them without waiting.
 *
 *     struct http_outflow flow = {0};
 *     http_outflow_begin(&flow, &answer, has_body, now_s);
 *     while (http_outflow_send(&flow, fd) == HTTP_OUTFLOW_LATER)
 *         … until the socket can be written
 *     http_outflow_clear(&flow);
 *
 * A small body goes out with the head in one piece; a file goes by
 * sendfile(2).
 */
#ifndef ROOMCAST_FEEDS_SERVER_HTTP_OUTFLOW_H
#define ROOMCAST_FEEDS_SERVER_HTTP_OUTFLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feeds/server/http_answer.h"
#include "recorder/base/text.h"

/* Zeros: nothing is sent. */
struct http_outflow {
    const struct http_answer *answer;
    struct text out; /* the head, and a small body */
    size_t head_length;
    size_t out_sent;
    uint64_t rest_sent;   /* of a larger body */
    uint64_t rest_length; /* to be sent */
};

enum http_outflow_state {
    HTTP_OUTFLOW_SENT,  /* all of it */
    HTTP_OUTFLOW_LATER, /* the socket takes no more, or others have a turn */
    HTTP_OUTFLOW_BROKEN /* the other end is gone, or a file got shorter, of
                           which there is no other way to tell */
};

/* The answer is borrowed until the flow is cleared; `now_s` is its Date,
 * seconds since 1970. Without `has_body` only the head goes out. False when
 * memory runs out. */
bool http_outflow_begin(struct http_outflow *flow,
    const struct http_answer *answer, bool has_body, int64_t now_s);

/* Into a socket that does not block; up to a megabyte of a large body. */
enum http_outflow_state http_outflow_send(struct http_outflow *flow, int fd);

/* The bytes that the socket took: all, and those of the body. */
uint64_t http_outflow_bytes(const struct http_outflow *flow);
uint64_t http_outflow_body_bytes(const struct http_outflow *flow);

void http_outflow_clear(struct http_outflow *flow);

#endif
