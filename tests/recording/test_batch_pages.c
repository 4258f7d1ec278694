/* SPDX-License-Identifier: BSD-2-Clause */
/* Pages of a room whose packets come many at once. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/config.h"
#include "recorder/recording/page_reader.h"
#include "recorder/recording/recording_header.h"
#include "recorder/recording/recording_writer.h"
#include "tests/recording/judges.h"
#include "tests/recording/recording_names.h"
#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"

#define BATCHES 20

static void end_batch(struct recording_writer *writer)
{
    struct err err = {0};

    if (!recording_writer_end_batch(writer, &err) ||
        !recording_writer_wait(writer, &err))
        fail_msg("%s", err.text);
}

static struct recording_writer *begin(
    const struct recording_names *names, int normalize)
{
    struct recording_facts facts = sample_facts();
    struct err err = {0};

    facts.normalize = normalize;
    struct recording_writer *writer =
        recording_writer_new(names->stem, &facts, &err);
    assert_non_null(writer);
    end_batch(writer);
    return writer;
}

struct pages {
    int count;
    int64_t frames_48k; /* in all of them */
};

static struct pages pages_of(const char *path)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct err err = {0};
    own(page_reader) reader = page_reader_new(fd, RECORDING_HEADER_BYTES, &err);
    struct pages pages = {0};
    struct page page;

    while (page_reader_next(reader, &page, &err) == PAGE_READER_PAGE) {
        pages.count++;
        pages.frames_48k = page.granule;
    }
    return pages;
}

static void finish(struct recording_writer *writer, int64_t frames_48k)
{
    own(recording_writer) ended = writer;
    struct recording_result result = sample_result(frames_48k);
    struct err err = {0};

    if (!recording_writer_finish(ended, &result, NULL, &err))
        fail_msg("%s", err.text);
}

/* One page each, whose last packet is that before the newest: so much is left
 * by a kill. */
static void expect_a_page_each(void **state, int normalize, int batch)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = begin(&names, normalize);
    int packets = 0;

    for (int i = 1; i <= BATCHES; i++) {
        int came = batch + i % 2; /* a packet is early now and then */
        sample_push(writer, packets, came);
        packets += came;
        end_batch(writer);
        struct pages pages = pages_of(names.part);
        assert_int_equal(pages.count, i);
        assert_int_equal(pages.frames_48k, (packets - 1) * SAMPLE_PACKET_48K);
    }
    finish(writer, sample_frames_48k(packets));
    judges_accept(names.opus, sample_frames_48k(packets));
}

static void test_each_batch_of_copied_packets_is_a_page(void **state)
{
    expect_a_page_each(state, NORMALIZE_GAIN, 25);
}

static void test_each_batch_of_levelled_packets_is_a_page(void **state)
{
    expect_a_page_each(state, NORMALIZE_LEVEL, 16);
}

static void test_pages_are_short_again_when_batches_have_ended(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = begin(&names, NORMALIZE_LEVEL);

    sample_push(writer, 0, 17);
    end_batch(writer);
    assert_int_equal(pages_of(names.part).count, 1);
    sample_push(writer, 17, 19 + 3 * 11); /* one long page, three short ones */
    assert_true(recording_writer_wait(writer, &(struct err){0}));
    assert_int_equal(pages_of(names.part).count, 4);
    finish(writer, sample_frames_48k(69));
    judges_accept(names.opus, sample_frames_48k(69));
}

static void test_a_few_packets_wait_for_the_next_batch(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = begin(&names, NORMALIZE_GAIN);

    sample_push(writer, 0, 8);
    end_batch(writer);
    assert_int_equal(pages_of(names.part).count, 0);
    sample_push(writer, 8, 1);
    end_batch(writer);
    assert_int_equal(pages_of(names.part).count, 1);
    finish(writer, sample_frames_48k(9));
}

static void test_whoever_follows_gets_short_pages_all_the_same(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    struct recording_writer *writer = begin(&names, NORMALIZE_GAIN);

    recording_writer_set_followed(writer, true);
    sample_push(writer, 0, 25);
    end_batch(writer);
    sample_push(writer, 25, 25);
    end_batch(writer);
    assert_in_range(pages_of(names.part).count, 6, 7);
    finish(writer, sample_frames_48k(50));
}

/* The end may lie in what the disk has, or at its very end. */
static void test_an_end_before_the_end_of_the_last_batch_is_exact(void **state)
{
    static const int lengths[] = {1, 10, 48, 49, 50};

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        own_value(recording_names) names = recording_names_make(state);
        struct recording_writer *writer = begin(&names, NORMALIZE_GAIN);
        sample_push(writer, 0, 25);
        end_batch(writer);
        sample_push(writer, 25, 25);
        end_batch(writer);
        finish(writer, sample_frames_48k(lengths[i]));
        judges_accept(names.opus, sample_frames_48k(lengths[i]));
        unlink(names.opus);
        unlink(names.ledger);
    }
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_each_batch_of_copied_packets_is_a_page),
        SCRATCH_TEST(test_each_batch_of_levelled_packets_is_a_page),
        SCRATCH_TEST(test_pages_are_short_again_when_batches_have_ended),
        SCRATCH_TEST(test_a_few_packets_wait_for_the_next_batch),
        SCRATCH_TEST(test_whoever_follows_gets_short_pages_all_the_same),
        SCRATCH_TEST(test_an_end_before_the_end_of_the_last_batch_is_exact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
