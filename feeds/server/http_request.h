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
    int minor_version;  /* of HTTP/1 */
    struct http_condition condition;
    const char *range;
    const char *if_range;
    const char *accept_encoding;
    const char *forwarded_for; /* X-Forwarded-For, the last */
    const char *referer;
    const char *user_agent;
    const char *content_length;
    int content_length_count;
    int host_count;
    bool has_transfer_encoding;
    bool wants_close;    /* Connection: close */
    bool wants_to_go_on; /* Connection: keep-alive */
};

enum http_request_outcome {
    HTTP_REQUEST_FINE,
    HTTP_REQUEST_BAD,          /* 400 */
    HTTP_REQUEST_WRONG_METHOD, /* 405 */
};

/* Takes a header field; unknown ones are ignored. */
void http_request_add(
    struct http_request *request, const char *name, const char *value);

/* Judges method, host and framing. A length that two readers could understand
 * differently (RFC 9112, section 6.3: twice, with Transfer-Encoding, no
 * number) is bad whatever the method, and so are a body and, in HTTP/1.1,
 * anything but one Host. The connection is to be closed after anything but
 * HTTP_REQUEST_FINE. */
enum http_request_outcome http_request_judge(
    const struct http_request *request);

/* Whether another request may follow on the connection (RFC 9112, section
 * 9.3). */
bool http_request_goes_on(const struct http_request *request);

#endif
