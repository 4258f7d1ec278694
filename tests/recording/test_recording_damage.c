/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Leftovers with damage in the middle, with next to nothing in them, and of
 * more than 24.9 hours, past which granules need more than 32 bits.
 */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/recording/conformance.h"
#include "recorder/recording/ledger.h"
#include "recorder/recording/page.h"
#include "recorder/recording/recording_header.h"
#include "recorder/recording/recording_reader.h"
#include "recorder/recording/recording_repair.h"
#include "tests/recording/judges.h"
#include "tests/recording/recording_names.h"
#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"

#define PAGE_48K (24 * SAMPLE_PACKET_48K) /* as the writer makes them */
#define MOST_GAPS 8
#define DAY_GRANULES (INT64_C(1) << 32)

/* --- Pages of a file ----------------------------------------------------- */

/* Where the page of sound with that number begins, counted from 0. */
static int64_t find_page(const struct text *file, int number)
{
    int64_t offset = RECORDING_HEADER_BYTES;

    for (int i = 0; i < number; i++) {
        const uint8_t *page = (const uint8_t *)file->bytes + offset;
        int64_t length = PAGE_HEADER_BYTES + page[26];
        for (int k = 0; k < page[26]; k++)
            length += page[PAGE_HEADER_BYTES + k];
        offset += length;
    }
    return offset;
}

static int64_t damage_page(const char *path, int number)
{
    own_value(text) file = {0};

    scratch_read(path, &file);
    int64_t offset = find_page(&file, number);
    scratch_patch(path, offset + 100, "\xa5\x5a", 2);
    return find_page(&file, number + 1) - offset;
}

/* RFC 3533 section 6: the sum is of the page with a sum of zero. */
static void set_checksum(uint8_t *page, size_t length)
{
    uint32_t sum = 0;

    memset(page + 22, 0, 4);
    for (size_t i = 0; i < length; i++) {
        sum ^= (uint32_t)page[i] << 24;
        for (int bit = 0; bit < 8; bit++)
            sum = sum & 0x80000000u ? sum << 1 ^ 0x04c11db7u : sum << 1;
    }
    for (int i = 0; i < 4; i++)
        page[22 + i] = (uint8_t)(sum >> 8 * i);
}

/* Moves all pages from that number on by so much. */
static void move_pages(const char *path, int number, int64_t by)
{
    own_value(text) file = {0};

    scratch_read(path, &file);
    for (int64_t at = find_page(&file, number); at < (int64_t)file.length;
         at = find_page(&file, ++number)) {
        uint8_t *page = (uint8_t *)file.bytes + at;
        int64_t granule;
        memcpy(&granule, page + 6, sizeof granule);
        granule += by;
        memcpy(page + 6, &granule, sizeof granule);
        set_checksum(page, (size_t)(find_page(&file, number + 1) - at));
    }
    scratch_write(path, file.bytes, file.length);
}

/* --- What the ledger tells ----------------------------------------------- */

struct gap {
    double at;
    int64_t frames;
    int64_t byte;
    int64_t bytes;
};

struct gaps {
    struct gap list[MOST_GAPS];
    int count;
};

static bool take_gap(void *user, const struct jdoc *line)
{
    struct gaps *gaps = user;
    struct gap *gap = &gaps->list[gaps->count];

    if (!ledger_is_event(line, "gap"))
        return true;
    assert_true(gaps->count++ < MOST_GAPS);
    assert_string_equal(jdoc_string(line, "cause"), LEDGER_CAUSE_DAMAGE);
    assert_true(jdoc_real(line, "at", &gap->at));
    assert_true(jdoc_whole(line, "frames", &gap->frames));
    assert_true(jdoc_whole(line, "byte", &gap->byte));
    assert_true(jdoc_whole(line, "bytes", &gap->bytes));
    return true;
}

static struct gaps read_gaps(const char *ledger)
{
    struct gaps gaps = {0};
    struct err err;

    assert_true(ledger_read(ledger, take_gap, &gaps, NULL, &err));
    return gaps;
}

static struct repair_report repair(
    const char *part, enum repair_outcome outcome)
{
    struct repair_report report = {0};
    struct err err = {0};

    assert_int_equal(recording_repair(part, &report, &err), outcome);
    return report;
}

static void examine(const char *path, struct conformance *conformance)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct err err;

    assert_true(conformance_check(fd, conformance, &err));
}

/* --- Tests --------------------------------------------------------------- */

static void test_damaged_pages_become_gaps_in_the_ledger(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    static struct conformance conformance;

    sample_record_part(names.stem, 250);
    int64_t second_bytes = damage_page(names.part, 2);
    int64_t fifth_bytes = damage_page(names.part, 5);
    damage_page(names.part, 6);
    repair(names.part, REPAIR_DONE);
    struct gaps gaps = read_gaps(names.ledger);
    assert_int_equal(gaps.count, 2);
    assert_float_equal(
        gaps.list[0].at, (2 * PAGE_48K - SAMPLE_PRESKIP_48K) / 48000.0, 1e-6);
    assert_int_equal(gaps.list[0].frames, PAGE_48K);
    assert_int_equal(gaps.list[0].bytes, second_bytes);
    assert_int_equal(gaps.list[1].frames, 2 * PAGE_48K);
    assert_true(gaps.list[1].bytes > fifth_bytes);
    assert_true(gaps.list[1].byte > gaps.list[0].byte + second_bytes);
    examine(names.opus, &conformance);
    assert_int_equal(conformance.lost_48k, 3 * PAGE_48K);
    assert_int_equal(
        conformance.damaged_bytes, gaps.list[0].bytes + gaps.list[1].bytes);
    assert_true(conformance.has_end);
}

static void test_a_lost_first_page_is_a_gap_from_the_beginning(void **state)
{
    own_value(recording_names) names = recording_names_make(state);

    sample_record_part(names.stem, 100);
    damage_page(names.part, 0);
    repair(names.part, REPAIR_DONE);
    struct gaps gaps = read_gaps(names.ledger);
    assert_int_equal(gaps.count, 1);
    assert_float_equal(gaps.list[0].at, 0, 1e-9);
    assert_int_equal(gaps.list[0].frames, PAGE_48K - SAMPLE_PRESKIP_48K);
    assert_int_equal(gaps.list[0].byte, RECORDING_HEADER_BYTES);
}

/* A kill between the lines and the cut. */
static void test_gaps_are_noted_once(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own_value(text) before = {0};
    own_value(text) ledger = {0};

    sample_record_part(names.stem, 100);
    damage_page(names.part, 1);
    scratch_read(names.part, &before);
    repair(names.part, REPAIR_DONE);
    unlink(names.opus);
    scratch_write(names.part, before.bytes, before.length);
    repair(names.part, REPAIR_DONE);
    assert_int_equal(read_gaps(names.ledger).count, 1);

    /* The line "repair" was torn off. */
    scratch_read(names.ledger, &ledger);
    unlink(names.opus);
    scratch_write(names.part, before.bytes, before.length);
    scratch_write(names.ledger, ledger.bytes, ledger.length - 20);
    repair(names.part, REPAIR_DONE);
    assert_int_equal(read_gaps(names.ledger).count, 1);
}

static void leave(const struct recording_names *names, int packets)
{
    struct recording_facts facts = sample_facts();
    struct err err;
    own(recording_writer) writer =
        recording_writer_new(names->stem, &facts, &err);

    sample_push(writer, 0, packets);
}

static void test_one_packet_is_a_recording_and_none_is_not(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own_heap(char) empty = scratch_path(state, "r.opus.empty");

    leave(&names, 1);
    struct repair_report report = repair(names.part, REPAIR_DONE);
    assert_int_equal(report.frames_48k, sample_frames_48k(1));
    judges_accept(names.opus, report.frames_48k);
    unlink(names.opus);
    unlink(names.ledger);
    leave(&names, 0);
    repair(names.part, REPAIR_EMPTY);
    assert_true(scratch_exists(empty));
    assert_int_equal(scratch_size(empty), RECORDING_HEADER_BYTES);
}

/* All but its ends is lost, so that it need not be a day of packets. */
static void test_a_leftover_of_more_than_a_day_is_finished(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    static struct conformance conformance;
    struct recording_packet packet;
    struct err err;
    int64_t lost_48k = 0;
    int64_t frames_48k;

    sample_record_part(names.stem, 150);
    damage_page(names.part, 2);
    move_pages(names.part, 3, DAY_GRANULES);
    struct repair_report report = repair(names.part, REPAIR_DONE);
    assert_true(report.frames_48k > DAY_GRANULES);
    assert_int_equal(
        read_gaps(names.ledger).list[0].frames, DAY_GRANULES + PAGE_48K);
    examine(names.opus, &conformance);
    assert_true(conformance.has_end);
    assert_int_equal(conformance.frames_48k, report.frames_48k);
    assert_true(recording_duration_48k(names.opus, &frames_48k, &err));
    assert_int_equal(frames_48k, report.frames_48k);
    own(recording_reader) reader = recording_reader_new(names.opus, &err);
    enum recording_step step;
    while ((step = recording_reader_next(reader, &packet, &err)) !=
           RECORDING_END) {
        assert_true(step == RECORDING_PACKET || step == RECORDING_TORN);
        if (step == RECORDING_PACKET)
            lost_48k += packet.lost_48k;
    }
    assert_int_equal(lost_48k, DAY_GRANULES + PAGE_48K);
}

/* 25 hours of 120 ms packets of silence: every page is checked. */
static void test_a_recording_of_more_than_a_day_conforms(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    static struct conformance conformance;
    const int64_t packets = 25 * 3600 * INT64_C(48000) / 5760;
    struct recording_facts facts = sample_facts();
    uint8_t silence[2] = {31 << 3 | 4 | 3, 6};
    struct err err;
    int64_t frames_48k = packets * 5760 - SAMPLE_PRESKIP_48K;
    struct recording_result result = sample_result(frames_48k);

    own(recording_writer) writer =
        recording_writer_new(names.stem, &facts, &err);
    for (int64_t i = 0; i < packets; i++) {
        assert_true(recording_writer_push(writer, silence, 2, 5760, &err));
        if (i % 40000 == 0)
            assert_true(recording_writer_wait(writer, &err));
    }
    assert_true(recording_writer_finish(writer, &result, NULL, &err));
    assert_true(frames_48k > DAY_GRANULES);
    examine(names.opus, &conformance);
    assert_int_equal(conformance.findings.total, 0);
    assert_int_equal(conformance.packets, packets);
    assert_int_equal(conformance.frames_48k, frames_48k);
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_damaged_pages_become_gaps_in_the_ledger),
        SCRATCH_TEST(test_a_lost_first_page_is_a_gap_from_the_beginning),
        SCRATCH_TEST(test_gaps_are_noted_once),
        SCRATCH_TEST(test_one_packet_is_a_recording_and_none_is_not),
        SCRATCH_TEST(test_a_leftover_of_more_than_a_day_is_finished),
        SCRATCH_TEST(test_a_recording_of_more_than_a_day_conforms),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
