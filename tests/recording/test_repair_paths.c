/* SPDX-License-Identifier: BSD-2-Clause */
/* What a repair does where names are taken, missing or not to be had. */
#include "recorder/recording/repair_paths.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "recorder/recording/ledger.h"
#include "recorder/recording/recording_repair.h"
#include "tests/recording/judges.h"
#include "tests/recording/recording_names.h"
#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"

#define NOBODY 65534

static struct repair_report repair(
    const struct recording_names *names, enum repair_outcome expected)
{
    struct repair_report report = {0};
    struct err err = {0};

    assert_int_equal(recording_repair(names->part, &report, &err), expected);
    assert_string_equal(err.text, "");
    return report;
}

struct ledger_look {
    bool has_begin; /* as its recording says */
    int repairs;
};

static bool look_at(void *user, const struct jdoc *line)
{
    const struct recording_facts expected = sample_facts();
    struct recording_facts facts;
    struct ledger_look *look = user;
    struct err err = {0};
    uint32_t serial;

    if (ledger_parse_begin(line, &facts, &serial, &err))
        look->has_begin = strcmp(facts.id, expected.id) == 0 &&
                          facts.start_utc_ns == expected.start_utc_ns;
    look->repairs += ledger_is_event(line, "repair");
    return true;
}

static void check_ledger(const char *path)
{
    struct ledger_look look = {0};
    struct err err = {0};

    assert_true(ledger_read(path, look_at, &look, NULL, &err));
    assert_true(look.has_begin);
    assert_int_equal(look.repairs, 1);
}

static void test_another_name_is_refused(void **state)
{
    own_heap(char) path = scratch_path(state, "r.opus");
    struct repair_report report;
    struct err err = {0};

    assert_int_equal(recording_repair(path, &report, &err), REPAIR_FAILED);
    assert_non_null(strstr(err.text, "does not end in .opus.part"));
}

static void test_a_missing_or_empty_ledger_is_made_from_the_tags(void **state)
{
    own_value(recording_names) names = recording_names_make(state);

    for (int is_empty = 0; is_empty <= 1; is_empty++) {
        sample_record_part(names.stem, 100);
        assert_int_equal(unlink(names.ledger), 0);
        if (is_empty)
            scratch_write(names.ledger, "", 0);
        struct repair_report report = repair(&names, REPAIR_DONE);
        judges_accept(names.opus, report.frames_48k);
        check_ledger(names.ledger);
        assert_int_equal(unlink(names.ledger), 0);
        assert_int_equal(unlink(names.opus), 0);
    }
}

static void test_where_its_name_is_taken_it_gets_the_next(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own_heap(char) opus = scratch_path(state, "r-2.opus");
    own_heap(char) ledger = scratch_path(state, "r-2.jsonl");

    sample_record_part(names.stem, 100);
    scratch_write(names.opus, "kept", 4);
    struct repair_report report = repair(&names, REPAIR_DONE);
    assert_string_equal(report.other_name, "r-2.opus");
    assert_int_equal(scratch_size(names.opus), 4);
    assert_false(scratch_exists(names.part));
    assert_false(scratch_exists(names.ledger));
    judges_accept(opus, report.frames_48k);
    check_ledger(ledger);
}

static void test_the_ledger_of_another_stays_with_it(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own_heap(char) ledger = scratch_path(state, "r-2.jsonl");

    sample_record_part(names.stem, 100);
    scratch_write(names.opus, "kept", 4);
    scratch_write(names.ledger, "{\"event\":\"begin\"}\n", 18);
    repair(&names, REPAIR_DONE);
    assert_int_equal(scratch_size(names.ledger), 18);
    check_ledger(ledger);
}

static void test_what_has_no_sound_is_put_aside_under_a_free_name(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own_heap(char) empty = scratch_path(state, "r.opus.empty");
    own_heap(char) next = scratch_path(state, "r-2.opus.empty");

    scratch_write(empty, "kept", 4);
    scratch_write(names.part, "head", 4);
    repair(&names, REPAIR_EMPTY);
    assert_true(scratch_exists(empty));
    assert_int_equal(scratch_size(next), 4);
}

/* Root may write everywhere; nobody may not. */
static enum repair_outcome repair_as_nobody(const char *part, struct err *err)
{
    struct repair_report report;
    bool is_root = geteuid() == 0;

    if (is_root)
        assert_int_equal(seteuid(NOBODY), 0);
    enum repair_outcome outcome = recording_repair(part, &report, err);
    if (is_root)
        assert_int_equal(seteuid(0), 0);
    return outcome;
}

static void test_nothing_is_changed_in_a_folder_that_takes_no_name(void **state)
{
    own_value(recording_names) names = recording_names_make(state);
    own_value(text) before = {0};
    own_value(text) after = {0};
    struct err err = {0};

    sample_record_part(names.stem, 100);
    scratch_patch(names.part, scratch_size(names.part), "rubbish", 7);
    scratch_read(names.part, &before);
    assert_int_equal(chmod(*state, 0555), 0);
    assert_int_equal(chmod(names.part, 0666), 0);
    assert_int_equal(chmod(names.ledger, 0666), 0);
    int64_t ledger_bytes = scratch_size(names.ledger);
    assert_int_equal(repair_as_nobody(names.part, &err), REPAIR_FAILED);
    assert_non_null(strstr(err.text, "cannot write into"));
    assert_int_equal(chmod(*state, 0755), 0);
    scratch_read(names.part, &after);
    assert_int_equal(before.length, after.length);
    assert_memory_equal(before.bytes, after.bytes, before.length);
    assert_int_equal(scratch_size(names.ledger), ledger_bytes);
    repair(&names, REPAIR_DONE);
}

#define SCRATCH_TEST(name)                                                     \
    cmocka_unit_test_setup_teardown(name, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_another_name_is_refused),
        SCRATCH_TEST(test_a_missing_or_empty_ledger_is_made_from_the_tags),
        SCRATCH_TEST(test_where_its_name_is_taken_it_gets_the_next),
        SCRATCH_TEST(test_the_ledger_of_another_stays_with_it),
        SCRATCH_TEST(test_what_has_no_sound_is_put_aside_under_a_free_name),
        SCRATCH_TEST(test_nothing_is_changed_in_a_folder_that_takes_no_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
