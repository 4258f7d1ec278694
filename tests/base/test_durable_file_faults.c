/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/durable_file.h"

/*
 * Files that cannot be written: by the machine's own doing, and by making
 * each call fail in its turn (the linker's --wrap; see CMakeLists.txt).
 */

static char folder[] = "/tmp/roomcast-faults-XXXXXX";

static int calls_left = -1; /* before one fails; negative: none does */
static const char *failed_call;

static bool is_to_fail(const char *call)
{
    if (calls_left < 0 || calls_left-- > 0)
        return false;
    failed_call = call;
    errno = ENOSPC;
    return true;
}

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    return is_to_fail("fsync") ? -1 : __real_fsync(fd);
}

int __real_fchmod(int fd, mode_t mode);
int __wrap_fchmod(int fd, mode_t mode);
int __wrap_fchmod(int fd, mode_t mode)
{
    return is_to_fail("fchmod") ? -1 : __real_fchmod(fd, mode);
}

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to)
{
    return is_to_fail("rename") ? -1 : __real_rename(from, to);
}

/* Half of it is written, and then no more. */
ssize_t __real_write(int fd, const void *bytes, size_t length);
ssize_t __wrap_write(int fd, const void *bytes, size_t length);
ssize_t __wrap_write(int fd, const void *bytes, size_t length)
{
    if (is_to_fail("write"))
        return -1;
    return __real_write(fd, bytes, length > 1 ? length / 2 : length);
}

/* A close that fails closes all the same. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    bool is_failing = is_to_fail("close");
    int closed = __real_close(fd);

    if (is_failing)
        errno = EDQUOT;
    return is_failing ? -1 : closed;
}

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size)
{
    return is_to_fail("calloc") ? NULL : __real_calloc(count, size);
}

void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size)
{
    return is_to_fail("realloc") ? NULL : __real_realloc(old, size);
}

char *__real_strdup(const char *text);
char *__wrap_strdup(const char *text);
char *__wrap_strdup(const char *text)
{
    return is_to_fail("strdup") ? NULL : __real_strdup(text);
}

static int enter_folder(void **state)
{
    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    return !mkdtemp(folder) || chdir(folder) != 0;
}

static int leave_folder(void **state)
{
    (void)state;
    return chdir("/") != 0 || rmdir(folder) != 0;
}

static void read_whole(const char *path, char *found, size_t size)
{
    FILE *file = fopen(path, "re");

    assert_non_null(file);
    found[fread(found, 1, size - 1, file)] = '\0';
    fclose(file);
}

static void assert_holds(const char *path, const char *expected)
{
    char found[100];

    read_whole(path, found, sizeof found);
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

static void test_each_call_may_fail_and_nothing_is_half_done(void **state)
{
    struct err err = {0};
    int failures = 0;
    bool is_done = false;

    (void)state;
    for (int turn = 0; !is_done; turn++) {
        char found[100];
        assert_true(durable_replace("a", 0644, "old", 3, &err));
        err = (struct err){0};
        calls_left = turn;
        is_done = durable_replace("a", 0644, "new text", 8, &err);
        calls_left = -1;
        read_whole("a", found, sizeof found);
        if (strcmp(found, "old") != 0)
            assert_string_equal(found, "new text");
        if (!is_done)
            assert_true(err.kind == ERR_IO || err.kind == ERR_MEMORY);
        assert_int_equal(count_names(), 1);
        failures += !is_done;
    }
    assert_holds("a", "new text");
    assert_true(failures >= 10);
    unlink("a");
}

static void test_message_tells_what_failed(void **state)
{
    static const struct {
        const char *call;
        const char *text;
    } expected[] = {
        {"fchmod", "set the mode of a: No space left on device"},
        {"write", "write a: No space left on device"},
        {"fsync", "sync a: No space left on device"},
        {"close", "close a: Disk quota exceeded"},
        {"rename", "rename to a: No space left on device"},
    };
    struct err err = {0};
    size_t seen = 0;

    (void)state;
    for (int turn = 0; seen < 5; turn++) {
        calls_left = turn;
        bool is_done = durable_replace("a", 0644, "x", 1, &err);
        calls_left = -1;
        assert_false(is_done);
        if (strcmp(failed_call, expected[seen].call) == 0)
            assert_string_equal(err.text, expected[seen++].text);
    }
    assert_int_equal(count_names(), 0);
}

static void test_full_disk_keeps_the_old_file(void **state)
{
    static const char large[100000];
    struct err err = {0};
    struct rlimit before;

    (void)state;
    assert_true(durable_replace("a", 0644, "old", 3, &err));
    getrlimit(RLIMIT_FSIZE, &before);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){4096, before.rlim_max});
    bool is_done = durable_replace("a", 0644, large, sizeof large, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(is_done);
    assert_string_equal(err.text, "write a: File too large");
    assert_holds("a", "old");
    assert_int_equal(count_names(), 1);
    unlink("a");
}

static void test_full_device_is_reported(void **state)
{
    struct err err = {0};
    own_fd int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

    (void)state;
    assert_false(durable_write_all(fd, "x", 1, "feed.xml", &err));
    assert_string_equal(err.text, "write feed.xml: No space left on device");
}

static void test_missing_folder_is_reported(void **state)
{
    struct err err = {0};

    (void)state;
    assert_false(durable_replace("gone/a", 0644, "x", 1, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_string_equal(err.text, "create gone/a: No such file or directory");
    assert_false(durable_sync_folder_of("gone/a", &err));
    assert_string_equal(
        err.text, "sync folder gone: No such file or directory");
    assert_false(durable_rename_new("gone/a", "b", &err));
    assert_int_equal(count_names(), 0);
}

static void test_folder_removed_before_commit_is_reported(void **state)
{
    struct err err = {0};

    (void)state;
    assert_true(durable_make_folder("sub", 0755, &err));
    own(durable_file) file = durable_file_new("sub/a", 0644, &err);
    assert_int_equal(unlink(durable_file_temporary(file)), 0);
    assert_int_equal(rmdir("sub"), 0);
    assert_false(durable_file_commit(file, &err));
    assert_string_equal(err.text, "rename to sub/a: No such file or directory");
}

static void test_folder_of_that_name_is_not_replaced(void **state)
{
    struct err err = {0};

    (void)state;
    assert_int_equal(mkdir("a", 0755), 0);
    assert_false(durable_replace("a", 0644, "x", 1, &err));
    assert_string_equal(err.text, "rename to a: Is a directory");
    assert_int_equal(count_names(), 1);
    rmdir("a");
}

/* Root may write anywhere; so it becomes nobody for a moment. */
static void test_no_permission_to_write_is_reported(void **state)
{
    struct err err = {0};
    bool is_root = geteuid() == 0;

    (void)state;
    assert_int_equal(mkdir("closed", 0555), 0);
    assert_int_equal(chmod(".", 0755), 0);
    if (is_root)
        assert_int_equal(seteuid(65534), 0);
    bool is_made = durable_make_folder("closed/b", 0755, &err);
    struct err made = err;
    bool is_done = durable_replace("closed/a", 0644, "x", 1, &err);
    if (is_root)
        assert_int_equal(seteuid(0), 0);
    assert_false(is_made);
    assert_string_equal(made.text, "create folder closed/b: Permission denied");
    assert_false(is_done);
    assert_string_equal(err.text, "create closed/a: Permission denied");
    assert_int_equal(rmdir("closed"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_call_may_fail_and_nothing_is_half_done),
        cmocka_unit_test(test_message_tells_what_failed),
        cmocka_unit_test(test_full_disk_keeps_the_old_file),
        cmocka_unit_test(test_full_device_is_reported),
        cmocka_unit_test(test_missing_folder_is_reported),
        cmocka_unit_test(test_folder_removed_before_commit_is_reported),
        cmocka_unit_test(test_folder_of_that_name_is_not_replaced),
        cmocka_unit_test(test_no_permission_to_write_is_reported),
    };

    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
