/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Range header field (RFC 9110, section 14).
 */
#ifndef ROOMCAST_FEEDS_SERVER_HTTP_RANGE_H
#define ROOMCAST_FEEDS_SERVER_HTTP_RANGE_H

#include <stdint.h>

struct http_range {
    uint64_t first;  /* byte */
    uint64_t length; /* bytes, at least 1 */
};

enum http_range_outcome {
    HTTP_RANGE_WHOLE,        /* to be ignored: send everything, 200 */
    HTTP_RANGE_PART,         /* *range was set: 206 */
    HTTP_RANGE_UNSATISFIABLE /* nothing there: 416 */
};

/* Reads "bytes=a-b", "bytes=a-" or "bytes=-n" for a file of `size` bytes.
 * Another unit, several ranges and what is no range at all are ignored, as
 * sections 14.2 and 15.3.7 allow: the client gets the whole and copes. */
enum http_range_outcome http_range_parse(
    const char *field, uint64_t size, struct http_range *range);

#endif
