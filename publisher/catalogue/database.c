/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/database.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder/base/text.h"

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

    err_set(err, kind_of(status), "%s: %s%s%s", db->path,
        sqlite3_errmsg(db->handle), has_reason ? ": " : "",
        has_reason ? strerror(reason) : "");
    err->is_full = (status & 0xFF) == SQLITE_FULL ||
                   (has_reason && (reason == ENOSPC || reason == EDQUOT));
    return false;
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

static bool open_handle(
    struct database *db, const char *name, int flags, struct err *err)
{
    int status = sqlite3_open_v2(name, &db->handle, flags, NULL);

    if (!db->handle)
        return err_no_memory(err);
    if (status != SQLITE_OK)
        return fail(db, status, err);
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    return true;
}

/* A database in WAL mode has an index of its log beside it, and who may not
 * make one cannot read it, but as a file that nobody changes: without a log
 * that is what it is. */
static bool is_at_rest(const char *path)
{
    own_value(text) log = {0};

    text_appendf(&log, "%s-wal", path);
    return faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) != 0 &&
           !log.has_failed && is_missing(text_string(&log));
}

static void append_uri(struct text *uri, const char *path)
{
    text_append(uri, "file:");
    for (; *path; path++) {
        if (strchr("%?#", *path))
            text_appendf(uri, "%%%02X", (unsigned)*path);
        else
            text_append_byte(uri, (uint8_t)*path);
    }
    text_append(uri, "?immutable=1");
}

static bool open_to_look(struct database *db, const char *path, struct err *err)
{
    own_value(text) uri = {0};

    if (is_missing(path))
        return open_handle(db, ":memory:", SQLITE_OPEN_READWRITE, err);
    if (!is_at_rest(path))
        return open_handle(db, path, SQLITE_OPEN_READWRITE, err) &&
               database_run(db, "PRAGMA query_only=ON", err);
    append_uri(&uri, path);
    return text_finish(&uri, err) &&
           open_handle(db, text_string(&uri),
               SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
}

#define USER_BYTES 64

static void name_user(uid_t uid, char name[USER_BYTES])
{
    char bytes[4096];
    struct passwd user;
    struct passwd *found = NULL;

    if (getpwuid_r(uid, &user, bytes, sizeof bytes, &found) == 0 && found)
        snprintf(name, USER_BYTES, "%s", user.pw_name);
    else
        snprintf(name, USER_BYTES, "user %lu", (unsigned long)uid);
}

static bool fail_read_only(const struct database *db, struct err *err)
{
    struct stat status;
    char owner[USER_BYTES];
    char self[USER_BYTES];

    if (stat(db->path, &status) != 0)
        return err_set_errno(err, ERR_IO, "%s", db->path);
    name_user(status.st_uid, owner);
    name_user(geteuid(), self);
    return err_set(err, ERR_IO,
        "%s belongs to %s, and %s may not write to it: do this as %s, or "
        "give the whole folder to %s",
        db->path, owner, self, owner, self);
}

static bool open_to_write(
    struct database *db, const char *path, struct err *err)
{
    if (!open_handle(db, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, err))
        return false;
    if (sqlite3_db_readonly(db->handle, "main") == 1)
        return fail_read_only(db, err);
    return database_run(
        db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", err);
}

struct database *database_open(
    const char *path, enum database_mode mode, struct err *err)
{
    own(database) db = calloc(1, sizeof *db);

    if (!db || !(db->path = strdup(path)))
        return err_no_memory(err), NULL;
    return (mode == DATABASE_LOOK ? open_to_look(db, path, err)
                                  : open_to_write(db, path, err))
               ? take(db)
               : NULL;
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
