/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/free_space.h"

#include <sys/statvfs.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define ROOM_BYTES (INT64_C(1) << 20)

/* Others write meanwhile. */
static void assert_about(int64_t bytes, const char *folder)
{
    struct statvfs status;

    assert_int_equal(statvfs(folder, &status), 0);
    int64_t expected = (int64_t)(status.f_bavail * status.f_frsize);
    assert_true(bytes > expected / 2 - ROOM_BYTES);
    assert_true(bytes < 2 * expected + ROOM_BYTES);
}

static void test_a_folder_tells_its_file_system(void **state)
{
    (void)state;
    assert_about(free_space_bytes("/dev/shm"), "/dev/shm");
    assert_about(free_space_bytes("."), ".");
}

static void test_a_path_still_to_be_made_is_in_the_nearest_folder(void **state)
{
    (void)state;
    assert_about(free_space_bytes("/dev/shm/none/of/these"), "/dev/shm");
    assert_about(free_space_bytes("none/of/these"), ".");
    assert_about(free_space_bytes("none"), ".");
    assert_about(free_space_bytes("/none"), "/");
    assert_about(free_space_bytes(""), ".");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_folder_tells_its_file_system),
        cmocka_unit_test(test_a_path_still_to_be_made_is_in_the_nearest_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
