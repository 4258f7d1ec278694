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

#include "recorder/source/rollover_file.h"

struct fixture {
    char folder[64];
    char path[96];
};

static int set_up(void **state)
{
    static struct fixture fixture;

    snprintf(
        fixture.folder, sizeof fixture.folder, "/tmp/test_rollover_XXXXXX");
    assert_non_null(mkdtemp(fixture.folder));
    snprintf(fixture.path, sizeof fixture.path, "%s/state/hall.srtp",
        fixture.folder);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *at = *state;
    char folder[96];

    snprintf(folder, sizeof folder, "%s/state", at->folder);
    unlink(at->path);
    rmdir(folder);
    rmdir(at->folder);
    return 0;
}

static void save(const struct fixture *at, struct secure_position position)
{
    struct err err = {0};

    if (!rollover_file_save(at->path, &position, &err))
        fail_msg("%s", err.text);
}

static void test_what_was_saved_is_loaded(void **state)
{
    const struct fixture *at = *state;
    struct secure_position found = {0};
    struct stat status;

    save(at, (struct secure_position){1, 2, 3});
    save(at, (struct secure_position){UINT32_MAX, UINT32_MAX, UINT16_MAX});
    assert_true(rollover_file_load(at->path, &found));
    assert_int_equal(found.ssrc, UINT32_MAX);
    assert_int_equal(found.roc, UINT32_MAX);
    assert_int_equal(found.sequence, UINT16_MAX);
    assert_int_equal(stat(at->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

static void test_missing_file_is_no_failure(void **state)
{
    const struct fixture *at = *state;
    struct secure_position found;

    assert_false(rollover_file_load(at->path, &found));
    assert_false(rollover_file_load(at->folder, &found));
}

static void test_file_that_makes_no_sense_is_as_good_as_none(void **state)
{
    static const char *const texts[] = {"", "{", "{}", "[1,2,3]",
        "{\"ssrc\":1,\"roc\":2}", "{\"ssrc\":-1,\"roc\":0,\"sequence\":0}",
        "{\"ssrc\":1,\"roc\":4294967296,\"sequence\":0}",
        "{\"ssrc\":1,\"roc\":0,\"sequence\":65536}",
        "{\"ssrc\":\"1\",\"roc\":0,\"sequence\":0}"};
    const struct fixture *at = *state;

    save(at, (struct secure_position){1, 2, 3});
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct secure_position found = {9, 9, 9};
        FILE *file = fopen(at->path, "wb");
        assert_non_null(file);
        fwrite(texts[i], 1, strlen(texts[i]), file);
        fclose(file);
        assert_false(rollover_file_load(at->path, &found));
        assert_int_equal(found.ssrc, 9);
    }
}

static void test_place_that_cannot_be_written_is_told(void **state)
{
    struct err err = {0};

    (void)state;
    assert_false(rollover_file_save(
        "/proc/version/hall.srtp", &(struct secure_position){1, 2, 3}, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "/proc/version"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_what_was_saved_is_loaded),
        TEST(test_missing_file_is_no_failure),
        TEST(test_file_that_makes_no_sense_is_as_good_as_none),
        TEST(test_place_that_cannot_be_written_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
