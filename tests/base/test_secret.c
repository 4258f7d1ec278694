/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/secret.h"

#define CANARY "S3CR3T-canary"

struct fixture {
    char path[64];
};

static int set_up(void **state)
{
    static struct fixture fixture;

    snprintf(fixture.path, sizeof fixture.path, "/tmp/test_secret_XXXXXX");
    int fd = mkstemp(fixture.path);
    assert_true(fd >= 0);
    close(fd);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    const struct fixture *at = *state;

    unlink(at->path);
    return 0;
}

static void write_file(const struct fixture *at, const char *text, mode_t mode)
{
    FILE *file = fopen(at->path, "wb");

    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(at->path, mode), 0);
}

static void assert_loads(
    const struct secret_place *place, const char *expected, bool is_exposed)
{
    char *secret;
    bool found_exposed;
    struct err err = {0};

    if (!secret_load(place, &secret, &found_exposed, &err))
        fail_msg("%s", err.text);
    if (expected)
        assert_string_equal(secret, expected);
    else
        assert_null(secret);
    assert_int_equal(found_exposed, is_exposed);
    secret_free(secret);
}

static void assert_refused(
    const struct secret_place *place, const char *because)
{
    char *secret;
    bool is_exposed;
    struct err err = {0};

    assert_false(secret_load(place, &secret, &is_exposed, &err));
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_null(secret);
    if (!strstr(err.text, because))
        fail_msg("\"%s\" does not say \"%s\"", err.text, because);
    assert_null(strstr(err.text, CANARY));
}

static void test_secret_is_taken_from_where_it_is(void **state)
{
    const struct fixture *at = *state;

    write_file(at, "  " CANARY " \r\nmore\n", 0600);
    setenv("TEST_SECRET", CANARY "\n", 1);
    assert_loads(&(struct secret_place){.name = "key", .value = " " CANARY},
        CANARY, false);
    assert_loads(
        &(struct secret_place){.name = "key", .file = at->path}, CANARY, false);
    assert_loads(
        &(struct secret_place){.name = "key", .environment = "TEST_SECRET"},
        CANARY, false);
    assert_loads(&(struct secret_place){.name = "key"}, NULL, false);
}

static void test_file_that_others_can_read_is_exposed(void **state)
{
    const struct fixture *at = *state;
    const struct secret_place place = {.name = "key", .file = at->path};

    write_file(at, CANARY, 0640);
    assert_loads(&place, CANARY, false);
    write_file(at, CANARY, 0604);
    assert_loads(&place, CANARY, true);
}

static void test_a_credential_of_systemd_is_a_file_by_its_name(void **state)
{
    const struct fixture *at = *state;
    char name[64];
    struct secret_place place = {.name = "key", .file = name};

    snprintf(name, sizeof name, "credential:%s", strrchr(at->path, '/') + 1);
    write_file(at, CANARY "\n", 0400);
    unsetenv("CREDENTIALS_DIRECTORY");
    assert_refused(&place, "key-file: credential:test_secret_");
    assert_refused(&place, "systemd gave no credentials");
    setenv("CREDENTIALS_DIRECTORY", "/tmp", 1);
    assert_loads(&place, CANARY, false);
    place.file = "credential:../etc/hostname";
    assert_refused(&place, "expected the name of a credential");
    place.file = "credential:";
    assert_refused(&place, "expected the name of a credential");
    place.file = "credential:nothing";
    assert_refused(&place, "No such file");
}

static void test_two_places_are_one_too_many(void **state)
{
    (void)state;
    assert_refused(
        &(struct secret_place){
            .name = "key", .value = CANARY, .environment = "TEST_SECRET"},
        "expected one of key, key-file and key-env");
}

static void test_place_without_a_secret_is_named(void **state)
{
    const struct fixture *at = *state;

    unsetenv("TEST_NO_SECRET");
    assert_refused(
        &(struct secret_place){.name = "key", .environment = "TEST_NO_SECRET"},
        "key-env: TEST_NO_SECRET: it is not set");
    assert_refused(
        &(struct secret_place){.name = "key", .file = "/nowhere/key"},
        "key-file: /nowhere/key: open: No such file");
    assert_refused(&(struct secret_place){.name = "key", .file = "/tmp"},
        "expected a regular file");
    write_file(at, " \n" CANARY "\n", 0600);
    assert_loads(
        &(struct secret_place){.name = "key", .file = at->path}, CANARY, false);
    write_file(at, " \n\n", 0600);
    assert_refused(
        &(struct secret_place){.name = "key", .file = at->path}, "it is empty");
}

static void test_endless_file_is_refused(void **state)
{
    const struct fixture *at = *state;

    assert_int_equal(truncate(at->path, SECRET_MOST_BYTES + 1), 0);
    assert_refused(&(struct secret_place){.name = "key", .file = at->path},
        "at most 4096 bytes");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_secret_is_taken_from_where_it_is),
        TEST(test_file_that_others_can_read_is_exposed),
        TEST(test_a_credential_of_systemd_is_a_file_by_its_name),
        TEST(test_two_places_are_one_too_many),
        TEST(test_place_without_a_secret_is_named),
        TEST(test_endless_file_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
