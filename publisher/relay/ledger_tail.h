/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines of a ledger as they are appended, each once and only when it is
 * whole.
 *
 *     own(ledger_tail) tail = ledger_tail_open(path, err);
 *     while ((line = ledger_tail_next(tail)))         NULL: no more for now
 *         … jdoc_free(line)
 *
 * A line that cannot be read is passed over.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_LEDGER_TAIL_H
#define ROOMCAST_PUBLISHER_RELAY_LEDGER_TAIL_H

#include "recorder/base/err.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"

struct ledger_tail;

struct ledger_tail *ledger_tail_open(const char *path, struct err *err);

/* The caller's; NULL when there is none, or it cannot be read. */
struct jdoc *ledger_tail_next(struct ledger_tail *tail);

/* How far it has come: another number is another line. */
int64_t ledger_tail_bytes(const struct ledger_tail *tail);

/* NULL is fine. */
void ledger_tail_free(struct ledger_tail *tail);
OWNED(ledger_tail)

#endif
