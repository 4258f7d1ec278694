/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The head of a request, from bytes to a struct (RFC 9112), strictly: what
 * two programs in a row could read in two ways is refused, for that is how
 * requests are smuggled. So lines end in CR LF alone, none is folded, no
 * blank stands before a colon, and no control character anywhere.
 *
 *     size_t seen = 0;
 *     while ((outcome = http_head_find_end(bytes, length, &seen)) ==
 *            HTTP_HEAD_PART)
 *         length += read(…);
 *     if (outcome == HTTP_HEAD_WHOLE)
 *         outcome = http_head_parse(bytes, seen, &request);
 */
#ifndef ROOMCAST_FEEDS_SERVER_HTTP_HEAD_H
#define ROOMCAST_FEEDS_SERVER_HTTP_HEAD_H

#include <stddef.h>

#include "feeds/server/http_request.h"

#define HTTP_HEAD_BYTES 16384     /* a head at most */
#define HTTP_HEAD_LINE_BYTES 8192 /* its first line */
#define HTTP_HEAD_FIELDS 100

enum http_head_outcome {
    HTTP_HEAD_PART, /* more of it has to come */
    HTTP_HEAD_WHOLE,
    HTTP_HEAD_BAD = 400, /* these are the answer's status */
    HTTP_HEAD_LONG_TARGET = 414,
    HTTP_HEAD_LARGE = 431,
    HTTP_HEAD_VERSION = 505
};

/* Looks whether the head is there in full. *seen is 0 at first, and kept
 * between calls with more bytes; of a whole head it is the length. Without
 * bytes yet, `bytes` may be NULL. */
enum http_head_outcome http_head_find_end(
    const char *bytes, size_t length, size_t *seen);

/* Fills a zeroed request with strings that lie in `bytes`, which it ends by
 * NULs. `length` is that of the whole head. */
enum http_head_outcome http_head_parse(
    char *bytes, size_t length, struct http_request *request);

#endif
