/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_writer.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "recorder/audio/codec.h"
#include "recorder/recording/ledger.h"
#include "recorder/recording/page_reader.h"
#include "recorder/recording/recording_header.h"
#include "tests/recording/judges.h"
#include "tests/recording/recording_names.h"
#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"

static void test_part_appears_locked_with_its_headers(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own(recording_writer) writer = sample_begin(names.stem);
    struct stat status;
    struct err err = {0};
    struct stream_header header;

    assert_int_equal(scratch_size(names.part), RECORDING_HEADER_BYTES);
    assert_int_equal(stat(names.part, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    own_fd int fd = open(names.part, O_RDONLY | O_CLOEXEC);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), -1);
    assert_true(recording_header_load(&header, fd, names.part, &err));
    assert_int_equal(header.head.gain_q8, 0);
    assert_string_equal(
        stream_tags_get(header.tags, "title"), "Grüße aus dem Rathaus");
    assert_string_equal(stream_tags_get(header.tags, "DATE"), "2026-11-22");
    assert_string_equal(stream_tags_get(header.tags, "ROOMCAST_START"),
        "2026-11-22T18:00:00.000Z");
    assert_null(stream_tags_get(header.tags, "R128_TRACK_GAIN"));
    stream_header_clear(&header);
    recording_writer_free(take(writer));
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
}

static void test_one_packet_is_a_whole_recording(void **state)
{
    own_value(recording_names) names = recording_names_make(state);

    sample_record(names.stem, 1);
    judges_accept(names.opus, SAMPLE_PACKET_48K - SAMPLE_PRESKIP_48K);
    assert_false(scratch_exists(names.part));
}

static void test_ends_in_the_last_two_of_three_packets_are_exact(void **state)
{
    int64_t ends[] = {649, 1607, 1608, 1609, 2567, 2568};

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        own_value(recording_names) names = recording_names_make(state);
        struct recording_writer *writer = sample_begin(names.stem);
        sample_push(writer, 0, 3);
        sample_finish(writer, ends[i]);
        judges_accept(names.opus, ends[i]);
        unlink(names.opus);
        unlink(names.ledger);
    }
}

/* The end of the last page of 24 packets, and of the one held back. */
static void test_lengths_around_a_page_are_exact(void **state)
{
    for (int packets = 24; packets <= 28; packets++) {
        for (int cut = 0; cut <= 2; cut++) {
            own_value(recording_names) names = recording_names_make(state);
            struct recording_writer *writer = sample_begin(names.stem);
            int64_t frames = sample_frames_48k(packets) - cut * 959;
            sample_push(writer, 0, packets);
            assert_int_equal(recording_writer_frames_48k(writer),
                sample_frames_48k(packets));
            sample_finish(writer, frames);
            judges_accept(names.opus, frames);
            unlink(names.opus);
            unlink(names.ledger);
        }
    }
}

static void test_an_end_that_cannot_be_written_is_refused(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own(recording_writer) writer = sample_begin(names.stem);
    struct recording_result result = sample_result(sample_frames_48k(60) + 1);
    struct err err = {0};

    sample_push(writer, 0, 60);
    assert_false(recording_writer_finish(writer, &result, NULL, &err));
    assert_int_equal(err.kind, ERR_LIMIT);
    assert_non_null(
        strstr(err.text, "cannot end at 57601 frames, 57600 were recorded"));
    assert_true(scratch_exists(names.part));
}

struct page_facts {
    int pages;
    int64_t longest_48k;
    int64_t granule;
    bool is_any_continued;
};

static struct page_facts look_at_pages(const char *path)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct page_facts facts = {0};
    struct err err = {0};
    own(page_reader) reader = page_reader_new(fd, RECORDING_HEADER_BYTES, &err);
    struct page page;

    while (page_reader_next(reader, &page, &err) == PAGE_READER_PAGE) {
        int64_t frames = page.granule - facts.granule;
        if (frames > facts.longest_48k)
            facts.longest_48k = frames;
        facts.granule = page.granule;
        facts.is_any_continued |= page.is_continued;
        assert_int_equal(page.number, facts.pages + 2);
        facts.pages++;
    }
    return facts;
}

static void test_a_followed_one_has_short_pages_of_the_same_packets(
    void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = sample_begin(names.stem);

    recording_writer_set_followed(writer, true);
    sample_push(writer, 0, 100);
    recording_writer_set_followed(writer, false);
    sample_push(writer, 100, 100);
    sample_finish(writer, sample_frames_48k(200));
    assert_in_range(look_at_pages(names.opus).pages, 14 + 4, 14 + 5);
    judges_accept(names.opus, sample_frames_48k(200));
}

/* Packets that a decoder takes, of one byte (a frame of no data) and, for 120
 * ms, code 3. */
static void record_of_length(
    const struct recording_names *names, uint8_t toc, int frames_48k, int count)
{
    struct recording_writer *writer = sample_begin(names->stem);
    uint8_t packet[2] = {toc, 6};
    size_t bytes = frames_48k == 5760 ? 2 : 1;
    struct err err = {0};

    for (int i = 0; i < count; i++)
        assert_true(
            recording_writer_push(writer, packet, bytes, frames_48k, &err));
    sample_finish(writer, (int64_t)count * frames_48k - SAMPLE_PRESKIP_48K);
}

static void test_packets_of_every_length_make_pages_of_half_a_second(
    void **state)
{
    /* TOC config << 3 | stereo | code. */
    struct {
        uint8_t toc;
        int frames_48k;
    } kinds[] = {{28 << 3 | 4, 120}, {29 << 3 | 4, 240}, {30 << 3 | 4, 480},
        {31 << 3 | 4, 960}, {2 << 3 | 4, 1920}, {3 << 3 | 4, 2880},
        {31 << 3 | 4 | 3, 5760}};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        own_value(recording_names) names = recording_names_make(state);
        int count = 240000 / kinds[i].frames_48k;
        int64_t total = (int64_t)count * kinds[i].frames_48k;
        record_of_length(&names, kinds[i].toc, kinds[i].frames_48k, count);
        struct page_facts facts = look_at_pages(names.opus);
        assert_in_range(facts.longest_48k, 1, 24000);
        assert_int_equal(facts.granule, total);
        assert_false(facts.is_any_continued);
        judges_accept(names.opus, total - SAMPLE_PRESKIP_48K);
        unlink(names.opus);
        unlink(names.ledger);
    }
}

/* The largest packets there are: 48 frames of 2.5 ms, 1275 bytes each. */
static void test_largest_packets_each_fill_a_page(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = sample_begin(names.stem);
    size_t bytes = 2 + 48 * 1275;
    own_heap(uint8_t) packet = calloc(1, bytes);
    struct err err = {0};

    packet[0] = 28 << 3 | 4 | 3;
    packet[1] = 48;
    for (int i = 0; i < 5; i++)
        assert_true(recording_writer_push(writer, packet, bytes, 5760, &err));
    sample_finish(writer, 5 * 5760 - SAMPLE_PRESKIP_48K - 100);
    struct page_facts facts = look_at_pages(names.opus);
    assert_int_equal(facts.pages, 5);
    assert_false(facts.is_any_continued);
    judges_accept(names.opus, 5 * 5760 - SAMPLE_PRESKIP_48K - 100);
}

static void test_wrong_packets_are_left_out(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = sample_begin(names.stem);
    uint8_t two_unequal[] = {31 << 3 | 1, 1, 2, 3, 4, 5};
    struct err err = {0};

    sample_push(writer, 0, 2);
    assert_false(recording_writer_push(writer, NULL, 0, 960, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_false(recording_writer_push(writer, two_unequal, 6, 1920, &err));
    assert_false(recording_writer_push(writer, two_unequal, 1, 960, &err));
    uint8_t good[] = {31 << 3};
    assert_false(recording_writer_push(writer, good, 1, 480, &err));
    assert_string_equal(
        err.text, "a packet of 1 bytes is no Opus packet of 480 frames");
    sample_push(writer, 2, 1);
    sample_finish(writer, sample_frames_48k(3));
    judges_accept(names.opus, sample_frames_48k(3));
}

static void test_result_is_set_in_place(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct stream_header header;
    struct err err = {0};

    sample_record(names.stem, 100);
    own_fd int fd = open(names.opus, O_RDONLY | O_CLOEXEC);
    assert_true(recording_header_load(&header, fd, names.opus, &err));
    assert_int_equal(header.head.gain_q8, 512);
    /* -23 - -16.25 is -6.75 dB. */
    assert_string_equal(
        stream_tags_get(header.tags, "R128_TRACK_GAIN"), "-1728");
    assert_string_equal(
        stream_tags_get(header.tags, "ROOMCAST_INTEGRATED"), "-16.25");
    assert_string_equal(
        stream_tags_get(header.tags, "ROOMCAST_TRUE_PEAK"), "-2.75");
    assert_string_equal(stream_tags_get(header.tags, "ROOMCAST_RANGE"), "3.50");
    assert_string_equal(stream_tags_get(header.tags, "ROOMCAST_SHORT"), "0.25");
    assert_null(stream_tags_get(header.tags, "REPLAYGAIN_TRACK_GAIN"));
    stream_header_clear(&header);
    judges_accept(names.opus, sample_frames_48k(100));
}

static void test_serials_differ(void **state)
{
    struct stream_header header;
    struct err err = {0};
    uint32_t serials[2];

    for (int i = 0; i < 2; i++) {
        own_value(recording_names) names = recording_names_make(state);
        sample_record(names.stem, 1);
        own_fd int fd = open(names.opus, O_RDONLY | O_CLOEXEC);
        assert_true(recording_header_load(&header, fd, names.opus, &err));
        serials[i] = header.serial;
        stream_header_clear(&header);
        unlink(names.opus);
        unlink(names.ledger);
    }
    assert_int_not_equal(serials[0], serials[1]);
}

static void test_ledger_has_begin_notes_and_end(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = sample_begin(names.stem);
    own_value(text) ledger = {0};
    struct err err = {0};
    own(jdoc) gap = ledger_line("gap", 0);

    sample_push(writer, 0, 1);
    assert_true(recording_writer_note(writer, gap, &err));
    sample_finish(writer, sample_frames_48k(1));
    scratch_read(names.ledger, &ledger);
    assert_ptr_equal(
        strstr(ledger.bytes, "{\"event\":\"begin\",\"id\":\"6f1c3a52-"),
        ledger.bytes);
    assert_non_null(strstr(ledger.bytes, "}\n{\"event\":\"gap\",\"at\":0.0}\n"
                                         "{\"event\":\"end\","));
}

static void test_a_title_that_is_not_utf_8_is_refused_at_once(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_facts facts = sample_facts();
    struct err err = {0};

    facts.title[0] = '\xff';
    facts.title[1] = '\0';
    assert_null(recording_writer_new(names.stem, &facts, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_false(scratch_exists(names.ledger));
    assert_false(scratch_exists(names.part));
}

static void expect_taken(const struct recording_names *names, const char *taken)
{
    struct recording_facts facts = sample_facts();
    struct err err = {0};
    own_value(text) kept = {0};

    scratch_write(taken, "kept", 4);
    assert_null(recording_writer_new(names->stem, &facts, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "File exists"));
    scratch_read(taken, &kept);
    assert_string_equal(kept.bytes, "kept");
    unlink(taken);
    assert_false(scratch_exists(names->opus));
    assert_false(scratch_exists(names->part));
    assert_false(scratch_exists(names->ledger));
}

static void test_no_name_is_ever_taken_over(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own_heap(char) passing = scratch_path(state, "r.opus.new");

    expect_taken(&names, names.opus);
    expect_taken(&names, names.part);
    expect_taken(&names, names.ledger);
    assert_false(scratch_exists(passing));
}

static void test_a_name_taken_meanwhile_keeps_both(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own(recording_writer) writer = sample_begin(names.stem);
    struct recording_result result = sample_result(sample_frames_48k(9));
    struct err err = {0};

    sample_push(writer, 0, 9);
    scratch_write(names.opus, "kept", 4);
    assert_false(recording_writer_finish(writer, &result, NULL, &err));
    assert_non_null(strstr(err.text, "File exists"));
    assert_int_equal(scratch_size(names.opus), 4);
    assert_true(scratch_exists(names.part));
}

static void expect_nothing(void **state, int packets, int64_t frames_48k)
{
    own_value(recording_names) names = recording_names_make(state);
    own(recording_writer) writer = sample_begin(names.stem);
    own_heap(char) empty = scratch_path(state, "r.opus.empty");
    struct recording_result result = sample_result(frames_48k);
    struct err err = {0};

    sample_push(writer, 0, packets);
    assert_false(recording_writer_finish(writer, &result, NULL, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_non_null(strstr(err.text, "r.opus: nothing was recorded"));
    assert_true(scratch_exists(empty));
    assert_false(scratch_exists(names.part));
    assert_false(scratch_exists(names.opus));
    unlink(empty);
    unlink(names.ledger);
}

static void test_a_recording_of_nothing_is_set_aside(void **state)
{
    expect_nothing(state, 0, 0);
    expect_nothing(state, 0, -SAMPLE_PRESKIP_48K);
    expect_nothing(state, 1, 0);
}

static void test_freed_unfinished_it_keeps_all_that_was_pushed(void **state)
{
    own_value(recording_names) names = recording_names_make(state);

    struct recording_writer *writer = sample_begin(names.stem);
    sample_push(writer, 0, 40);
    recording_writer_free(writer);
    assert_int_equal(look_at_pages(names.part).granule, 40 * SAMPLE_PACKET_48K);
}

/* 25 hours of 120 ms packets: granules of more than 32 bits. */
static void test_a_recording_of_25_hours_counts_on(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = sample_begin(names.stem);
    const int64_t packets = 25 * 3600 * INT64_C(48000) / 5760;
    uint8_t packet[2] = {31 << 3 | 4 | 3, 6};
    struct err err = {0};

    for (int64_t i = 0; i < packets; i++) {
        assert_true(recording_writer_push(writer, packet, 2, 5760, &err));
        if (i % 40000 == 0)
            assert_true(recording_writer_wait(writer, &err));
    }
    int64_t frames = packets * 5760 - SAMPLE_PRESKIP_48K;
    assert_true(frames > INT64_C(0xffffffff));
    sample_finish(writer, frames);
    assert_int_equal(
        look_at_pages(names.opus).granule, frames + SAMPLE_PRESKIP_48K);
    judges_accept_long(names.opus, frames);
}

static void test_a_full_disk_is_told_and_the_part_stays(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = sample_begin(names.stem);
    struct recording_result result = sample_result(sample_frames_48k(500));
    struct rlimit before;
    struct err err = {0};

    getrlimit(RLIMIT_FSIZE, &before);
    struct rlimit small = {20000, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    /* The disk is another thread's: its failure may show while we push. */
    bool is_good = sample_try_push(writer, 0, 500, &err) &&
                   recording_writer_finish(writer, &result, NULL, &err);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_false(is_good);
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "r.opus.part: File too large"));
    recording_writer_free(writer);
    assert_int_equal(scratch_size(names.part), 20000);
    assert_false(scratch_exists(names.opus));
}

static void test_a_folder_that_is_not_there_is_named(void **state)
{
    own_heap(char) stem = scratch_path(state, "none/r");
    struct recording_facts facts = sample_facts();
    struct err err = {0};

    assert_null(recording_writer_new(stem, &facts, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(
        strstr(err.text, "none/r.jsonl: No such file or directory"));
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_part_appears_locked_with_its_headers),
        SCRATCH_TEST(test_one_packet_is_a_whole_recording),
        SCRATCH_TEST(test_ends_in_the_last_two_of_three_packets_are_exact),
        SCRATCH_TEST(test_lengths_around_a_page_are_exact),
        SCRATCH_TEST(test_a_followed_one_has_short_pages_of_the_same_packets),
        SCRATCH_TEST(test_an_end_that_cannot_be_written_is_refused),
        SCRATCH_TEST(test_packets_of_every_length_make_pages_of_half_a_second),
        SCRATCH_TEST(test_largest_packets_each_fill_a_page),
        SCRATCH_TEST(test_wrong_packets_are_left_out),
        SCRATCH_TEST(test_result_is_set_in_place),
        SCRATCH_TEST(test_serials_differ),
        SCRATCH_TEST(test_ledger_has_begin_notes_and_end),
        SCRATCH_TEST(test_a_title_that_is_not_utf_8_is_refused_at_once),
        SCRATCH_TEST(test_no_name_is_ever_taken_over),
        SCRATCH_TEST(test_a_name_taken_meanwhile_keeps_both),
        SCRATCH_TEST(test_a_recording_of_nothing_is_set_aside),
        SCRATCH_TEST(test_freed_unfinished_it_keeps_all_that_was_pushed),
        SCRATCH_TEST(test_a_recording_of_25_hours_counts_on),
        SCRATCH_TEST(test_a_full_disk_is_told_and_the_part_stays),
        SCRATCH_TEST(test_a_folder_that_is_not_there_is_named),
    };

    umask(022);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
