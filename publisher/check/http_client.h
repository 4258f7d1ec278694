/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One request at a time, waited for, by libcurl:
 *
 *     own(http_client) client = http_client_new(err);
 *     const struct http_question question = {.address = url, .most = 1 << 20};
 *     own_value(http_reply) reply = {0};
 *     if (!http_client_ask(client, &question, &reply, err))
 *         …                                   nobody answered: ERR_NET
 *     if (reply.status == 200) …
 *
 * http and https only, redirects too, of which five are followed.
 * Certificates are verified; no .netrc, no cookies. Ten seconds to connect,
 * twenty without a byte, and two minutes in all. Not for use by two threads
 * at once.
 */
#ifndef ROOMCAST_PUBLISHER_CHECK_HTTP_CLIENT_H
#define ROOMCAST_PUBLISHER_CHECK_HTTP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

struct http_question {
    const char *address;
    bool is_head;
    bool wants_gzip;   /* the body comes as it was sent */
    const char *range; /* "0-99"; NULL: all of it */
    const char *etag;  /* If-None-Match; NULL: none */
    const char *since; /* If-Modified-Since; NULL: none */
    size_t most;       /* bytes of body; what is beyond is not fetched */
    int out_fd;        /* where the body goes; 0: into the reply */
    const char *form;  /* to be posted, already encoded; NULL: nothing is */
    const char *authorization; /* NULL: none; never sent elsewhere */
    bool is_direct;            /* redirects are not followed */
    int64_t limit_ms;          /* for all of it; 0: as above */
    int stop_fd;               /* readable: given up; 0: none */
};

struct http_reply {
    int status; /* of the last answer */
    int redirects;
    int64_t length;       /* Content-Length, -1: not stated */
    bool is_cut;          /* there was more than `most` */
    struct text type;     /* Content-Type */
    struct text etag;     /* ETag */
    struct text modified; /* Last-Modified */
    struct text encoding; /* Content-Encoding */
    struct text body;
};

struct http_client;

struct http_client *http_client_new(struct err *err);

/* Fills an empty reply. ERR_NET when there is no answer, ERR_CONFIG for an
 * address that is none. Any status is an answer. */
bool http_client_ask(struct http_client *client,
    const struct http_question *question, struct http_reply *reply,
    struct err *err);

void http_reply_clear(struct http_reply *reply);

/* NULL is fine. */
void http_client_free(struct http_client *client);
OWNED(http_client)

#endif
