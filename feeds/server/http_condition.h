/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Conditional requests (RFC 9110, section 13): does the client have this
 * version of the file already?
 *
 * Fields are given as they came, NULL for absent ones. A field that makes no
 * sense is ignored.
 */
#ifndef ROOMCAST_FEEDS_SERVER_HTTP_CONDITION_H
#define ROOMCAST_FEEDS_SERVER_HTTP_CONDITION_H

#include <stdbool.h>
#include <stdint.h>

/* What tells one version of a file from another. */
#define HTTP_ETAG_BYTES 64
struct http_version {
    char etag[HTTP_ETAG_BYTES]; /* strong, with its quotes */
    int64_t modified_s;         /* seconds since 1970, UTC */
};

struct http_condition {
    const char *if_match;
    const char *if_unmodified_since;
    const char *if_none_match;
    const char *if_modified_since;
};

enum http_condition_outcome {
    HTTP_CONDITION_TRUE,         /* go on */
    HTTP_CONDITION_NOT_MODIFIED, /* 304 */
    HTTP_CONDITION_FAILED        /* 412 */
};

/* For GET and HEAD, in the order of section 13.2.2. */
enum http_condition_outcome http_condition_evaluate(
    const struct http_condition *condition, const struct http_version *version);

/* Whether a Range is to be honoured: `if_range` is NULL, or names exactly
 * this version by a strong entity tag or by its date (section 13.1.5). */
bool http_condition_allows_range(
    const char *if_range, const struct http_version *version);

#endif
