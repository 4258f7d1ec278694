/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/database.h"

#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>

#define BUSY_MS 10000

struct database {
    sqlite3 *handle;
    char *path;
};

struct transaction {
    struct database *db; /* NULL once it is over */
};

struct query {
    struct database *db;
    sqlite3_stmt *statement;
    int status; /* SQLITE_OK until something fails */
};

static enum err_kind kind_of(int status)
{
    switch (status & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ERR_BUSY;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_FORMAT;
    case SQLITE_NOMEM:
        return ERR_MEMORY;
    default:
        return ERR_IO;
    }
}

/* SQLite's text names the fault, errno (where it has one) the reason: "disk
 * I/O error" alone helps nobody. */
static bool fail(struct database *db, int status, struct err *err)
{
    int reason = sqlite3_system_errno(db->handle);
    bool has_reason = reason != 0 && kind_of(status) == ERR_IO;

    return err_set(err, kind_of(status), "%s: %s%s%s", db->path,
        sqlite3_errmsg(db->handle), has_reason ? ": " : "",
        has_reason ? strerror(reason) : "");
}

bool database_run(struct database *db, const char *sql, struct err *err)
{
    int status = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

    return status == SQLITE_OK || fail(db, status, err);
}

static bool is_missing(const char *path)
{
    struct stat status;

    return stat(path, &status) != 0 || status.st_size == 0;
}

static bool open_handle(struct database *db, const char *path, struct err *err)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int status = sqlite3_open_v2(path, &db->handle, flags, NULL);

    if (!db->handle)
        return err_no_memory(err);
    if (status != SQLITE_OK)
        return fail(db, status, err);
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    return true;
}

struct database *database_open(
    const char *path, enum database_mode mode, struct err *err)
{
    own(database) db = calloc(1, sizeof *db);
    bool is_looking = mode == DATABASE_LOOK;
    bool is_empty = is_looking && is_missing(path);

    if (!db || !(db->path = strdup(path)))
        return err_no_memory(err), NULL;
    if (!open_handle(db, is_empty ? ":memory:" : path, err))
        return NULL;
    if (!database_run(
            db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", err))
        return NULL;
    if (is_looking && !is_empty &&
        !database_run(db, "PRAGMA query_only=ON", err))
        return NULL;
    return take(db);
}

static bool read_version(struct database *db, int *version, struct err *err)
{
    own(query) query = query_new(db, "PRAGMA user_version", err);

    if (query_next(query, err) != QUERY_ROW)
        return false;
    *version = (int)query_whole(query, 0);
    return true;
}

static bool migrate_one(
    struct database *db, const char *step, int version, struct err *err)
{
    char set_version[48];
    own(transaction) transaction = transaction_begin(db, err);

    sqlite3_snprintf(
        sizeof set_version, set_version, "PRAGMA user_version=%d", version);
    return transaction && database_run(db, step, err) &&
           database_run(db, set_version, err) &&
           transaction_commit(transaction, err);
}

bool database_migrate(
    struct database *db, const char *const *steps, int count, struct err *err)
{
    int version;

    if (!read_version(db, &version, err))
        return false;
    if (version > count)
        return err_set(err, ERR_FORMAT,
            "%s: made by a newer roomcast (schema %d, this one knows %d)",
            db->path, version, count);
    for (; version < count; version++) {
        if (!migrate_one(db, steps[version], version + 1, err))
            return false;
    }
    return true;
}

bool database_check(struct database *db, struct err *err)
{
    own(query) query = query_new(db, "PRAGMA integrity_check(1)", err);

    if (query_next(query, err) != QUERY_ROW)
        return false;
    if (strcmp(query_text(query, 0), "ok") == 0)
        return true;
    return err_set(
        err, ERR_FORMAT, "%s: damaged: %s", db->path, query_text(query, 0));
}

void database_free(struct database *db)
{
    if (!db)
        return;
    sqlite3_close_v2(db->handle);
    free(db->path);
    free(db);
}

struct transaction *transaction_begin(struct database *db, struct err *err)
{
    own_heap(struct transaction) transaction = calloc(1, sizeof *transaction);

    if (!transaction)
        return err_no_memory(err), NULL;
    if (!database_run(db, "BEGIN IMMEDIATE", err))
        return NULL;
    transaction->db = db;
    return take(transaction);
}

bool transaction_commit(struct transaction *transaction, struct err *err)
{
    if (!database_run(transaction->db, "COMMIT", err))
        return false;
    transaction->db = NULL;
    return true;
}

void transaction_free(struct transaction *transaction)
{
    if (!transaction)
        return;
    if (transaction->db)
        sqlite3_exec(transaction->db->handle, "ROLLBACK", NULL, NULL, NULL);
    free(transaction);
}

struct query *query_new(struct database *db, const char *sql, struct err *err)
{
    own(query) query = calloc(1, sizeof *query);

    if (!query)
        return err_no_memory(err), NULL;
    query->db = db;
    int status =
        sqlite3_prepare_v2(db->handle, sql, -1, &query->statement, NULL);
    if (status != SQLITE_OK)
        return fail(db, status, err), NULL;
    return take(query);
}

static void note(struct query *query, int status)
{
    if (query->status == SQLITE_OK)
        query->status = status;
}

void query_bind_text(struct query *query, int at, const char *text)
{
    if (query)
        note(query, sqlite3_bind_text(
                        query->statement, at, text, -1, SQLITE_TRANSIENT));
}

void query_bind_whole(struct query *query, int at, int64_t number)
{
    if (query)
        note(query, sqlite3_bind_int64(query->statement, at, number));
}

enum query_step query_next(struct query *query, struct err *err)
{
    if (!query) /* query_new() has said why */
        return QUERY_FAILED;
    if (query->status != SQLITE_OK)
        return fail(query->db, query->status, err), QUERY_FAILED;
    int status = sqlite3_step(query->statement);
    if (status == SQLITE_ROW)
        return QUERY_ROW;
    if (status == SQLITE_DONE)
        return QUERY_DONE;
    return fail(query->db, status, err), QUERY_FAILED;
}

bool query_finish(struct query *query, struct err *err)
{
    enum query_step step;

    do
        step = query_next(query, err);
    while (step == QUERY_ROW);
    return step == QUERY_DONE;
}

const char *query_text(const struct query *query, int column)
{
    const unsigned char *text = sqlite3_column_text(query->statement, column);

    return text ? (const char *)text : "";
}

int64_t query_whole(const struct query *query, int column)
{
    return sqlite3_column_int64(query->statement, column);
}

bool query_is_null(const struct query *query, int column)
{
    return sqlite3_column_type(query->statement, column) == SQLITE_NULL;
}

void query_free(struct query *query)
{
    if (!query)
        return;
    sqlite3_finalize(query->statement);
    free(query);
}
