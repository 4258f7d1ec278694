/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A SQLite database file, and the only place that knows SQLite.
 *
 *     own(database) db = database_open(path, DATABASE_CREATE, err);
 *     if (!db || !database_migrate(db, steps, 2, err))
 *         return NULL;
 *     own(query) query = query_new(db, "SELECT title FROM … WHERE id = ?");
 *     query_bind_text(query, 1, id);
 *     while ((step = query_next(query, err)) == QUERY_ROW)
 *         … query_text(query, 0) …
 *
 * A commit is on the disk when it returns: WAL with synchronous=FULL (with
 * NORMAL a power cut takes back commits that were acknowledged). Another
 * process that writes is waited for, for ten seconds. Never on NFS. Not for
 * use by two threads at once.
 */
#ifndef ROOMCAST_PUBLISHER_CATALOGUE_DATABASE_H
#define ROOMCAST_PUBLISHER_CATALOGUE_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct database;

enum database_mode {
    DATABASE_CREATE, /* made when it is not there */
    DATABASE_LOOK    /* never made, never written to by us, and good for who
                        may only read the file; a missing file is an empty
                        database in memory */
};

/* A file that is to be written and belongs to another user is an error that
 * names both. ERR_FORMAT when the file is no database or is damaged (it is left
 * as it is), ERR_BUSY when another holds it for too long, ERR_IO otherwise. */
struct database *database_open(
    const char *path, enum database_mode mode, struct err *err);

/* Brings the schema up to version `count`, each step in one transaction.
 * ERR_FORMAT when it is newer than that. */
bool database_migrate(
    struct database *db, const char *const *steps, int count, struct err *err);

/* Reads every page and index. ERR_FORMAT with the first thing wrong. */
bool database_check(struct database *db, struct err *err);

/* Runs statements that give no rows. */
bool database_run(struct database *db, const char *sql, struct err *err);

/* NULL is fine. */
void database_free(struct database *db);
OWNED(database)

/* Changes that happen all or not at all: freed without a commit, not at
 * all. */
struct transaction;

struct transaction *transaction_begin(struct database *db, struct err *err);
bool transaction_commit(struct transaction *transaction, struct err *err);
void transaction_free(struct transaction *transaction);
OWNED(transaction)

/* One statement. Binding returns nothing: the first failure sticks, and
 * query_next() reports it. A query that could not be made is not NULL-checked
 * by callers: every function here takes NULL, and query_next() fails. */
struct query;

enum query_step { QUERY_ROW, QUERY_DONE, QUERY_FAILED };

struct query *query_new(struct database *db, const char *sql, struct err *err);

/* Parameters count from 1; texts are copied, NULL binds null. */
void query_bind_text(struct query *query, int at, const char *text);
void query_bind_whole(struct query *query, int at, int64_t number);

enum query_step query_next(struct query *query, struct err *err);

/* For statements that give no rows. */
bool query_finish(struct query *query, struct err *err);

/* Columns count from 0. Texts are borrowed until the next step; null is "". */
const char *query_text(const struct query *query, int column);
int64_t query_whole(const struct query *query, int column);
bool query_is_null(const struct query *query, int column);

void query_free(struct query *query);
OWNED(query)

#endif
