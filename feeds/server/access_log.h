/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who asked for what: a line for each request in the combined format of
 * Apache, which every log reader knows.
 *
 *     203.0.113.9 - - [22/Nov/2026:18:00:00 +0000] "GET /weekly/feed.xml
 *     HTTP/1.1" 200 5120 "-" "AntennaPod/3.5"        (one line)
 *
 * Lines are kept until access_log_flush(), which writes whole ones, so that
 * several programs may append to one file.
 */
#ifndef ROOMCAST_FEEDS_SERVER_ACCESS_LOG_H
#define ROOMCAST_FEEDS_SERVER_ACCESS_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "feeds/server/http_request.h"
#include "feeds/server/peer_address.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

struct access_entry {
    struct peer_address client;
    int64_t time_s;                     /* UTC */
    const struct http_request *request; /* method NULL: it made no sense */
    int status;
    uint64_t bytes; /* of the body that were sent */
};

/* Appends the line. What is no printable ASCII is written as \xHH, quotes
 * and backslashes with a backslash: a client cannot forge a line or colour a
 * terminal. */
void access_entry_format(const struct access_entry *entry, struct text *line);

struct access_log;

/* Appends to the file, made when it is not there, mode 0640; "-" is standard
 * output. */
struct access_log *access_log_open(const char *path, struct err *err);

void access_log_add(struct access_log *log, const struct access_entry *entry);

/* Writes what was added. When it cannot, the lines are lost, and the first
 * failure of a row is told: a full disk is no reason to stop serving. */
bool access_log_flush(struct access_log *log, struct err *err);

/* Flushes as far as it can. NULL is fine. */
void access_log_free(struct access_log *log);
OWNED(access_log)

#endif
