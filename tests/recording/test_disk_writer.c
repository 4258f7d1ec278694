/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/disk_writer.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/recording/scratch.h"

static int create(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

    assert_true(fd >= 0);
    return fd;
}

static bool append(struct disk_writer *writer, const struct disk_file *file,
    const void *bytes, size_t length, struct err *err)
{
    const struct disk_block block = {
        .file = file, .bytes = bytes, .length = length};

    return disk_writer_append(writer, &block, err);
}

static void test_blocks_of_two_files_are_written_in_order(void **state)
{
    own_heap(char) a_path = scratch_path(state, "a");
    own_heap(char) b_path = scratch_path(state, "b");
    own_fd int a = create(a_path);
    own_fd int b = create(b_path);
    struct disk_file files[] = {{a, a_path, NULL}, {b, b_path, NULL}};
    struct err err = {0};
    own(disk_writer) writer = disk_writer_new(&err);
    own_value(text) found = {0};

    assert_non_null(writer);
    for (int i = 0; i < 1000; i++) {
        char digit = (char)('0' + i % 10);
        assert_true(append(writer, &files[i % 2], &digit, 1, &err));
    }
    assert_true(disk_writer_drain(writer, &err));
    scratch_read(a_path, &found);
    assert_int_equal(found.length, 500);
    for (int i = 0; i < 500; i++)
        assert_int_equal(found.bytes[i], "02468"[i % 5]);
}

static void test_freeing_writes_what_waits(void **state)
{
    own_heap(char) path = scratch_path(state, "a");
    own_fd int fd = create(path);
    struct disk_file file = {fd, path, NULL};
    struct err err = {0};
    struct disk_writer *writer = disk_writer_new(&err);

    for (int i = 0; i < 100; i++)
        assert_true(append(writer, &file, "12345678", 8, &err));
    disk_writer_free(writer);
    assert_int_equal(scratch_size(path), 800);
}

static void test_first_failure_is_kept_and_nothing_written_after_it(
    void **state)
{
    own_heap(char) path = scratch_path(state, "a");
    own_heap(char) good_path = scratch_path(state, "b");
    own_fd int fd = create(path);
    own_fd int good_fd = create(good_path);
    struct disk_file bad = {open(path, O_RDONLY | O_CLOEXEC), path, NULL};
    struct disk_file good = {good_fd, good_path, NULL};
    struct err err = {0};
    own(disk_writer) writer = disk_writer_new(&err);

    append(writer, &bad, "x", 1, &err);
    assert_false(disk_writer_drain(writer, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "/a: Bad file descriptor"));
    err = (struct err){0};
    assert_false(append(writer, &good, "x", 1, &err));
    assert_non_null(strstr(err.text, "/a: Bad file descriptor"));
    assert_false(disk_writer_drain(writer, &err));
    assert_int_equal(scratch_size(good_path), 0);
    close(bad.fd);
}

static void test_a_file_that_was_deleted_is_an_error(void **state)
{
    own_heap(char) path = scratch_path(state, "a");
    own_fd int fd = create(path);
    struct disk_file file = {.fd = fd, .path = path};
    struct err err = {0};
    own(disk_writer) writer = disk_writer_new(&err);
    const struct disk_block kept = {
        .file = &file, .bytes = "x", .length = 1, .mark = 1};
    const struct disk_block lost = {
        .file = &file, .bytes = "x", .length = 1, .mark = 2};

    assert_true(disk_writer_append(writer, &kept, &err));
    assert_true(disk_writer_drain(writer, &err));
    assert_int_equal(unlink(path), 0);
    disk_writer_append(writer, &lost, &err);
    assert_false(disk_writer_drain(writer, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "/a: it was deleted"));
    assert_int_equal(disk_writer_synced(writer), 1);
}

/* SIGXFSZ would end the program, were it not kept away from the thread. */
static void test_a_file_too_large_is_an_error_and_no_signal(void **state)
{
    own_heap(char) path = scratch_path(state, "a");
    own_fd int fd = create(path);
    struct disk_file file = {fd, path, NULL};
    struct rlimit before;
    struct err err = {0};
    own(disk_writer) writer = disk_writer_new(&err);

    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit small = {1000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    for (int i = 0; i < 20; i++)
        append(writer, &file, (char[100]){0}, 100, &err);
    bool is_good = disk_writer_drain(writer, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(is_good);
    assert_non_null(strstr(err.text, "File too large"));
    assert_int_equal(scratch_size(path), 1000);
}

static void test_a_disk_that_stands_still_is_an_error_not_a_wait(void **state)
{
    (void)state;
    int ends[2];
    struct err err = {0};
    size_t block_bytes = 1 << 20;
    own_heap(char) block = calloc(1, block_bytes);
    int taken = 0;

    /* Nobody reads the pipe: write(2) blocks after 64 KiB. */
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    struct disk_file file = {ends[1], "stuck", NULL};
    struct disk_writer *writer = disk_writer_new(&err);
    while (taken < 100 && append(writer, &file, block, block_bytes, &err))
        taken++;
    assert_int_equal(taken, DISK_WRITER_MOST_BYTES / block_bytes);
    assert_non_null(strstr(err.text, "write stuck: the disk is too slow"));
    signal(SIGPIPE, SIG_IGN);
    close(ends[0]);
    assert_false(disk_writer_drain(writer, &err));
    disk_writer_free(writer);
    close(ends[1]);
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_blocks_of_two_files_are_written_in_order),
        SCRATCH_TEST(test_freeing_writes_what_waits),
        SCRATCH_TEST(test_first_failure_is_kept_and_nothing_written_after_it),
        SCRATCH_TEST(test_a_file_that_was_deleted_is_an_error),
        SCRATCH_TEST(test_a_file_too_large_is_an_error_and_no_signal),
        SCRATCH_TEST(test_a_disk_that_stands_still_is_an_error_not_a_wait),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
