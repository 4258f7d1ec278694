/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The answer to a request for a file of the published folder: decides status,
 * header fields and which bytes follow. Knows HTTP semantics (RFC 9110) and
 * the folder, but no connection.
 *
 *     own_value(http_answer) answer = {0};
 *     http_answer_make(&answer, &request, &site, now_s);
 *     http_answer_format(&answer, now_s, &head);
 */
#ifndef ROOMCAST_FEEDS_SERVER_HTTP_ANSWER_H
#define ROOMCAST_FEEDS_SERVER_HTTP_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/server/http_date.h"
#include "feeds/server/http_request.h"
#include "feeds/server/http_target.h"
#include "feeds/server/packed_shelf.h"
#include "feeds/server/web_folder.h"
#include "recorder/base/text.h"

/* What is served; all borrowed. */
struct http_site {
    const struct web_folder *folder;
    struct packed_shelf *shelf; /* NULL: nothing is sent in gzip */
    const char *url;            /* its public address; NULL: unknown */
    const char *hub;            /* of its feeds (WebSub); NULL: none */
    const char *policy;         /* Content-Security-Policy of pages; or NULL */
};

#define HTTP_ANSWER_METHODS "GET, HEAD, OPTIONS"
#define HTTP_ANSWER_FIELD_BYTES 80
struct http_answer {
    int status;
    bool has_file;   /* the body is of `file`, else of `text` */
    bool must_close; /* the connection, after this */
    struct web_file file;
    uint64_t first;   /* byte of the file */
    uint64_t length;  /* bytes */
    const char *text; /* static, or of `packed` */
    const struct packed *packed;

    /* Header fields; NULL or empty: there is none. */
    const char *content_type;
    const char *content_encoding;
    const char *allow;
    const char *policy;
    bool varies; /* with Accept-Encoding */
    bool is_preflight;
    int retry_after_s; /* 0: not said */
    char cache_control[HTTP_ANSWER_FIELD_BYTES];
    char content_range[HTTP_ANSWER_FIELD_BYTES];
    char etag[HTTP_ETAG_BYTES];
    char last_modified[HTTP_DATE_BYTES];
    char location[HTTP_TARGET_REFERENCE_BYTES];
    struct text link;
};

/* Fills a zeroed answer. A date of modification that lies after `now_s`
 * (seconds since 1970, UTC) is not told (section 8.8.2.1). Answers to HEAD
 * are those of GET without a Range. The body of these and of a 304 is not to
 * be sent, only its length. */
void http_answer_make(struct http_answer *answer,
    const struct http_request *request, const struct http_site *site,
    int64_t now_s);

/* Fills a zeroed answer that refuses what could not even be read, or must
 * not be answered now: 400, 408, 414, 429, 431, 503, 505. The connection is
 * closed after it. */
void http_answer_refuse(struct http_answer *answer, int status);

/* The status line and all fields, and the empty line behind them. */
void http_answer_format(
    const struct http_answer *answer, int64_t now_s, struct text *head);

/* Closes the file, if any. A zeroed answer is fine. */
void http_answer_clear(struct http_answer *answer);

#endif
