/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One connection or one GET, on base/web_loop.h, without waiting for anything:
 *
 *     own(transfer) transfer = transfer_new(&request, err);
 *     poll(transfer_descriptor(transfer) … transfer_deadline_ns(transfer))
 *     switch (transfer_step(transfer, now_ns))
 *     case TRANSFER_DONE:    transfer_status(), transfer_body()
 *                            or transfer_send(), transfer_receive()
 *     case TRANSFER_FAILED:  transfer_failure(), transfer_error()
 *
 * No redirects are followed.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_TRANSFER_H
#define ROOMCAST_PUBLISHER_RELAY_TRANSFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"
#include "recorder/base/web_loop.h"

struct transfer_request {
    struct web_request web;
    bool is_wire;     /* only connect: bytes go by send and receive */
    size_t most;      /* bytes of a GET's body; more fails */
    int64_t limit_ns; /* for all of a GET; 0: none */
};

enum transfer_state { TRANSFER_GOES, TRANSFER_DONE, TRANSFER_FAILED };

enum transfer_failure {
    TRANSFER_NO_FAILURE,
    TRANSFER_DNS,
    TRANSFER_CONNECT,
    TRANSFER_TLS,
    TRANSFER_OTHER
};

enum transfer_move {
    TRANSFER_MOVED, /* some bytes */
    TRANSFER_WAITS, /* not now */
    TRANSFER_BROKEN /* closed, or failed */
};

struct transfer;

/* Strings are copied. Begins at the first step. */
struct transfer *transfer_new(
    const struct transfer_request *request, struct err *err);

/* An epoll descriptor, the same all the time. */
int transfer_descriptor(const struct transfer *transfer);

/* When to step though nothing came; INT64_MAX: never. */
int64_t transfer_deadline_ns(const struct transfer *transfer);

/* What it says once it is done or has failed it says for ever. */
enum transfer_state transfer_step(struct transfer *transfer, int64_t now_ns);

enum transfer_failure transfer_failure(const struct transfer *transfer);
const struct err *transfer_error(const struct transfer *transfer);

/* Of a GET that is done: "200", and what came. */
int transfer_status(const struct transfer *transfer);
const struct text *transfer_body(const struct transfer *transfer);

/* Of a wire that is done. After TRANSFER_WAITS the same bytes, at the same
 * address, must be sent next: TLS may have begun with them. */
enum transfer_move transfer_send(
    struct transfer *transfer, const void *bytes, size_t length, size_t *moved);
enum transfer_move transfer_receive(
    struct transfer *transfer, void *bytes, size_t room, size_t *moved);

/* Whether the descriptor of a wire tells that there is room to send too; at
 * first it tells only what comes in. */
void transfer_watch_room(struct transfer *transfer, bool is_watched);

/* Bytes of a wire that the other side's system has acknowledged, and those it
 * has not yet. */
int64_t transfer_acknowledged(const struct transfer *transfer);
int64_t transfer_unacknowledged(const struct transfer *transfer);

/* At once, whatever it does. NULL is fine. */
void transfer_free(struct transfer *transfer);
OWNED(transfer)

#endif
