/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The answer to a request for a file of the published folder: decides status,
 * header fields and which bytes follow. Knows HTTP semantics (RFC 9110) and
 * the folder, but no connection.
 *
 *     own_value(http_answer) answer = {0};
 *     http_answer_make(&answer, &request, folder, now_s);
 */
#ifndef ROOMCAST_FEEDS_SERVER_HTTP_ANSWER_H
#define ROOMCAST_FEEDS_SERVER_HTTP_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/server/http_date.h"
#include "feeds/server/http_request.h"
#include "feeds/server/http_target.h"
#include "feeds/server/web_folder.h"

#define HTTP_ANSWER_FIELD_BYTES 80
struct http_answer {
    int status;
    bool has_file;   /* the body is of `file`, else of `text` */
    bool must_close; /* the connection, after this */
    struct web_file file;
    uint64_t first;   /* byte of the file */
    uint64_t length;  /* bytes */
    const char *text; /* static */

    /* Header fields; NULL or empty: there is none. */
    const char *content_type;
    const char *allow;
    char cache_control[HTTP_ANSWER_FIELD_BYTES];
    char content_range[HTTP_ANSWER_FIELD_BYTES];
    char etag[HTTP_ETAG_BYTES];
    char last_modified[HTTP_DATE_BYTES];
    char location[HTTP_TARGET_REFERENCE_BYTES];
};

/* Fills a zeroed answer. A date of modification that lies after `now_s`
 * (seconds since 1970, UTC) is not told (section 8.8.2.1). Answers to HEAD
 * are those of GET without a Range. The body of these and of a 304 is not to
 * be sent, only its length. */
void http_answer_make(struct http_answer *answer,
    const struct http_request *request, const struct web_folder *folder,
    int64_t now_s);

/* Closes the file, if any. A zeroed answer is fine. */
void http_answer_clear(struct http_answer *answer);

#endif
