/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <fcntl.h>
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

#include "recorder/base/durable_file.h"

static char folder[] = "/tmp/roomcast-durable-XXXXXX";

/* Tests run in a folder of their own. */
static int enter_folder(void **state)
{
    (void)state;
    return !mkdtemp(folder) || chdir(folder) != 0;
}

static int leave_folder(void **state)
{
    (void)state;
    return chdir("/") != 0 || rmdir(folder) != 0;
}

static void assert_holds(const char *path, const char *expected)
{
    char found[100] = "";
    FILE *file = fopen(path, "re");

    assert_non_null(file);
    found[fread(found, 1, sizeof found - 1, file)] = '\0';
    fclose(file);
    assert_string_equal(found, expected);
}

static int count_names(void)
{
    int count = 0;
    DIR *names = opendir(".");

    while (readdir(names))
        count++;
    closedir(names);
    return count - 2;
}

static void test_commit_replaces_the_file(void **state)
{
    struct err err = {0};

    (void)state;
    assert_true(durable_replace("a", 0644, "old", 3, &err));
    own(durable_file) file = durable_file_new("a", 0644, &err);
    assert_true(durable_file_write(file, "ne", 2, &err));
    assert_true(durable_file_write(file, "w", 1, &err));
    assert_holds("a", "old");
    assert_true(durable_file_commit(file, &err));
    assert_holds("a", "new");
    assert_int_equal(count_names(), 1);
    unlink("a");
}

static void test_a_copy_holds_the_same_and_is_another_file(void **state)
{
    struct err err = {0};

    (void)state;
    assert_true(durable_replace("a", 0600, "sound", 5, &err));
    assert_true(durable_copy("a", "b", 0644, &err));
    assert_holds("b", "sound");
    assert_true(durable_replace("a", 0600, "other", 5, &err));
    assert_holds("b", "sound");
    assert_false(durable_copy("missing", "b", 0644, &err));
    assert_holds("b", "sound");
    assert_int_equal(count_names(), 2);
    unlink("a");
    unlink("b");
}

static void test_what_is_not_synced_is_replaced_as_a_whole_too(void **state)
{
    struct err err = {0};

    (void)state;
    assert_true(durable_replace_unsynced("a", 0644, "old", 3, &err));
    assert_true(durable_replace_unsynced("a", 0644, "newer", 5, &err));
    assert_holds("a", "newer");
    assert_int_equal(count_names(), 1);
    assert_false(durable_replace_unsynced("b/a", 0644, "x", 1, &err));
    assert_int_equal(err.kind, ERR_IO);
    unlink("a");
}

static void test_without_commit_the_old_file_stays(void **state)
{
    struct err err = {0};

    (void)state;
    assert_true(durable_replace("a", 0644, "old", 3, &err));
    struct durable_file *file = durable_file_new("a", 0644, &err);
    assert_true(durable_file_write(file, "new", 3, &err));
    durable_file_free(file);
    durable_file_free(NULL);
    assert_holds("a", "old");
    assert_int_equal(count_names(), 1);
    unlink("a");
}

static void test_mode_is_set_whatever_the_umask(void **state)
{
    struct err err = {0};
    struct stat status;
    mode_t before = umask(0077);

    (void)state;
    assert_true(durable_replace("a", 0664, "", 0, &err));
    umask(before);
    assert_int_equal(stat("a", &status), 0);
    assert_int_equal(status.st_mode & 07777, 0664);
    unlink("a");
}

static void test_temporary_is_hidden_beside_the_file(void **state)
{
    struct err err = {0};

    (void)state;
    assert_true(durable_make_folder("sub", 0755, &err));
    own(durable_file) file = durable_file_new("sub/a", 0644, &err);
    const char *temporary = durable_file_temporary(file);
    assert_memory_equal(temporary, "sub/.", 5);
    assert_true(durable_is_temporary(temporary + 4));
    assert_false(durable_is_temporary("feed.xml"));
    assert_true(fcntl(durable_file_descriptor(file), F_GETFD) & FD_CLOEXEC);
    durable_file_free(file);
    file = NULL;
    assert_int_equal(rmdir("sub"), 0);
}

static void test_rename_never_overwrites(void **state)
{
    struct err err = {0};

    (void)state;
    assert_true(durable_replace("a", 0644, "one", 3, &err));
    assert_true(durable_replace("b", 0644, "two", 3, &err));
    assert_false(durable_rename_new("a", "b", &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text, "rename a to b: File exists");
    assert_holds("a", "one");
    assert_holds("b", "two");
    assert_true(durable_rename_new("a", "c", &err));
    assert_holds("c", "one");
    assert_int_equal(count_names(), 2);
    unlink("b");
    unlink("c");
}

static void test_missing_folders_are_made(void **state)
{
    struct err err = {0};
    struct stat status;
    char absolute[100];

    (void)state;
    assert_true(durable_make_folder("x/y//z/", 0755, &err));
    assert_true(durable_make_folder("x/y/z", 0755, &err));
    assert_int_equal(stat("x/y/z", &status), 0);
    assert_true(S_ISDIR(status.st_mode));
    rmdir("x/y/z");
    rmdir("x/y");
    rmdir("x");
    snprintf(absolute, sizeof absolute, "%s/x", folder);
    assert_true(durable_make_folder(absolute, 0755, &err));
    rmdir("x");
}

static void test_a_file_in_the_place_of_a_folder_is_named(void **state)
{
    struct err err = {0};

    (void)state;
    assert_true(durable_replace("x", 0644, "", 0, &err));
    assert_false(durable_make_folder("x/y", 0755, &err));
    assert_string_equal(err.text, "create folder x: a file is in its place");
    assert_false(durable_make_folder("x", 0755, &err));
    unlink("x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_commit_replaces_the_file),
        cmocka_unit_test(test_a_copy_holds_the_same_and_is_another_file),
        cmocka_unit_test(test_what_is_not_synced_is_replaced_as_a_whole_too),
        cmocka_unit_test(test_without_commit_the_old_file_stays),
        cmocka_unit_test(test_mode_is_set_whatever_the_umask),
        cmocka_unit_test(test_temporary_is_hidden_beside_the_file),
        cmocka_unit_test(test_rename_never_overwrites),
        cmocka_unit_test(test_missing_folders_are_made),
        cmocka_unit_test(test_a_file_in_the_place_of_a_folder_is_named),
    };

    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
