/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/publisher/temporary_folder.h"

static struct store *open_in(const char *folder)
{
    struct err err;
    struct store *store = store_directory_new(path_in(folder, "site"), &err);

    assert_non_null(store);
    return store;
}

static void test_bytes_are_put_where_their_key_says(void **state)
{
    struct err err;
    own(store) store = open_in(*state);

    assert_true(store_put_bytes(store, "weekly/ep/index.html", "hi", 2, &err));
    assert_true(holds_text(path_in(*state, "site/weekly/ep/index.html"), "hi"));
    assert_int_equal(count_entries(path_in(*state, "site/weekly/ep")), 1);
}

static void test_files_and_folders_are_for_all_to_read(void **state)
{
    struct err err;
    struct stat status;
    own(store) store = open_in(*state);

    umask(022);
    assert_true(store_put_bytes(store, "weekly/feed.xml", "hi", 2, &err));
    assert_int_equal(stat(path_in(*state, "site/weekly/feed.xml"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0644);
    assert_int_equal(stat(path_in(*state, "site/weekly"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0755);
}

static void test_the_same_bytes_again_touch_nothing(void **state)
{
    struct err err;
    struct stat before;
    struct stat after;
    own(store) store = open_in(*state);
    const char *path = path_in(*state, "site/feed.xml");

    assert_true(store_put_bytes(store, "feed.xml", "hello", 5, &err));
    assert_int_equal(stat(path, &before), 0);
    assert_true(store_put_bytes(store, "feed.xml", "hello", 5, &err));
    assert_int_equal(stat(path, &after), 0);
    assert_int_equal(before.st_ino, after.st_ino);
    assert_memory_equal(&before.st_mtim, &after.st_mtim, sizeof before.st_mtim);
    assert_true(store_put_bytes(store, "feed.xml", "hello!", 6, &err));
    assert_true(holds_text(path, "hello!"));
    assert_true(store_put_bytes(store, "feed.xml", "hell", 4, &err));
    assert_true(holds_text(path, "hell"));
}

static void note_key(void *user, const char *key)
{
    text_appendf(user, "%s\n", key);
}

static void test_what_is_written_is_told_and_nothing_else(void **state)
{
    struct err err;
    own_value(text) told = {0};
    own(store) store = open_in(*state);

    assert_true(store_put_bytes(store, "feed.xml", "old", 3, &err));
    store_tell_writes(store, note_key, &told);
    assert_true(store_put_bytes(store, "feed.xml", "old", 3, &err));
    assert_string_equal(text_string(&told), "");
    assert_true(store_put_bytes(store, "feed.xml", "new", 3, &err));
    assert_true(store_replace_bytes(store, "ep/a.vtt", "a", 1, &err));
    assert_true(store_replace_bytes(store, "ep/a.vtt", "a", 1, &err));
    store_tell_writes(store, NULL, NULL);
    assert_true(store_put_bytes(store, "feed.xml", "last", 4, &err));
    assert_string_equal(text_string(&told), "feed.xml\nep/a.vtt\nep/a.vtt\n");
}

static void test_a_file_is_moved_in(void **state)
{
    struct err err;
    own(store) store = open_in(*state);
    const char *from = path_in(*state, "made.mp3");

    write_text(from, "sound");
    assert_true(store_put_file(store, "weekly/ep/ep.mp3", from, &err));
    assert_true(holds_text(path_in(*state, "site/weekly/ep/ep.mp3"), "sound"));
    assert_int_not_equal(access(from, F_OK), 0);
}

static void test_a_file_from_another_file_system_is_copied_in(void **state)
{
    struct err err;
    struct stat status;
    own(store) store = open_in(*state);
    char from[] = "/dev/shm/roomcast-test-XXXXXX";
    int fd = mkstemp(from);

    assert_true(fd >= 0);
    close(fd);
    write_text(from, "sound");
    assert_true(store_put_file(store, "ep.mp3", from, &err));
    assert_true(holds_text(path_in(*state, "site/ep.mp3"), "sound"));
    assert_int_equal(stat(path_in(*state, "site/ep.mp3"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0644);
    assert_int_not_equal(access(from, F_OK), 0);
}

static void test_a_file_that_is_not_there_is_said(void **state)
{
    struct err err;
    own(store) store = open_in(*state);

    assert_false(
        store_put_file(store, "ep.mp3", path_in(*state, "nothing"), &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "nothing"));
    assert_int_not_equal(access(path_in(*state, "site/ep.mp3"), F_OK), 0);
}

static void test_the_length_of_what_is_there_is_found(void **state)
{
    struct err err;
    int64_t length;
    own(store) store = open_in(*state);

    assert_true(store_find(store, "weekly/feed.xml", &length, &err));
    assert_int_equal(length, -1);
    assert_true(store_put_bytes(store, "weekly/feed.xml", "hello", 5, &err));
    assert_true(store_find(store, "weekly/feed.xml", &length, &err));
    assert_int_equal(length, 5);
    assert_true(store_find(store, "weekly/feed.xml/x", &length, &err));
    assert_int_equal(length, -1);
}

static void test_what_a_killed_run_left_is_swept(void **state)
{
    struct err err;
    own(store) store = open_in(*state);

    assert_true(store_put_bytes(store, "weekly/a.html", "a", 1, &err));
    write_text(path_in(*state, "site/weekly/.roomcast-tmp.Ab12Cd"), "half");
    assert_true(store_put_bytes(store, "weekly/b.html", "b", 1, &err));
    assert_int_equal(count_entries(path_in(*state, "site/weekly")), 2);
}

static void test_a_file_in_place_of_the_folder_is_said(void **state)
{
    struct err err;
    own(store) store = open_in(*state);

    write_text(path_in(*state, "site"), "in the way");
    assert_false(store_put_bytes(store, "weekly/feed.xml", "a", 1, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "a file is in its place"));
}

static void test_keys_that_lead_elsewhere_are_refused(void **state)
{
    static const char *const keys[] = {"", "/etc/passwd", "../x", "a/../b",
        "a//b", "a/", ".hidden", "a/.part", "a b", "a%2fb", "\xC3\xA9", "a\nb"};
    struct err err;
    own(store) store = open_in(*state);

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        assert_false(store_put_bytes(store, keys[i], "a", 1, &err));
        assert_int_equal(err.kind, ERR_LIMIT);
    }
    assert_int_equal(count_entries(*state), 0);
}

#define IN_FOLDER(test)                                                        \
    cmocka_unit_test_setup_teardown(                                           \
        test, temporary_folder_make, temporary_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_bytes_are_put_where_their_key_says),
        IN_FOLDER(test_files_and_folders_are_for_all_to_read),
        IN_FOLDER(test_the_same_bytes_again_touch_nothing),
        IN_FOLDER(test_what_is_written_is_told_and_nothing_else),
        IN_FOLDER(test_a_file_is_moved_in),
        IN_FOLDER(test_a_file_from_another_file_system_is_copied_in),
        IN_FOLDER(test_a_file_that_is_not_there_is_said),
        IN_FOLDER(test_the_length_of_what_is_there_is_found),
        IN_FOLDER(test_what_a_killed_run_left_is_swept),
        IN_FOLDER(test_a_file_in_place_of_the_folder_is_said),
        IN_FOLDER(test_keys_that_lead_elsewhere_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
