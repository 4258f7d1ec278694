/* SPDX-License-Identifier: BSD-2-Clause */
/* What becomes of a recording at its end besides the plain case: a part of it
 * is taken off again, all of it is, or it has chapters. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/recording/ledger.h"
#include "recorder/recording/recording_header.h"
#include "recorder/recording/recording_reader.h"
#include "recorder/recording/recording_repair.h"
#include "recorder/recording/recording_writer.h"
#include "tests/recording/judges.h"
#include "tests/recording/recording_names.h"
#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"

/* The end lies in the page in hand, the one before, the first, at the seams
 * of packets and pages, and so far back that the file is searched in steps. */
static void test_end_can_lie_anywhere_behind(void **state)
{
    const struct {
        int packets;
        int64_t end;
    } cases[] = {{100, 1}, {100, 648}, {100, 649}, {100, 24 * 960 - 312},
        {100, 25 * 960 - 312}, {100, 25 * 960 - 311}, {100, 49 * 960},
        {100, 99 * 960}, {5000, 960 * 1000 + 7}, {5000, 960 * 4900 - 312}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        own_value(recording_names) names = recording_names_make(state);
        struct recording_writer *writer = sample_begin(names.stem);
        sample_push(writer, 0, cases[i].packets);
        sample_finish(writer, cases[i].end);
        judges_accept(names.opus, cases[i].end);
        unlink(names.opus);
        unlink(names.ledger);
    }
}

/* The packets of a file, each behind its length. */
static void read_packets(const char *path, struct text *packets)
{
    struct recording_packet packet;
    struct err err = {0};
    own(recording_reader) reader = recording_reader_new(path, &err);

    while (recording_reader_next(reader, &packet, &err) == RECORDING_PACKET) {
        text_append_le32(packets, (uint32_t)packet.length);
        text_append_bytes(packets, packet.bytes, packet.length);
    }
}

static void test_cut_recording_is_the_beginning_of_the_uncut_one(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own_value(text) whole = {0};
    own_value(text) cut = {0};

    sample_record(names.stem, 500);
    read_packets(names.opus, &whole);
    unlink(names.opus);
    unlink(names.ledger);
    struct recording_writer *writer = sample_begin(names.stem);
    sample_push(writer, 0, 500);
    sample_finish(writer, 300 * 960);
    read_packets(names.opus, &cut);
    assert_in_range(cut.length, whole.length / 2, whole.length * 2 / 3);
    assert_memory_equal(cut.bytes, whole.bytes, cut.length);
}

static void test_discarded_recording_leaves_nothing(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = sample_begin(names.stem);
    struct err err = {0};

    sample_push(writer, 0, 100);
    assert_true(recording_writer_discard(writer, &err));
    recording_writer_free(writer);
    assert_false(scratch_exists(names.part));
    assert_false(scratch_exists(names.ledger));
}

static void test_file_of_another_by_the_same_name_is_not_removed(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = sample_begin(names.stem);
    struct err err = {0};

    sample_push(writer, 0, 100);
    unlink(names.part);
    scratch_write(names.part, "precious", 8);
    assert_true(recording_writer_discard(writer, &err));
    recording_writer_free(writer);
    assert_int_equal(scratch_size(names.part), 8);
}

static void expect_tag(
    const struct recording_reader *reader, const char *name, const char *value)
{
    const char *found = recording_reader_tag(reader, name);

    if (!value) {
        assert_null(found);
        return;
    }
    assert_non_null(found);
    assert_string_equal(found, value);
}

static void test_marks_become_chapters_and_lines_of_the_ledger(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own_value(text) ledger = {0};
    struct recording_writer *writer = sample_begin(names.stem);
    struct err err = {0};

    assert_true(recording_writer_mark(writer, 0, "Begrüßung", &err));
    sample_push(writer, 0, 100);
    assert_true(recording_writer_mark(writer, 48024, "Haushalt", &err));
    assert_true(recording_writer_mark(writer, 90000, "too late", &err));
    sample_finish(writer, 72000);
    judges_accept(names.opus, 72000);
    own(recording_reader) reader = recording_reader_new(names.opus, &err);
    expect_tag(reader, "CHAPTER000", "00:00:00.000");
    expect_tag(reader, "CHAPTER000NAME", "Begrüßung");
    expect_tag(reader, "CHAPTER001", "00:00:01.000");
    expect_tag(reader, "CHAPTER001NAME", "Haushalt");
    expect_tag(reader, "CHAPTER002", NULL);
    scratch_read(names.ledger, &ledger);
    assert_non_null(strstr(text_string(&ledger), "too late"));
}

static void test_chapters_beyond_the_room_of_the_tags_stay_in_the_ledger(
    void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own_value(text) ledger = {0};
    struct recording_writer *writer = sample_begin(names.stem);
    struct err err = {0};
    int tags = 0;
    char name[64];

    sample_push(writer, 0, 200);
    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "A chapter of the evening %d", i);
        assert_true(recording_writer_mark(writer, i * 480, name, &err));
    }
    sample_finish(writer, 180000);
    judges_accept(names.opus, 180000);
    own(recording_reader) reader = recording_reader_new(names.opus, &err);
    for (;; tags++) {
        snprintf(name, sizeof name, "CHAPTER%03dNAME", tags);
        if (!recording_reader_tag(reader, name))
            break;
    }
    assert_in_range(tags, 80, 120);
    expect_tag(reader, "CHAPTER079", "00:00:00.790");
    scratch_read(names.ledger, &ledger);
    snprintf(name, sizeof name, "%d chapters do not fit", 300 - tags);
    assert_non_null(strstr(text_string(&ledger), name));
}

static void test_repair_puts_marks_of_the_ledger_into_the_tags(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = sample_begin(names.stem);
    struct repair_report report;
    struct err err = {0};

    sample_push(writer, 0, 100);
    assert_true(recording_writer_mark(writer, 48000, "Haushalt", &err));
    recording_writer_free(writer);
    assert_int_equal(recording_repair(names.part, &report, &err), REPAIR_DONE);
    own(recording_reader) reader = recording_reader_new(names.opus, &err);
    expect_tag(reader, "CHAPTER000", "00:00:01.000");
    expect_tag(reader, "CHAPTER000NAME", "Haushalt");
}

static void test_part_says_whose_and_which_it_is(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_facts facts = sample_facts();
    struct repair_report report;
    struct err err = {0};

    snprintf(facts.session, sizeof facts.session, "%s",
        "00000000-0000-4000-8000-000000000001");
    facts.part = 3;
    own(recording_writer) writer =
        recording_writer_new(names.stem, &facts, &err);
    sample_push(writer, 0, 100);
    recording_writer_free(take(writer));
    /* The header from the ledger, and from there into the tags. */
    scratch_patch(names.part, 40, "damaged", 7);
    assert_int_equal(recording_repair(names.part, &report, &err), REPAIR_DONE);
    own(recording_reader) reader = recording_reader_new(names.opus, &err);
    expect_tag(
        reader, "ROOMCAST_SESSION", "00000000-0000-4000-8000-000000000001");
    expect_tag(reader, "ROOMCAST_PART", "3");
    assert_true(recording_reader_facts(reader, &facts, &err));
    assert_int_equal(facts.part, 3);
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_end_can_lie_anywhere_behind),
        SCRATCH_TEST(test_cut_recording_is_the_beginning_of_the_uncut_one),
        SCRATCH_TEST(test_discarded_recording_leaves_nothing),
        SCRATCH_TEST(test_file_of_another_by_the_same_name_is_not_removed),
        SCRATCH_TEST(test_marks_become_chapters_and_lines_of_the_ledger),
        SCRATCH_TEST(
            test_chapters_beyond_the_room_of_the_tags_stay_in_the_ledger),
        SCRATCH_TEST(test_repair_puts_marks_of_the_ledger_into_the_tags),
        SCRATCH_TEST(test_part_says_whose_and_which_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
