/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/disk_reserve.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/recording/recording_header.h"
#include "recorder/recording/recording_repair.h"
#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"

#define STEP (256 << 10)

static int64_t allocated(const char *path)
{
    struct stat status;

    assert_int_equal(stat(path, &status), 0);
    return (int64_t)status.st_blocks * 512;
}

static void test_blocks_are_held_ahead_and_the_file_stays_its_length(
    void **state)
{
    own_heap(char) path = scratch_path(state, "a");
    own_fd int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    struct disk_reserve reserve;
    char bytes[1000] = {1};
    struct err err;

    assert_true(disk_reserve_hold(&reserve, fd, STEP, path, &err));
    assert_in_range(allocated(path), STEP, 2 * STEP);
    for (int i = 1; i <= 1000; i++) {
        disk_reserve_grow(&reserve, sizeof bytes);
        assert_int_equal(write(fd, bytes, sizeof bytes), sizeof bytes);
        assert_int_equal(scratch_size(path), i * 1000);
        assert_true(allocated(path) >= i * 1000 + STEP / 4);
    }
    assert_false(disk_reserve_is_full(&reserve));
    assert_true(disk_reserve_release(fd, path, &err));
    assert_int_equal(scratch_size(path), 1000000);
    assert_in_range(allocated(path), 1000000, 1000000 + 65536);
}

static void test_what_is_no_file_cannot_be_reserved(void **state)
{
    int ends[2];
    struct disk_reserve reserve;
    struct err err;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    assert_false(disk_reserve_hold(&reserve, ends[1], STEP, "pipe", &err));
    assert_int_equal(err.kind, ERR_IO);
    close(ends[0]);
    close(ends[1]);
    own_fd int device = open("/dev/null", O_WRONLY | O_CLOEXEC);
    assert_false(disk_reserve_hold(&reserve, device, STEP, "device", &err));
}

/* Each needs little more than it is long. */
static void assert_nothing_is_held(void **state, const char *name)
{
    own_heap(char) path = scratch_path(state, name);

    assert_true(allocated(path) <= scratch_size(path) + 65536);
}

static void test_a_running_recording_holds_and_a_finished_one_does_not(
    void **state)
{
    own_heap(char) stem = scratch_path(state, "r");
    own_heap(char) part = scratch_path(state, "r.opus.part");
    own_heap(char) ledger = scratch_path(state, "r.jsonl");
    struct recording_facts facts = sample_facts();
    struct recording_result result = sample_result(sample_frames_48k(50));
    struct err err;

    own(recording_writer) writer = recording_writer_new(stem, &facts, &err);
    assert_non_null(writer);
    assert_in_range(allocated(part), 1 << 20, 2 << 20);
    assert_in_range(allocated(ledger), 64 << 10, 256 << 10);
    sample_push(writer, 0, 50);
    assert_false(recording_writer_is_full(writer));
    assert_true(recording_writer_finish(writer, &result, NULL, &err));
    assert_nothing_is_held(state, "r.opus");
    assert_nothing_is_held(state, "r.jsonl");
}

static void test_a_repair_gives_back_what_a_kill_left(void **state)
{
    own_heap(char) stem = scratch_path(state, "r");
    own_heap(char) part = scratch_path(state, "r.opus.part");
    struct repair_report report;
    struct err err;

    sample_record_part(stem, 50);
    assert_in_range(allocated(part), 1 << 20, 2 << 20);
    assert_int_equal(recording_repair(part, &report, &err), REPAIR_DONE);
    assert_nothing_is_held(state, "r.opus");
    assert_nothing_is_held(state, "r.jsonl");
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_blocks_are_held_ahead_and_the_file_stays_its_length),
        SCRATCH_TEST(test_what_is_no_file_cannot_be_reserved),
        SCRATCH_TEST(
            test_a_running_recording_holds_and_a_finished_one_does_not),
        SCRATCH_TEST(test_a_repair_gives_back_what_a_kill_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
