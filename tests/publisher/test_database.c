/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/catalogue/database.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/publisher/temporary_folder.h"

static const char *const steps[] = {
    "CREATE TABLE note (text TEXT, number INTEGER)",
    "ALTER TABLE note ADD COLUMN colour TEXT",
    "CREATE TABLE note (x)", /* fails: it is there */
};

static int64_t count_of(struct database *db, const char *sql)
{
    struct err err;
    own(query) query = query_new(db, sql, &err);

    assert_int_equal(query_next(query, &err), QUERY_ROW);
    return query_whole(query, 0);
}

static void test_what_is_bound_comes_back(void **state)
{
    struct err err;
    own(database) db =
        database_open(path_in(*state, "db"), DATABASE_CREATE, &err);

    assert_non_null(db);
    assert_true(database_migrate(db, steps, 1, &err));
    own(query) in = query_new(db, "INSERT INTO note VALUES (?, ?)", &err);
    query_bind_text(in, 1, "it's; --");
    query_bind_whole(in, 2, INT64_MIN);
    assert_true(query_finish(in, &err));
    own(query) out = query_new(db, "SELECT text, number FROM note", &err);
    assert_int_equal(query_next(out, &err), QUERY_ROW);
    assert_string_equal(query_text(out, 0), "it's; --");
    assert_true(query_whole(out, 1) == INT64_MIN);
    assert_int_equal(query_next(out, &err), QUERY_DONE);
}

static void test_a_commit_is_synced_before_it_returns(void **state)
{
    struct err err;
    own(database) db =
        database_open(path_in(*state, "db"), DATABASE_CREATE, &err);
    own(query) mode = query_new(db, "PRAGMA journal_mode", &err);

    assert_int_equal(query_next(mode, &err), QUERY_ROW);
    assert_string_equal(query_text(mode, 0), "wal");
    assert_int_equal(count_of(db, "PRAGMA synchronous"), 2); /* FULL */
}

static void test_migration_goes_on_where_it_was(void **state)
{
    struct err err;
    const char *path = path_in(*state, "db");
    own(database) first = database_open(path, DATABASE_CREATE, &err);

    assert_true(database_migrate(first, steps, 1, &err));
    own(database) second = database_open(path, DATABASE_CREATE, &err);
    assert_true(database_migrate(second, steps, 2, &err));
    assert_true(
        database_run(second, "INSERT INTO note (colour) VALUES (1)", &err));
    assert_int_equal(count_of(second, "PRAGMA user_version"), 2);
}

static void test_a_failed_migration_changes_nothing(void **state)
{
    struct err err;
    own(database) db =
        database_open(path_in(*state, "db"), DATABASE_CREATE, &err);

    assert_false(database_migrate(db, steps, 3, &err));
    assert_non_null(strstr(err.text, "note"));
    assert_int_equal(count_of(db, "PRAGMA user_version"), 2);
}

static void test_a_newer_schema_is_refused(void **state)
{
    struct err err;
    own(database) db =
        database_open(path_in(*state, "db"), DATABASE_CREATE, &err);

    assert_true(database_migrate(db, steps, 2, &err));
    assert_false(database_migrate(db, steps, 1, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_non_null(strstr(err.text, "newer"));
}

static void test_a_transaction_left_early_is_undone(void **state)
{
    struct err err;
    own(database) db =
        database_open(path_in(*state, "db"), DATABASE_CREATE, &err);

    assert_true(database_migrate(db, steps, 1, &err));
    struct transaction *left = transaction_begin(db, &err);
    assert_non_null(left);
    assert_true(database_run(db, "INSERT INTO note VALUES ('a', 1)", &err));
    transaction_free(left);
    assert_int_equal(count_of(db, "SELECT count(*) FROM note"), 0);
}

static void test_a_file_that_is_no_database_is_left_alone(void **state)
{
    struct err err;
    const char *path = path_in(*state, "db");

    write_text(path, "these are somebody's notes, and no database at all");
    assert_null(database_open(path, DATABASE_CREATE, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_non_null(strstr(err.text, path));
    assert_true(
        holds_text(path, "these are somebody's notes, and no database at all"));
}

static void test_a_folder_that_is_not_there_is_said(void **state)
{
    struct err err;

    assert_null(
        database_open(path_in(*state, "none/db"), DATABASE_CREATE, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "none/db"));
    assert_non_null(strstr(err.text, "No such file"));
}

static void test_looking_makes_no_file(void **state)
{
    struct err err;
    own(database) db =
        database_open(path_in(*state, "db"), DATABASE_LOOK, &err);

    assert_non_null(db);
    assert_true(database_migrate(db, steps, 2, &err));
    assert_int_equal(count_entries(*state), 0);
}

static void test_looking_refuses_to_write(void **state)
{
    struct err err;
    const char *path = path_in(*state, "db");
    own(database) first = database_open(path, DATABASE_CREATE, &err);

    assert_true(database_migrate(first, steps, 1, &err));
    own(database) look = database_open(path, DATABASE_LOOK, &err);
    assert_non_null(look);
    assert_false(database_run(look, "INSERT INTO note VALUES ('a', 1)", &err));
}

/* As everybody and nobody: for root every file may be written. */
#define NOBODY 65534

static void become_reader(const char *folder)
{
    assert_int_equal(chmod(folder, 0555), 0);
    assert_int_equal(chmod(path_in(folder, "db"), 0444), 0);
    if (geteuid() == 0)
        assert_int_equal(seteuid(NOBODY), 0);
}

static void become_owner(const char *folder)
{
    if (getuid() == 0)
        assert_int_equal(seteuid(0), 0);
    assert_int_equal(chmod(folder, 0700), 0);
}

static void test_who_may_only_read_looks_all_the_same(void **state)
{
    struct err err;
    const char *path = path_in(*state, "db");
    struct database *made = database_open(path, DATABASE_CREATE, &err);

    assert_true(database_migrate(made, steps, 1, &err));
    assert_true(database_run(made, "INSERT INTO note VALUES ('a', 1)", &err));
    database_free(made);
    become_reader(*state);
    struct database *look = database_open(path, DATABASE_LOOK, &err);
    int64_t count = look ? count_of(look, "SELECT count(*) FROM note") : -1;
    database_free(look);
    become_owner(*state);
    assert_int_equal(count, 1);
}

static void test_who_may_not_write_is_told_whose_it_is(void **state)
{
    struct err err;
    const char *path = path_in(*state, "db");

    database_free(database_open(path, DATABASE_CREATE, &err));
    become_reader(*state);
    struct database *db = database_open(path, DATABASE_CREATE, &err);
    become_owner(*state);
    assert_null(db);
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, path));
    assert_non_null(strstr(err.text, " belongs to "));
}

static void test_a_damaged_page_is_found(void **state)
{
    struct err err;
    const char *path = path_in(*state, "db");
    struct database *made = database_open(path, DATABASE_CREATE, &err);

    assert_true(database_run(made,
        "CREATE TABLE t (x); CREATE INDEX i ON t (x);"
        "INSERT INTO t WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1"
        " FROM c LIMIT 5000) SELECT hex(randomblob(20)) FROM c",
        &err));
    assert_true(database_check(made, &err));
    database_free(made);
    FILE *file = fopen(path, "r+");
    assert_non_null(file);
    fseek(file, 4096 * 20 + 100, SEEK_SET);
    for (int i = 0; i < 3000; i++)
        fputc(0x55, file);
    fclose(file);
    own(database) db = database_open(path, DATABASE_CREATE, &err);
    assert_non_null(db);
    assert_false(database_check(db, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
}

static void test_a_query_that_cannot_be_made_fails_at_the_first_step(
    void **state)
{
    struct err err;
    own(database) db =
        database_open(path_in(*state, "db"), DATABASE_CREATE, &err);
    own(query) query = query_new(db, "SELECT x FROM nowhere", &err);

    query_bind_text(query, 1, "x");
    assert_int_equal(query_next(query, &err), QUERY_FAILED);
    assert_non_null(strstr(err.text, "nowhere"));
}

static void test_a_parameter_that_is_not_there_is_an_error(void **state)
{
    struct err err;
    own(database) db =
        database_open(path_in(*state, "db"), DATABASE_CREATE, &err);
    own(query) query = query_new(db, "SELECT ?", &err);

    query_bind_whole(query, 2, 1);
    assert_int_equal(query_next(query, &err), QUERY_FAILED);
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_what_is_bound_comes_back),
        IN_FOLDER(test_a_commit_is_synced_before_it_returns),
        IN_FOLDER(test_migration_goes_on_where_it_was),
        IN_FOLDER(test_a_failed_migration_changes_nothing),
        IN_FOLDER(test_a_newer_schema_is_refused),
        IN_FOLDER(test_a_transaction_left_early_is_undone),
        IN_FOLDER(test_a_file_that_is_no_database_is_left_alone),
        IN_FOLDER(test_a_folder_that_is_not_there_is_said),
        IN_FOLDER(test_looking_makes_no_file),
        IN_FOLDER(test_looking_refuses_to_write),
        IN_FOLDER(test_who_may_only_read_looks_all_the_same),
        IN_FOLDER(test_who_may_not_write_is_told_whose_it_is),
        IN_FOLDER(test_a_damaged_page_is_found),
        IN_FOLDER(test_a_query_that_cannot_be_made_fails_at_the_first_step),
        IN_FOLDER(test_a_parameter_that_is_not_there_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
