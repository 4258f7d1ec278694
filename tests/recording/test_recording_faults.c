/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recordings and repairs that are killed, or refused by the disk, at each of
 * their system calls in turn: strace makes the Nth one fail, in a child that
 * is this program again with --record or --repair.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>

#include <cmocka.h>

#include "recorder/recording/ledger.h"
#include "recorder/recording/recording_reader.h"
#include "recorder/recording/repair_folder.h"
#include "tests/recording/judges.h"
#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"

#define PACKETS 110
#define KILLED (128 + 9)
#define MOST_CALLS 60

static const char *const calls[] = {"flock", "write", "pwrite64", "fdatasync",
    "fsync", "ftruncate", "renameat2", "rename"};

/* --- The child ---------------------------------------------------------- */

static bool record(const char *stem, struct err *err)
{
    struct recording_facts facts = sample_facts();
    struct recording_result result = sample_result(sample_frames_48k(PACKETS));
    own(recording_writer) writer = recording_writer_new(stem, &facts, err);

    if (!writer)
        return false;
    if (!sample_try_push(writer, 0, PACKETS / 2, err) ||
        !recording_writer_wait(writer, err) ||
        !sample_try_push(writer, PACKETS / 2, PACKETS - PACKETS / 2, err))
        return false;
    own(jdoc) line = ledger_line("end", result.frames_48k);
    return recording_writer_finish(writer, &result, line, err);
}

static int run_child(const char *verb, const char *path)
{
    struct repair_report report;
    struct err err = {0};
    bool is_good = strcmp(verb, "--record") == 0
                       ? record(path, &err)
                       : recording_repair(path, &report, &err) == REPAIR_DONE;

    /* By writev(2), which no fault is injected into. */
    struct iovec line = {err.text, strlen(err.text)};
    if (!is_good && writev(STDERR_FILENO, &line, 1) < 0)
        return 2;
    return is_good ? 0 : 1;
}

/* --- The parent --------------------------------------------------------- */

/* Runs this program as that child, its Nth call of that kind being treated
 * so ("signal=KILL" or "error=EIO"). */
static int run_with_fault(const char *verb, const char *path, const char *call,
    const char *fault, int when, struct text *output)
{
    char self[4096];
    char trace[64];
    char inject[128];
    ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);

    assert_true(length > 0);
    self[length] = '\0';
    snprintf(trace, sizeof trace, "trace=%s", call);
    snprintf(inject, sizeof inject, "inject=%s:%s:when=%d", call, fault, when);
    const char *const arguments[] = {"strace", "-f", "-qqq", "-o", "/dev/null",
        "-e", trace, "-e", inject, self, verb, path, NULL};
    return judges_run(arguments, output);
}

static int64_t duration_of(const char *path)
{
    struct err err = {0};
    int64_t frames = -1;

    assert_true(recording_duration_48k(path, &frames, &err));
    return frames;
}

static void refuse_outcome(void *user, const char *part_path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err)
{
    (void)user;
    (void)report;
    if (outcome == REPAIR_FAILED)
        fail_msg("%s: %s", part_path, err->text);
}

struct end_search {
    bool has_begin;
    bool has_end;
};

static bool look_for_end(void *user, const struct jdoc *line)
{
    struct end_search *search = user;

    search->has_begin |= ledger_is_event(line, "begin");
    search->has_end |= ledger_is_event(line, "end");
    return true;
}

static void remove_name(void **state, const char *name)
{
    own_heap(char) path = scratch_path(state, name);

    unlink(path);
}

static void remove_all(void **state)
{
    static const char *const names[] = {"r.opus", "r.opus.part", "r.jsonl",
        "r.opus.empty", "r.opus.new", "r.tail"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        remove_name(state, names[i]);
}

/* After a fault and a repair there is a good recording, whole if its ledger
 * has its end; or none at all, if it had not begun. */
static void check_recording(void **state)
{
    own_heap(char) opus = scratch_path(state, "r.opus");
    own_heap(char) part = scratch_path(state, "r.opus.part");
    own_heap(char) ledger = scratch_path(state, "r.jsonl");
    struct end_search search = {0};
    struct err err = {0};

    assert_true(repair_folder(*state, refuse_outcome, NULL, &err));
    assert_false(scratch_exists(part));
    if (scratch_exists(ledger))
        assert_true(ledger_read(ledger, look_for_end, &search, NULL, &err));
    if (scratch_exists(opus)) {
        int64_t frames = duration_of(opus);
        judges_accept(opus, frames);
        assert_true(search.has_begin);
        if (search.has_end)
            assert_int_equal(frames, sample_frames_48k(PACKETS));
    } else {
        assert_false(search.has_end);
    }
}

static void test_a_recording_killed_at_any_call_is_whole_or_none(void **state)
{
    own_heap(char) stem = scratch_path(state, "r");

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        int status = KILLED;
        for (int when = 1; status == KILLED; when++) {
            status = run_with_fault(
                "--record", stem, calls[i], "signal=KILL", when, NULL);
            assert_true(status == KILLED || status == 0);
            assert_true(when < MOST_CALLS);
            check_recording(state);
            remove_all(state);
        }
    }
}

static void test_a_recording_refused_by_the_disk_says_so(void **state)
{
    own_heap(char) stem = scratch_path(state, "r");

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        int status = 1;
        for (int when = 1; status == 1; when++) {
            own_value(text) output = {0};
            status = run_with_fault(
                "--record", stem, calls[i], "error=EIO", when, &output);
            assert_true(status == 1 || status == 0);
            assert_true(when < MOST_CALLS);
            if (status == 1)
                assert_non_null(
                    strstr(text_string(&output), ": Input/output error"));
            check_recording(state);
            remove_all(state);
        }
    }
}

/* --- Repairs ------------------------------------------------------------ */

/* A leftover with all that can be wrong with it. */
static void make_wreck(void **state)
{
    own_heap(char) stem = scratch_path(state, "wreck");
    own_heap(char) part = scratch_path(state, "wreck.opus.part");
    own_value(text) bytes = {0};

    sample_record_part(stem, PACKETS);
    scratch_read(part, &bytes);
    bytes.bytes[60] ^= 1;    /* OpusTags */
    bytes.bytes[14000] ^= 1; /* a page in the middle */
    text_append(&bytes, "OggS and rubbish");
    scratch_write(part, bytes.bytes, bytes.length);
}

static void copy_wreck(void **state)
{
    own_heap(char) wreck_part = scratch_path(state, "wreck.opus.part");
    own_heap(char) wreck_ledger = scratch_path(state, "wreck.jsonl");
    own_heap(char) part = scratch_path(state, "r.opus.part");
    own_heap(char) ledger = scratch_path(state, "r.jsonl");

    remove_all(state);
    scratch_copy(wreck_part, part);
    scratch_copy(wreck_ledger, ledger);
}

/* Recording, ledger and tail, one after the other. */
static void read_end(void **state, struct text *end)
{
    static const char *const names[] = {"r.opus", "r.jsonl", "r.tail"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        own_heap(char) path = scratch_path(state, names[i]);
        scratch_read(path, end);
    }
}

/* Every fault, and then a repair without one, come to the same bytes. */
static void repair_with_faults(void **state, const char *fault, int stopped)
{
    own_heap(char) part = scratch_path(state, "r.opus.part");
    own_value(text) expected = {0};
    struct repair_report report;
    struct err err = {0};
    int faults = 0;

    make_wreck(state);
    copy_wreck(state);
    assert_int_equal(recording_repair(part, &report, &err), REPAIR_DONE);
    read_end(state, &expected);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        int status = stopped;
        for (int when = 1; status == stopped; when++) {
            own_value(text) end = {0};
            copy_wreck(state);
            status =
                run_with_fault("--repair", part, calls[i], fault, when, NULL);
            assert_true(status == stopped || status == 0);
            assert_true(when < MOST_CALLS);
            faults += status == stopped;
            if (scratch_exists(part))
                assert_int_equal(
                    recording_repair(part, &report, &err), REPAIR_DONE);
            read_end(state, &end);
            assert_int_equal(end.length, expected.length);
            assert_memory_equal(end.bytes, expected.bytes, end.length);
        }
    }
    assert_true(faults >= 10);
}

static void test_a_repair_killed_at_any_call_comes_to_the_same(void **state)
{
    repair_with_faults(state, "signal=KILL", KILLED);
}

static void test_a_repair_refused_by_the_disk_comes_to_the_same(void **state)
{
    repair_with_faults(state, "error=EIO", 1);
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_a_recording_killed_at_any_call_is_whole_or_none),
        SCRATCH_TEST(test_a_recording_refused_by_the_disk_says_so),
        SCRATCH_TEST(test_a_repair_killed_at_any_call_comes_to_the_same),
        SCRATCH_TEST(test_a_repair_refused_by_the_disk_comes_to_the_same),
    };

    if (argc == 3)
        return run_child(argv[1], argv[2]);
    /* Leaks cannot be looked for under strace. */
    setenv("ASAN_OPTIONS", "detect_leaks=0", 0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
