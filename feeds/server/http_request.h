/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a web server looks at in a request: method, target and a few header
 * fields. All strings are borrowed; a field that did not come is NULL, of one
 * that came twice the first counts.
 */
#ifndef ROOMCAST_FEEDS_SERVER_HTTP_REQUEST_H
#define ROOMCAST_FEEDS_SERVER_HTTP_REQUEST_H

#include <stdbool.h>

#include "feeds/server/http_condition.h"

struct http_request {
    const char *method;
    const char *target; /* as in the first line of the request */
    struct http_condition condition;
    const char *range;
    const char *if_range;
    const char *content_length;
    int content_length_count;
    bool has_transfer_encoding;
};

enum http_request_outcome {
    HTTP_REQUEST_FINE,
    HTTP_REQUEST_BAD,          /* 400 */
    HTTP_REQUEST_WRONG_METHOD, /* 405 */
};

/* Takes a header field; unknown ones are ignored. */
void http_request_add(
    struct http_request *request, const char *name, const char *value);

/* Judges method and framing. A length that two readers could understand
 * differently (RFC 9112, section 6.3: twice, with Transfer-Encoding, no
 * number) is bad whatever the method, and so is a GET or HEAD with a body.
 * The connection is to be closed after anything but HTTP_REQUEST_FINE. */
enum http_request_outcome http_request_judge(
    const struct http_request *request);

#endif
