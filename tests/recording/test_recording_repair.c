/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_repair.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "recorder/base/file_lock.h"
#include "recorder/recording/ledger.h"
#include "recorder/recording/recording_header.h"
#include "recorder/recording/recording_measure.h"
#include "recorder/recording/recording_reader.h"
#include "recorder/recording/repair_folder.h"
#include "tests/recording/judges.h"
#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"

/* A folder with a leftover "r" of 100 packets, 2 s, of which the last page
 * that was not written may be missing. */
struct leftover_files {
    char *stem;
    char *part;
    char *opus;
    char *ledger;
    char *tail;
    char *empty;
    int64_t part_bytes;
};

static struct leftover_files leave(void **state, int packets)
{
    char *stem = scratch_path(state, "r");
    struct leftover_files files = {
        .stem = stem,
        .part = recording_path(stem, RECORDING_PART_SUFFIX),
        .opus = recording_path(stem, RECORDING_SUFFIX),
        .ledger = recording_path(stem, RECORDING_LEDGER_SUFFIX),
        .tail = recording_path(stem, RECORDING_TAIL_SUFFIX),
        .empty = recording_path(stem, RECORDING_EMPTY_SUFFIX),
    };

    sample_record_part(stem, packets);
    files.part_bytes = scratch_size(files.part);
    return files;
}

static void leftover_files_clear(struct leftover_files *files)
{
    free(files->stem);
    free(files->part);
    free(files->opus);
    free(files->ledger);
    free(files->tail);
    free(files->empty);
}

static struct repair_report repair(
    const struct leftover_files *files, enum repair_outcome expected)
{
    struct repair_report report = {0};
    struct err err = {0};
    enum repair_outcome outcome = recording_repair(files->part, &report, &err);

    if (expected == REPAIR_DONE || expected == REPAIR_EMPTY)
        assert_string_equal(err.text, "");
    assert_int_equal(outcome, expected);
    return report;
}

static void append(const char *path, const char *bytes, size_t length)
{
    own_value(text) all = {0};

    scratch_read(path, &all);
    text_append_bytes(&all, bytes, length);
    scratch_write(path, all.bytes, all.length);
}

/* The loudness that its tags state is what it measures. */
static void check_loudness(const char *path, double target_lufs)
{
    struct err err = {0};
    own(recording_reader) reader = recording_reader_new(path, &err);
    struct loudness stated;
    struct loudness measured;
    int64_t frames;

    assert_non_null(reader);
    assert_true(recording_reader_loudness(reader, &stated));
    assert_true(recording_measure(path, &measured, &frames, &err));
    assert_float_equal(stated.integrated_lufs, measured.integrated_lufs, 0.02);
    assert_float_equal(measured.integrated_lufs, target_lufs, 0.02);
    double track_gain =
        strtod(recording_reader_tag(reader, "R128_TRACK_GAIN"), NULL);
    assert_float_equal(track_gain / 256, -23 - target_lufs, 0.02);
}

static void test_a_killed_recording_is_finished(void **state)
{
    own_value(leftover_files) files = leave(state, 250);
    struct repair_report report = repair(&files, REPAIR_DONE);

    assert_false(scratch_exists(files.part));
    assert_false(scratch_exists(files.tail));
    assert_int_equal(report.cut_bytes, 0);
    assert_int_equal(report.skipped_bytes, 0);
    assert_int_equal(report.kept_bytes, files.part_bytes);
    /* At most the page in hand and the packet held back are missing. */
    assert_in_range(report.frames_48k, sample_frames_48k(250) - 24960,
        sample_frames_48k(250));
    judges_accept(files.opus, report.frames_48k);
    check_loudness(files.opus, -16.0);
}

struct last_line {
    char event[16];
    int repairs;
    int64_t kept;
    int64_t cut;
    int64_t skipped;
};

static bool remember(void *user, const struct jdoc *line)
{
    struct last_line *last = user;

    snprintf(last->event, sizeof last->event, "%s", jdoc_string(line, "event"));
    if (ledger_is_event(line, "repair")) {
        last->repairs++;
        jdoc_whole(line, "kept_bytes", &last->kept);
        jdoc_whole(line, "cut_bytes", &last->cut);
        jdoc_whole(line, "skipped_bytes", &last->skipped);
    }
    return true;
}

static struct last_line read_last(const struct leftover_files *files)
{
    struct last_line last = {0};
    struct err err = {0};

    assert_true(ledger_read(files->ledger, remember, &last, NULL, &err));
    return last;
}

static void test_rubbish_at_the_end_is_cut_and_kept_aside(void **state)
{
    own_value(leftover_files) files = leave(state, 100);
    own_value(text) tail = {0};

    append(files.part, "OggS\0rubbish", 12);
    struct repair_report report = repair(&files, REPAIR_DONE);
    assert_int_equal(report.cut_bytes, 12);
    assert_int_equal(report.kept_bytes, files.part_bytes);
    assert_int_equal(scratch_size(files.opus), files.part_bytes);
    scratch_read(files.tail, &tail);
    assert_int_equal(tail.length, 12);
    assert_memory_equal(tail.bytes, "OggS\0rubbish", 12);
    judges_accept(files.opus, report.frames_48k);

    struct last_line last = read_last(&files);
    assert_string_equal(last.event, "repair");
    assert_int_equal(last.kept, files.part_bytes);
    assert_int_equal(last.cut, 12);
}

static void test_zeros_at_the_end_are_cut_and_forgotten(void **state)
{
    own_value(leftover_files) files = leave(state, 100);
    own_heap(char) zeros = calloc(1, 1000000);

    append(files.part, zeros, 1000000);
    struct repair_report report = repair(&files, REPAIR_DONE);
    assert_int_equal(report.cut_bytes, 1000000);
    assert_false(scratch_exists(files.tail));
    judges_accept(files.opus, report.frames_48k);
}

static void test_a_page_cut_anywhere_is_cut_off(void **state)
{
    own_value(leftover_files) files = leave(state, 60);
    own_value(text) whole = {0};
    own_value(text) ledger = {0};

    scratch_read(files.part, &whole);
    scratch_read(files.ledger, &ledger);
    for (int64_t length = RECORDING_HEADER_BYTES; length < files.part_bytes;
         length += 777) {
        scratch_write(files.part, whole.bytes, (size_t)length);
        scratch_write(files.ledger, ledger.bytes, ledger.length);
        struct repair_report report = {0};
        struct err err = {0};
        enum repair_outcome outcome =
            recording_repair(files.part, &report, &err);
        assert_int_equal(report.kept_bytes + report.cut_bytes, length);
        assert_int_equal(outcome, report.kept_bytes == RECORDING_HEADER_BYTES
                                      ? REPAIR_EMPTY
                                      : REPAIR_DONE);
        if (outcome == REPAIR_DONE)
            judges_accept(files.opus, report.frames_48k);
        unlink(files.opus);
        unlink(files.empty);
        unlink(files.tail);
    }
}

static void test_a_flipped_bit_costs_one_page(void **state)
{
    own_value(leftover_files) files = leave(state, 250);

    scratch_patch(files.part, RECORDING_HEADER_BYTES + 10000, "\xaa", 1);
    struct repair_report report = repair(&files, REPAIR_DONE);
    assert_in_range(report.skipped_bytes, 1000, 6000);
    assert_int_equal(report.kept_bytes, files.part_bytes);
    assert_int_equal(scratch_size(files.opus), files.part_bytes);
    assert_int_equal(read_last(&files).skipped, report.skipped_bytes);
    assert_in_range(report.frames_48k, sample_frames_48k(250) - 24960,
        sample_frames_48k(250));
}

static void test_old_blocks_of_another_recording_are_cut(void **state)
{
    own_heap(char) other = scratch_path(state, "other");
    own_heap(char) other_path = scratch_path(state, "other.opus");
    own_value(leftover_files) files = leave(state, 100);
    own_value(text) old = {0};

    sample_record(other, 200);
    scratch_read(other_path, &old);
    append(files.part, old.bytes, old.length);
    struct repair_report report = repair(&files, REPAIR_DONE);
    assert_int_equal(report.cut_bytes, old.length);
    judges_accept(files.opus, report.frames_48k);
}

static void test_a_damaged_header_is_made_anew_from_the_ledger(void **state)
{
    int64_t places[] = {0, 3, 30, 60, 200, 8191};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        own_value(leftover_files) files = leave(state, 100);
        struct recording_facts facts;
        struct err err = {0};
        scratch_patch(files.part, places[i], "\xa5", 1);
        struct repair_report report = repair(&files, REPAIR_DONE);
        judges_accept(files.opus, report.frames_48k);
        check_loudness(files.opus, -16.0);
        own(recording_reader) reader = recording_reader_new(files.opus, &err);
        assert_true(recording_reader_facts(reader, &facts, &err));
        assert_string_equal(facts.id, sample_facts().id);
        assert_string_equal(facts.title, sample_facts().title);
        unlink(files.opus);
        unlink(files.ledger);
    }
}

static void test_a_header_of_zeros_is_made_anew(void **state)
{
    own_value(leftover_files) files = leave(state, 100);
    uint8_t zeros[RECORDING_HEADER_BYTES] = {0};

    scratch_patch(files.part, 0, zeros, sizeof zeros);
    struct repair_report report = repair(&files, REPAIR_DONE);
    judges_accept(files.opus, report.frames_48k);
}

static void test_a_damaged_header_without_a_ledger_is_left_alone(void **state)
{
    own_value(leftover_files) files = leave(state, 100);
    own_value(text) before = {0};
    own_value(text) after = {0};
    struct repair_report report;
    struct err err = {0};

    scratch_patch(files.part, 20, "\xa5", 1);
    unlink(files.ledger);
    scratch_read(files.part, &before);
    assert_int_equal(
        recording_repair(files.part, &report, &err), REPAIR_FAILED);
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_non_null(strstr(
        err.text, "r.opus.part: its header is damaged, and no ledger tells"));
    scratch_read(files.part, &after);
    assert_int_equal(before.length, after.length);
    assert_memory_equal(before.bytes, after.bytes, before.length);
}

static void test_a_torn_ledger_line_does_not_swallow_the_next(void **state)
{
    own_value(leftover_files) files = leave(state, 100);

    append(files.ledger, "{\"event\":\"clo", 13);
    repair(&files, REPAIR_DONE);
    assert_string_equal(read_last(&files).event, "repair");
}

static void test_files_without_sound_are_set_aside(void **state)
{
    own_heap(char) part = scratch_path(state, "r.opus.part");
    own_heap(char) empty = scratch_path(state, "r.opus.empty");
    size_t lengths[] = {0, 1, 46, 47, 8191};
    own_value(leftover_files) files = leave(state, 0);
    own_value(text) whole = {0};

    scratch_read(part, &whole);
    repair(&files, REPAIR_EMPTY);
    assert_int_equal(scratch_size(empty), RECORDING_HEADER_BYTES);
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        unlink(empty);
        scratch_write(part, whole.bytes, lengths[i]);
        struct repair_report report = repair(&files, REPAIR_EMPTY);
        assert_int_equal(report.kept_bytes, lengths[i]);
        assert_int_equal(scratch_size(empty), lengths[i]);
        assert_false(scratch_exists(part));
    }
}

static void test_a_running_recording_is_not_touched(void **state)
{
    own_heap(char) stem = scratch_path(state, "r");
    own_heap(char) part = scratch_path(state, "r.opus.part");
    struct recording_facts facts = sample_facts();
    struct recording_result result = sample_result(sample_frames_48k(30));
    struct repair_report report;
    struct err err = {0};

    own(recording_writer) writer = recording_writer_new(stem, &facts, &err);
    sample_push(writer, 0, 30);
    assert_int_equal(recording_repair(part, &report, &err), REPAIR_RUNNING);
    assert_true(recording_writer_finish(writer, &result, NULL, &err));
}

static void test_normalize_off_gets_no_gain(void **state)
{
    own_heap(char) stem = scratch_path(state, "r");
    own_heap(char) part = scratch_path(state, "r.opus.part");
    own_heap(char) opus = scratch_path(state, "r.opus");
    struct recording_facts facts = sample_facts();
    struct repair_report report;
    struct loudness stated;
    struct err err = {0};

    facts.normalize = 2; /* NORMALIZE_OFF */
    own(recording_writer) writer = recording_writer_new(stem, &facts, &err);
    sample_push(writer, 0, 100);
    recording_writer_free(take(writer));
    assert_int_equal(recording_repair(part, &report, &err), REPAIR_DONE);
    own(recording_reader) reader = recording_reader_new(opus, &err);
    assert_int_equal(recording_reader_gain_q8(reader), 0);
    assert_true(recording_reader_loudness(reader, &stated));
    assert_int_equal(report.frames_48k, sample_frames_48k(100));
}

static void note_outcome(void *user, const char *part_path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err)
{
    const char *name = strrchr(part_path, '/') + 1;

    (void)report;
    text_appendf(user, "%s %d %s\n", name, (int)outcome,
        err->kind == ERR_NONE ? "" : "failed");
}

static void test_a_folder_is_repaired_in_order(void **state)
{
    own_heap(char) a = scratch_path(state, "a");
    own_heap(char) b = scratch_path(state, "b.opus.part");
    own_heap(char) c = scratch_path(state, "c");
    own_heap(char) hidden = scratch_path(state, ".a");
    own_heap(char) running = scratch_path(state, "running");
    own_heap(char) c_part = scratch_path(state, "c.opus.part");
    own_heap(char) c_ledger = scratch_path(state, "c.jsonl");
    struct recording_facts facts = sample_facts();
    own_value(text) told = {0};
    struct err err = {0};

    sample_record_part(c, 60);
    sample_record_part(a, 60);
    sample_record_part(hidden, 60);
    scratch_write(b, "", 0);
    scratch_patch(c_part, 3, "x", 1);
    unlink(c_ledger);
    own(recording_writer) writer = recording_writer_new(running, &facts, &err);
    assert_false(repair_folder(*state, note_outcome, &told, &err));
    assert_string_equal(text_string(&told),
        ".a.opus.part 0 \na.opus.part 0 \nb.opus.part 1 "
        "\nc.opus.part 3 failed\n");
    assert_non_null(strstr(err.text, "c.opus.part: its header is damaged"));
}

/* A recorder killed before its first page. */
static void test_what_never_became_a_recording_is_set_aside(void **state)
{
    own_heap(char) old = scratch_path(state, "old.opus.new");
    own_heap(char) aside = scratch_path(state, "old.opus.empty");
    own_heap(char) young = scratch_path(state, "young.opus.new");
    own_heap(char) held = scratch_path(state, "held.opus.new");
    const struct timespec then[] = {{1000, 0}, {1000, 0}};
    own_value(text) told = {0};
    struct err err = {0};

    scratch_write(old, "head", 4);
    scratch_write(young, "head", 4);
    scratch_write(held, "head", 4);
    assert_int_equal(utimensat(AT_FDCWD, old, then, 0), 0);
    assert_int_equal(utimensat(AT_FDCWD, held, then, 0), 0);
    own_fd int lock = file_lock_open(held, &err);
    assert_true(repair_folder(*state, note_outcome, &told, &err));
    assert_string_equal(text_string(&told), "old.opus.new 1 \n");
    assert_int_equal(scratch_size(aside), 4);
    assert_int_equal(scratch_size(young), 4);
    assert_int_equal(scratch_size(held), 4);
}

static void test_a_missing_folder_has_nothing_to_repair(void **state)
{
    own_heap(char) path = scratch_path(state, "none");
    own_value(text) told = {0};
    struct err err = {0};

    assert_true(repair_folder(path, note_outcome, &told, &err));
    scratch_write(path, "", 0);
    assert_false(repair_folder(path, note_outcome, &told, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_int_equal(told.length, 0);
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_a_killed_recording_is_finished),
        SCRATCH_TEST(test_rubbish_at_the_end_is_cut_and_kept_aside),
        SCRATCH_TEST(test_zeros_at_the_end_are_cut_and_forgotten),
        SCRATCH_TEST(test_a_page_cut_anywhere_is_cut_off),
        SCRATCH_TEST(test_a_flipped_bit_costs_one_page),
        SCRATCH_TEST(test_old_blocks_of_another_recording_are_cut),
        SCRATCH_TEST(test_a_damaged_header_is_made_anew_from_the_ledger),
        SCRATCH_TEST(test_a_header_of_zeros_is_made_anew),
        SCRATCH_TEST(test_a_damaged_header_without_a_ledger_is_left_alone),
        SCRATCH_TEST(test_a_torn_ledger_line_does_not_swallow_the_next),
        SCRATCH_TEST(test_files_without_sound_are_set_aside),
        SCRATCH_TEST(test_a_running_recording_is_not_touched),
        SCRATCH_TEST(test_normalize_off_gets_no_gain),
        SCRATCH_TEST(test_a_folder_is_repaired_in_order),
        SCRATCH_TEST(test_what_never_became_a_recording_is_set_aside),
        SCRATCH_TEST(test_a_missing_folder_has_nothing_to_repair),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
