/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_reader.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/recording/page_writer.h"
#include "recorder/recording/recording_header.h"
#include "recorder/recording/recording_measure.h"
#include "tests/recording/judges.h"
#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"

/* --- What a reader gives of a whole file -------------------------------- */

struct sum {
    int packets;
    int64_t heard;
    int64_t lost;
    int torn;
    enum recording_step last;
    struct err err;
};

static struct recording_reader *open_reader(const char *path)
{
    struct err err = {0};
    struct recording_reader *reader = recording_reader_new(path, &err);

    assert_string_equal(err.text, "");
    assert_non_null(reader);
    return reader;
}

static struct sum read_all(const char *path)
{
    own(recording_reader) reader = open_reader(path);
    struct recording_packet packet;
    struct sum sum = {0};

    for (;;) {
        sum.last = recording_reader_next(reader, &packet, &sum.err);
        sum.torn += sum.last == RECORDING_TORN;
        if (sum.last == RECORDING_PACKET) {
            sum.packets++;
            sum.heard += packet.heard;
            sum.lost += packet.lost_48k;
            assert_true(packet.heard_from + packet.heard <= packet.frames_48k);
        } else if (sum.last != RECORDING_TORN || sum.torn == 2) {
            return sum;
        }
    }
}

static int64_t duration_of(const char *path)
{
    struct err err = {0};
    int64_t frames = -1;
    bool is_good = recording_duration_48k(path, &frames, &err);

    assert_string_equal(err.text, "");
    assert_true(is_good);
    return frames;
}

static char *record(void **state, int packets)
{
    own_heap(char) stem = scratch_path(state, "r");
    char *path = scratch_path(state, "r.opus");

    sample_record(stem, packets);
    return path;
}

/* --- Files of others ---------------------------------------------------- */

/* Writes pages as another muxer would, without the facts of ours. */
struct foreign {
    struct page_writer *pages;
    struct text bytes;
};

static void foreign_push(
    struct foreign *foreign, const char *packet, size_t bytes, int64_t granule)
{
    struct err err = {0};

    assert_true(page_writer_push(
        foreign->pages, (const uint8_t *)packet, bytes, granule, &err));
}

static void foreign_flush(struct foreign *foreign)
{
    struct err err = {0};

    assert_true(page_writer_flush(foreign->pages, &foreign->bytes, &err));
}

static struct foreign foreign_begin(void)
{
    struct err err = {0};
    struct foreign foreign = {.pages = page_writer_new(7, 0, &err)};
    struct stream_head head = {.channels = 1, .preskip_48k = 100};
    uint8_t bytes[STREAM_HEAD_BYTES];

    stream_head_format(&head, bytes);
    foreign_push(&foreign, (char *)bytes, sizeof bytes, 0);
    foreign_push(&foreign, "OpusTags\0\0\0\0\0\0\0\0", 16, 0);
    foreign_flush(&foreign);
    return foreign;
}

/* A page of one-byte packets of 20 ms. */
static void foreign_page(struct foreign *foreign, int packets, int64_t granule)
{
    for (int i = 0; i < packets; i++)
        foreign_push(foreign, "\xf8", 1, granule);
    foreign_flush(foreign);
}

static char *foreign_end(struct foreign *foreign, void **state)
{
    char *path = scratch_path(state, "foreign.opus");

    scratch_write(path, foreign->bytes.bytes, foreign->bytes.length);
    page_writer_free(foreign->pages);
    text_clear(&foreign->bytes);
    return path;
}

/* --- Tests -------------------------------------------------------------- */

static void test_all_packets_come_back_as_long_as_they_were(void **state)
{
    own_heap(char) path = record(state, 130);
    struct sum sum = read_all(path);

    assert_int_equal(sum.last, RECORDING_END);
    assert_int_equal(sum.packets, 130);
    assert_int_equal(sum.torn, 0);
    assert_int_equal(sum.lost, 0);
    assert_int_equal(sum.heard, sample_frames_48k(130));
    assert_int_equal(duration_of(path), sample_frames_48k(130));
}

static void test_preskip_and_end_are_cut_out_of_packets(void **state)
{
    own_heap(char) stem = scratch_path(state, "r");
    own_heap(char) path = scratch_path(state, "r.opus");
    struct recording_facts facts = sample_facts();
    struct recording_result result = sample_result(1000);
    struct err err = {0};
    struct recording_packet packet;

    own(recording_writer) writer = recording_writer_new(stem, &facts, &err);
    sample_push(writer, 0, 2);
    assert_true(recording_writer_finish(writer, &result, NULL, &err));
    own(recording_reader) reader = open_reader(path);
    assert_int_equal(
        recording_reader_next(reader, &packet, &err), RECORDING_PACKET);
    assert_int_equal(packet.heard_from, 312);
    assert_int_equal(packet.heard, 648);
    assert_int_equal(
        recording_reader_next(reader, &packet, &err), RECORDING_PACKET);
    assert_int_equal(packet.heard_from, 0);
    assert_int_equal(packet.heard, 352);
    assert_int_equal(
        recording_reader_next(reader, &packet, &err), RECORDING_END);
    assert_int_equal(
        recording_reader_next(reader, &packet, &err), RECORDING_END);
}

static void test_facts_and_loudness_are_read_back(void **state)
{
    own_heap(char) path = record(state, 10);
    own(recording_reader) reader = open_reader(path);
    struct recording_facts facts;
    struct loudness loudness;
    struct err err = {0};

    assert_true(recording_reader_facts(reader, &facts, &err));
    assert_string_equal(facts.room, "townhall");
    assert_string_equal(facts.title, "Grüße aus dem Rathaus");
    assert_string_equal(facts.source, "");
    assert_int_equal(facts.start_utc_ns, sample_facts().start_utc_ns);
    assert_int_equal(facts.channels, 2);
    assert_int_equal(facts.preskip_48k, SAMPLE_PRESKIP_48K);
    assert_int_equal(recording_reader_gain_q8(reader), 512);
    assert_true(recording_reader_loudness(reader, &loudness));
    assert_float_equal(loudness.integrated_lufs, -16.25, 1e-9);
    assert_float_equal(loudness.true_peak_dbtp, -2.75, 1e-9);
    assert_float_equal(loudness.range_lu, 3.5, 1e-9);
    assert_float_equal(loudness.momentary_lufs, -HUGE_VAL, 0);
}

static void test_a_running_recording_can_be_read_so_far(void **state)
{
    own_heap(char) stem = scratch_path(state, "r");
    own_heap(char) path = scratch_path(state, "r.opus.part");

    sample_record_part(stem, 100);
    struct sum sum = read_all(path);
    assert_int_equal(sum.last, RECORDING_TORN);
    assert_int_equal(sum.torn, 2);
    assert_non_null(strstr(sum.err.text, "cut off: its last page is missing"));
    assert_in_range(sum.packets, 75, 100);
    assert_int_equal(duration_of(path), sum.heard);
}

static void test_a_damaged_page_is_told_once_and_counted(void **state)
{
    own_heap(char) path = record(state, 130);

    /* In the middle of the second page, whose packets are of about 160
     * bytes. */
    scratch_patch(path, RECORDING_HEADER_BYTES + 6000, "\xff\0\xff", 3);
    struct sum sum = read_all(path);
    assert_int_equal(sum.last, RECORDING_END);
    assert_int_equal(sum.torn, 1);
    assert_int_equal(sum.lost % SAMPLE_PACKET_48K, 0);
    assert_in_range(sum.lost, 20 * SAMPLE_PACKET_48K, 24000);
    assert_int_equal(sum.heard + sum.lost, sample_frames_48k(130));
    assert_non_null(strstr(sum.err.text, "a damaged page at byte"));
    assert_int_equal(duration_of(path), sample_frames_48k(130));
}

static void test_a_damaged_first_page_keeps_the_rest_in_its_place(void **state)
{
    own_heap(char) path = record(state, 130);

    scratch_patch(path, RECORDING_HEADER_BYTES + 100, "\xff\0\xff", 3);
    struct sum sum = read_all(path);
    assert_int_equal(sum.last, RECORDING_END);
    assert_int_equal(sum.lost + sum.heard, 130 * SAMPLE_PACKET_48K);
    assert_int_equal(duration_of(path), sample_frames_48k(130));
}

static void test_rubbish_behind_the_end_is_not_read(void **state)
{
    own_heap(char) path = record(state, 130);
    own_heap(char) rubbish = malloc(300000);
    own_value(text) bytes = {0};

    memset(rubbish, 'O', 300000);
    scratch_read(path, &bytes);
    text_append_bytes(&bytes, rubbish, 300000);
    scratch_write(path, bytes.bytes, bytes.length);
    struct sum sum = read_all(path);
    assert_int_equal(sum.last, RECORDING_END);
    assert_int_equal(sum.torn, 0);
    assert_int_equal(duration_of(path), sample_frames_48k(130));
}

static void test_only_the_first_link_of_a_chain_is_read(void **state)
{
    own_heap(char) path = record(state, 30);
    own_value(text) twice = {0};

    scratch_read(path, &twice);
    scratch_read(path, &twice);
    scratch_write(path, twice.bytes, twice.length);
    struct sum sum = read_all(path);
    assert_int_equal(sum.last, RECORDING_END);
    assert_int_equal(sum.packets, 30);
}

static void test_a_link_without_an_end_before_it_is_torn(void **state)
{
    struct foreign foreign = foreign_begin();

    foreign_page(&foreign, 10, 9600);
    page_writer_free(foreign.pages);
    struct err err = {0};
    foreign.pages = page_writer_new(8, 0, &err);
    foreign_push(&foreign, "OpusHead", 8, 0);
    foreign_flush(&foreign);
    own_heap(char) path = foreign_end(&foreign, state);
    struct sum sum = read_all(path);
    assert_int_equal(sum.last, RECORDING_TORN);
    assert_int_equal(sum.packets, 10);
    assert_non_null(strstr(sum.err.text, "another stream begins"));
}

static void test_a_stream_joined_in_the_middle_counts_from_there(void **state)
{
    struct foreign foreign = foreign_begin();
    int64_t begin = INT64_C(5000000000); /* 28.9 hours, over 32 bits */

    foreign_page(&foreign, 10, begin + 9600);
    foreign_page(&foreign, 10, begin + 19200);
    own_heap(char) path = foreign_end(&foreign, state);
    struct sum sum = read_all(path);
    assert_int_equal(sum.heard, 19200 - 100);
    assert_int_equal(sum.lost, 0);
    assert_int_equal(duration_of(path), 19200 - 100);
}

static void test_granules_that_jump_are_a_loss_and_back_are_not(void **state)
{
    struct foreign foreign = foreign_begin();

    foreign_page(&foreign, 10, 9600);
    foreign_page(&foreign, 10, 9600 + 48000 + 9600);
    foreign_page(&foreign, 10, 5);
    own_heap(char) path = foreign_end(&foreign, state);
    struct sum sum = read_all(path);
    assert_int_equal(sum.lost, 48000);
    assert_int_equal(sum.heard, 30 * 960 - 100);
}

static void test_packets_that_are_not_opus_are_passed_over(void **state)
{
    struct foreign foreign = foreign_begin();

    foreign_push(&foreign, "\xf8", 1, 960);
    foreign_push(&foreign, "", 0, 960);
    foreign_push(&foreign, "\xf9\1", 2, 960); /* two of unequal length */
    foreign_push(&foreign, "\xf8", 1, 1920);
    foreign_flush(&foreign);
    own_heap(char) path = foreign_end(&foreign, state);
    struct sum sum = read_all(path);
    assert_int_equal(sum.packets, 2);
    assert_int_equal(sum.heard, 1920 - 100);
    assert_int_equal(sum.torn, 2);
}

/* Sixteen-bit stereo of a sine, as opusenc takes it. */
static void write_raw(const char *path, int frames)
{
    own_value(text) bytes = {0};

    for (int i = 0; i < frames * 2; i++) {
        int sample = (int)(8000 * sin(i / 2 * 0.05));
        text_append_byte(&bytes, (uint8_t)sample);
        text_append_byte(&bytes, (uint8_t)(sample >> 8));
    }
    scratch_write(path, bytes.bytes, bytes.length);
}

static void test_a_file_of_opusenc_with_tags_over_many_pages(void **state)
{
    own_heap(char) raw = scratch_path(state, "a.raw");
    own_heap(char) path = scratch_path(state, "a.opus");
    const char *const arguments[] = {"opusenc", "--quiet", "--raw",
        "--raw-rate", "48000", "--raw-chan", "2", "--framesize", "60",
        "--padding", "200000", "--title", "Sine", raw, path, NULL};
    struct recording_facts facts;
    struct loudness loudness;
    struct err err = {0};

    write_raw(raw, 100001);
    assert_int_equal(judges_run(arguments, NULL), 0);
    struct sum sum = read_all(path);
    assert_int_equal(sum.last, RECORDING_END);
    assert_int_equal(sum.torn, 0);
    assert_int_equal(sum.heard, 100001);
    assert_int_equal(duration_of(path), 100001);
    own(recording_reader) reader = open_reader(path);
    assert_string_equal(recording_reader_tag(reader, "title"), "Sine");
    assert_false(recording_reader_facts(reader, &facts, &err));
    assert_non_null(strstr(err.text, "no ROOMCAST_ID"));
    assert_false(recording_reader_loudness(reader, &loudness));
}

static void refuse(
    void **state, const char *bytes, size_t length, const char *message)
{
    own_heap(char) path = scratch_path(state, "x.opus");
    struct err err = {0};

    scratch_write(path, bytes, length);
    assert_null(recording_reader_new(path, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_non_null(strstr(err.text, message));
}

static void test_what_is_not_ogg_opus_is_refused(void **state)
{
    own_heap(char) large = calloc(1, 1 << 20);
    own_heap(char) path = record(state, 3);
    own_value(text) whole = {0};

    refuse(state, "", 0, "x.opus: not an Ogg/Opus file");
    refuse(state, "RIFF", 4, "not an Ogg/Opus file");
    refuse(state, large, 1 << 20, "not an Ogg/Opus file");
    scratch_read(path, &whole);
    refuse(state, whole.bytes, 47, "OpusTags is damaged or missing");
    refuse(state, whole.bytes, 8191, "OpusTags is damaged or missing");
    whole.bytes[47 + 40] ^= 1;
    refuse(state, whole.bytes, whole.length, "OpusTags is damaged");
}

static void test_missing_files_and_folders_are_io_errors(void **state)
{
    own_heap(char) path = scratch_path(state, "none.opus");
    struct err err = {0};
    int64_t frames;

    assert_false(recording_duration_48k(path, &frames, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "none.opus: No such file"));
    assert_null(recording_reader_new(*state, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "read: Is a directory"));
}

/* ffmpeg's ebur128 on what ffmpeg decodes, header gain included. */
static double ffmpeg_integrated_lufs(const char *path)
{
    const char *const arguments[] = {"ffmpeg", "-hide_banner", "-nostats", "-i",
        path, "-af", "ebur128", "-f", "null", "-", NULL};
    own_value(text) output = {0};

    assert_int_equal(judges_run(arguments, &output), 0);
    const char *summary = strstr(text_string(&output), "Integrated loudness:");
    const char *figure = summary ? strstr(summary, "I:") : NULL;
    assert_non_null(figure);
    return strtod(figure + 2, NULL);
}

static void test_loudness_is_what_ffmpeg_measures(void **state)
{
    own_heap(char) path = record(state, 250);
    struct loudness with;
    struct err err = {0};
    int64_t frames;

    assert_true(recording_measure(path, &with, &frames, &err));
    assert_int_equal(frames, sample_frames_48k(250));
    assert_float_equal(with.integrated_lufs, ffmpeg_integrated_lufs(path), 0.1);
    own(loudness_meter) meter = recording_measure_without_gain(path, &err);
    assert_non_null(meter);
    struct loudness without = loudness_meter_read(meter);
    assert_float_equal(
        with.integrated_lufs - without.integrated_lufs, 2.0, 0.001);
    assert_float_equal(
        with.true_peak_dbtp - without.true_peak_dbtp, 2.0, 0.001);
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_all_packets_come_back_as_long_as_they_were),
        SCRATCH_TEST(test_preskip_and_end_are_cut_out_of_packets),
        SCRATCH_TEST(test_facts_and_loudness_are_read_back),
        SCRATCH_TEST(test_a_running_recording_can_be_read_so_far),
        SCRATCH_TEST(test_a_damaged_page_is_told_once_and_counted),
        SCRATCH_TEST(test_a_damaged_first_page_keeps_the_rest_in_its_place),
        SCRATCH_TEST(test_rubbish_behind_the_end_is_not_read),
        SCRATCH_TEST(test_only_the_first_link_of_a_chain_is_read),
        SCRATCH_TEST(test_a_link_without_an_end_before_it_is_torn),
        SCRATCH_TEST(test_a_stream_joined_in_the_middle_counts_from_there),
        SCRATCH_TEST(test_granules_that_jump_are_a_loss_and_back_are_not),
        SCRATCH_TEST(test_packets_that_are_not_opus_are_passed_over),
        SCRATCH_TEST(test_a_file_of_opusenc_with_tags_over_many_pages),
        SCRATCH_TEST(test_what_is_not_ogg_opus_is_refused),
        SCRATCH_TEST(test_missing_files_and_folders_are_io_errors),
        SCRATCH_TEST(test_loudness_is_what_ffmpeg_measures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
