/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/store/integrity.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/publisher/sound.h"
#include "tests/publisher/tool.h"

static void check_against_openssl(const char *path)
{
    char integrity[INTEGRITY_BYTES];
    struct err err = {0};
    char *judged =
        tool(NULL, "openssl dgst -sha384 -binary %s | openssl base64 -A", path);

    assert_true(integrity_of_file(path, integrity, &err));
    assert_memory_equal(integrity, "sha384-", 7);
    assert_string_equal(integrity + 7, judged);
    free(judged);
}

/* FIPS 180-2 example "abc". */
static void test_abc_has_the_digest_of_the_standard(void **state)
{
    char integrity[INTEGRITY_BYTES];
    struct err err = {0};

    (void)state;
    write_file("abc", "abc", 3);
    assert_true(integrity_of_file("abc", integrity, &err));
    assert_string_equal(integrity, "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFj"
                                   "GotgWkP/W+2AhgcroefMI1i67KE0yCWn");
    memset(integrity, 0, sizeof integrity);
    assert_true(integrity_of_bytes("abc", 3, integrity, &err));
    assert_string_equal(integrity, "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFj"
                                   "GotgWkP/W+2AhgcroefMI1i67KE0yCWn");
}

static void test_openssl_agrees_on_files_of_many_lengths(void **state)
{
    static const size_t lengths[] = {0, 1, 111, 112, 128, 16384, 1000003};
    struct sound noise = sound_of_noise(1, 300000, 0.5);

    (void)state;
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        write_file("file", noise.pcm, lengths[i]);
        check_against_openssl("file");
    }
    sound_clear(&noise);
}

static void test_missing_file_is_named_and_nothing_is_filled(void **state)
{
    char integrity[INTEGRITY_BYTES] = "before";
    struct err err = {0};

    (void)state;
    assert_false(integrity_of_file("nowhere.mp3", integrity, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(
        err.text, "open nowhere.mp3: No such file or directory");
    assert_string_equal(integrity, "before");
    assert_false(integrity_of_file(".", integrity, &err));
    assert_string_equal(err.text, "read .: Is a directory");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_abc_has_the_digest_of_the_standard),
        cmocka_unit_test(test_openssl_agrees_on_files_of_many_lengths),
        cmocka_unit_test(test_missing_file_is_named_and_nothing_is_filled),
    };

    return cmocka_run_group_tests(tests, folder_set_up, folder_tear_down);
}
