/* SPDX-License-Identifier: BSD-2-Clause */
/* What a kill takes of levelled sound: the page in hand, and what the
 * look-ahead holds. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "recorder/base/config.h"
#include "recorder/recording/ledger.h"
#include "recorder/recording/page_reader.h"
#include "recorder/recording/recording_header.h"
#include "recorder/recording/recording_writer.h"
#include "tests/recording/judges.h"
#include "tests/recording/recording_names.h"
#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"

static void record(const struct recording_names *names, int normalize)
{
    struct recording_facts facts = sample_facts();
    struct recording_result result = sample_result(sample_frames_48k(200));
    struct err err = {0};

    facts.normalize = normalize;
    own(recording_writer) writer =
        recording_writer_new(names->stem, &facts, &err);
    own(jdoc) line = ledger_line("end", result.frames_48k);
    assert_non_null(writer);
    sample_push(writer, 0, 200);
    assert_true(recording_writer_finish(writer, &result, line, &err));
    judges_accept(names->opus, result.frames_48k);
}

/* In 48 kHz frames. */
static int64_t longest_page(const char *path)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    int64_t granule = 0;
    int64_t longest = 0;
    struct err err = {0};
    own(page_reader) reader = page_reader_new(fd, RECORDING_HEADER_BYTES, &err);
    struct page page;

    while (page_reader_next(reader, &page, &err) == PAGE_READER_PAGE) {
        if (page.granule - granule > longest)
            longest = page.granule - granule;
        granule = page.granule;
    }
    return longest;
}

static void test_levelled_pages_hold_a_quarter_second(void **state)
{
    own_value(recording_names) names = recording_names_make(state);

    record(&names, NORMALIZE_LEVEL);
    assert_in_range(longest_page(names.opus), 9600, 12000);
}

static void test_copied_pages_hold_half_a_second(void **state)
{
    own_value(recording_names) names = recording_names_make(state);

    record(&names, NORMALIZE_GAIN);
    assert_in_range(longest_page(names.opus), 21600, 24000);
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_levelled_pages_hold_a_quarter_second),
        SCRATCH_TEST(test_copied_pages_hold_half_a_second),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
