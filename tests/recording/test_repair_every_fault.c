/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A repair in which the first, the second, the third … call of each kind
 * fails, once or from there on, until a repair does not come so far. It says
 * so, and a repair without a fault then comes to the same bytes.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/recording/conformance.h"
#include "recorder/recording/recording_header.h"
#include "recorder/recording/repair_folder.h"
#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"
#include "tests/support/fault_turns.h"

#define PACKETS 60
#define MARK "{\"event\":\"mark\",\"at\":0.2,\"text\":\"A chapter\"}\n"

static const char *const names[] = {
    "r.opus", "r.jsonl", "r.tail", "r.opus.empty", "unborn.opus.empty"};

/* What a kill left, and what has become of it since. */
enum wreck { TORN, WITHOUT_HEADER, WITH_HOLE, WITHOUT_SOUND };

static void damage(const char *part, enum wreck wreck)
{
    own_value(text) bytes = {0};

    scratch_read(part, &bytes);
    if (wreck == TORN)
        text_append(&bytes, "OggS and rubbish");
    if (wreck == WITHOUT_HEADER)
        memset(bytes.bytes, 0xee, RECORDING_HEADER_BYTES);
    if (wreck == WITH_HOLE)
        bytes.bytes[RECORDING_HEADER_BYTES + 5000] ^= 1;
    size_t length =
        wreck == WITHOUT_SOUND ? RECORDING_HEADER_BYTES + 9 : bytes.length;
    scratch_write(part, bytes.bytes, length);
}

static void append_mark(const char *ledger)
{
    own_value(text) bytes = {0};

    scratch_read(ledger, &bytes);
    text_append(&bytes, MARK);
    scratch_write(ledger, bytes.bytes, bytes.length);
}

static void make_wreck(void **state, enum wreck wreck)
{
    own_heap(char) stem = scratch_path(state, "wreck");
    own_heap(char) part = scratch_path(state, "wreck.opus.part");
    own_heap(char) kept = scratch_path(state, "wreck.kept");
    own_heap(char) ledger = scratch_path(state, "wreck.jsonl");

    sample_record_part(stem, PACKETS);
    damage(part, wreck);
    append_mark(ledger);
    assert_int_equal(rename(part, kept), 0);
}

static void copy(void **state, const char *from, const char *to)
{
    own_heap(char) from_path = scratch_path(state, from);
    own_heap(char) to_path = scratch_path(state, to);

    scratch_copy(from_path, to_path);
}

static void remove_name(void **state, const char *name)
{
    own_heap(char) path = scratch_path(state, name);

    unlink(path);
}

/* So that no recorder can be about to lock it. */
static void make_old(void **state, const char *name)
{
    own_heap(char) path = scratch_path(state, name);
    const struct timespec old[] = {{.tv_sec = 1795460400}, {.tv_sec = 1}};

    assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
}

static void copy_wreck(void **state)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove_name(state, names[i]);
    copy(state, "wreck.kept", "r.opus.part");
    copy(state, "wreck.jsonl", "r.jsonl");
    copy(state, "wreck.jsonl", "unborn.opus.new");
    make_old(state, "unborn.opus.new");
}

/* Its failures are told by *err too. */
static void hear(void *user, const char *path, enum repair_outcome outcome,
    const struct repair_report *report, const struct err *err)
{
    (void)user;
    (void)report;
    assert_non_null(path);
    assert_true(outcome != REPAIR_FAILED || err->text[0]);
}

/* Recording, ledger and tail, one after the other, each with its length. */
static void read_end(void **state, struct text *end)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        own_heap(char) path = scratch_path(state, names[i]);
        if (!scratch_exists(path))
            continue;
        text_appendf(end, "%s %lld\n", names[i], (long long)scratch_size(path));
        scratch_read(path, end);
    }
}

static int next_descriptor(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

    close(fd);
    return fd;
}

static void finish_without_fault(const char *folder)
{
    struct err err = {0};

    if (!repair_folder(folder, hear, NULL, &err))
        fail_msg("%s", err.text);
}

struct wreckage {
    void **state;
    struct text expected; /* of a repair without a fault */
};

static bool run_turn(
    void *user, enum failing_call call, const struct failure *failure)
{
    const struct wreckage *wreckage = user;
    const struct text *expected = &wreckage->expected;
    void **state = wreckage->state;
    own_value(text) end = {0};
    struct err err = {0};
    int descriptor = next_descriptor();

    copy_wreck(state);
    failing_calls_arm(call, failure);
    bool is_good = repair_folder(*state, hear, NULL, &err);
    int hits = failing_calls_disarm();
    assert_int_equal(next_descriptor(), descriptor);
    assert_true(is_good || (err.kind != ERR_NONE && err.text[0]));
    assert_true(is_good || hits > 0);
    finish_without_fault(*state);
    read_end(state, &end);
    assert_int_equal(end.length, expected->length);
    assert_memory_equal(end.bytes, expected->bytes, end.length);
    return hits > 0;
}

static void fail_all(void **state, enum wreck wreck)
{
    struct wreckage wreckage = {.state = state};

    make_wreck(state, wreck);
    copy_wreck(state);
    finish_without_fault(*state);
    read_end(state, &wreckage.expected);
    for (int call = 0; call < FAILING_CALLS; call++)
        fault_turns((enum failing_call)call,
            call == FAILING_MEMORY ? ENOMEM : EIO, run_turn, &wreckage);
    text_clear(&wreckage.expected);
}

static void test_a_torn_end_is_repaired_through_every_fault(void **state)
{
    fail_all(state, TORN);
}

static void test_a_lost_header_is_repaired_through_every_fault(void **state)
{
    fail_all(state, WITHOUT_HEADER);
}

static void test_a_hole_is_repaired_through_every_fault(void **state)
{
    fail_all(state, WITH_HOLE);
}

static void test_what_has_no_sound_is_put_aside_through_every_fault(
    void **state)
{
    fail_all(state, WITHOUT_SOUND);
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_a_torn_end_is_repaired_through_every_fault),
        SCRATCH_TEST(test_a_lost_header_is_repaired_through_every_fault),
        SCRATCH_TEST(test_a_hole_is_repaired_through_every_fault),
        SCRATCH_TEST(test_what_has_no_sound_is_put_aside_through_every_fault),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
