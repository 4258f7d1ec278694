/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/ledger.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/recording/sample_recording.h"
#include "tests/recording/scratch.h"

static char *format(const struct jdoc *line)
{
    struct err err = {0};
    char *letters = jdoc_format(line, &err);

    assert_non_null(letters);
    return letters;
}

static void test_a_line_has_its_event_and_seconds(void **state)
{
    (void)state;
    own(jdoc) line = ledger_line("gap", 72000);
    own_heap(char) letters = format(line);
    own(jdoc) early = ledger_line("mark", -1);
    own_heap(char) early_letters = format(early);

    assert_string_equal(letters, "{\"event\":\"gap\",\"at\":1.5}");
    assert_string_equal(early_letters, "{\"event\":\"mark\"}");
    assert_true(ledger_is_event(line, "gap"));
    assert_false(ledger_is_event(line, "loss"));
}

static void test_begin_line_tells_all_facts(void **state)
{
    (void)state;
    struct recording_facts facts = sample_facts();
    struct recording_facts back;
    struct err err = {0};
    uint32_t serial;
    own(jdoc) line = ledger_begin_line(&facts, 0xfedcba98u);
    own_heap(char) letters = format(line);
    own(jdoc) parsed = jdoc_parse(letters, strlen(letters), &err);

    assert_true(ledger_parse_begin(parsed, &back, &serial, &err));
    assert_int_equal(serial, 0xfedcba98u);
    assert_string_equal(back.id, facts.id);
    assert_string_equal(back.room, facts.room);
    assert_string_equal(back.title, facts.title);
    assert_string_equal(back.source, facts.source);
    assert_int_equal(back.start_utc_ns, facts.start_utc_ns);
    assert_int_equal(back.normalize, facts.normalize);
    assert_float_equal(back.target_lufs, facts.target_lufs, 0);
    assert_int_equal(back.channels, facts.channels);
    assert_int_equal(back.preskip_48k, facts.preskip_48k);
    assert_int_equal(back.input_rate_hz, facts.input_rate_hz);
}

static void refuse_begin(const char *letters, const char *message)
{
    struct recording_facts facts = {.channels = 9};
    struct err err = {0};
    uint32_t serial = 9;
    own(jdoc) line = jdoc_parse(letters, strlen(letters), &err);

    assert_non_null(line);
    assert_false(ledger_parse_begin(line, &facts, &serial, &err));
    assert_int_equal(err.kind, ERR_FORMAT);
    assert_string_equal(err.text, message);
    assert_int_equal(facts.channels, 9);
    assert_int_equal(serial, 9);
}

#define GOOD_START                                                             \
    "{\"event\":\"begin\",\"id\":\"i\",\"room\":\"r\",\"title\":\"\","         \
    "\"source\":\"s\",\"start\":\"2026-11-22T18:00:00Z\","

static void test_a_begin_line_with_something_wrong_is_refused(void **state)
{
    (void)state;
    refuse_begin("{\"event\":\"end\"}", "ledger: no line \"begin\"");
    refuse_begin("{\"event\":\"begin\"}", "ledger: \"id\" is missing");
    refuse_begin("{\"event\":\"begin\",\"id\":"
                 "\"0123456789012345678901234567890123456789\"}",
        "ledger: \"id\" is too long");
    refuse_begin(GOOD_START "\"normalize\":\"loud\",\"target\":-16.0}",
        "ledger: \"normalize\" is wrong");
    refuse_begin(GOOD_START "\"normalize\":\"level\",\"target\":-16.0,"
                            "\"channels\":0,\"preskip\":1,\"rate\":0}",
        "ledger: \"channels\" is wrong");
    refuse_begin(GOOD_START "\"normalize\":\"level\",\"target\":-16.0,"
                            "\"channels\":1,\"preskip\":70000,\"rate\":0}",
        "ledger: \"preskip\" is missing or wrong");
    refuse_begin(GOOD_START "\"normalize\":\"level\",\"target\":-16.0,"
                            "\"channels\":1,\"preskip\":7,\"rate\":0,"
                            "\"serial\":4294967296}",
        "ledger: \"serial\" is missing or wrong");
}

static void test_silence_has_no_figures(void **state)
{
    (void)state;
    struct recording_result result = sample_result(48000);
    own(jdoc) line = ledger_line("end", 48000);

    result.loudness.integrated_lufs = -HUGE_VAL;
    ledger_set_result(line, &result);
    own_heap(char) letters = format(line);
    assert_string_equal(letters,
        "{\"event\":\"end\",\"at\":1.0,\"duration\":1.0,\"integrated\":null,"
        "\"range\":3.5,\"true_peak\":-2.75,\"gain\":2.0,\"short\":0.25}");
}

struct seen {
    int count;
    int most;
    char events[128];
};

static bool remember(void *user, const struct jdoc *line)
{
    struct seen *seen = user;

    size_t used = strlen(seen->events);
    snprintf(seen->events + used, sizeof seen->events - used, "%s ",
        jdoc_string(line, "event"));
    return ++seen->count < seen->most;
}

static struct seen read_ledger(
    void **state, const char *content, int most, int *bad_lines)
{
    own_heap(char) path = scratch_path(state, "x.jsonl");
    struct seen seen = {.most = most};
    struct err err = {0};

    scratch_write(path, content, strlen(content));
    assert_true(ledger_read(path, remember, &seen, bad_lines, &err));
    return seen;
}

static void test_lines_are_read_in_order(void **state)
{
    int bad = -1;
    struct seen seen = read_ledger(state,
        "{\"event\":\"begin\"}\n{\"event\":\"gap\"}\n\n{\"event\":\"end\"}\n",
        9, &bad);

    assert_string_equal(seen.events, "begin gap end ");
    assert_int_equal(bad, 0);
}

static void test_a_torn_last_line_is_passed_over(void **state)
{
    int bad = -1;
    struct seen seen =
        read_ledger(state, "{\"event\":\"begin\"}\n{\"event\":\"en", 9, &bad);
    assert_string_equal(seen.events, "begin ");
    assert_int_equal(bad, 0);
    seen = read_ledger(
        state, "{\"event\":\"begin\"}\n{\"event\":\"end\"}", 9, &bad);
    assert_string_equal(seen.events, "begin ");
}

static void test_bad_lines_are_counted(void **state)
{
    int bad = -1;
    struct seen seen = read_ledger(state,
        "{\"event\":\"begin\"}\nrubbish\n[1]\n{\"event\":\"end\"}\n", 9, &bad);

    assert_string_equal(seen.events, "begin end ");
    assert_int_equal(bad, 2);
}

static void test_the_reader_may_stop(void **state)
{
    struct seen seen = read_ledger(
        state, "{\"event\":\"begin\"}\n{\"event\":\"gap\"}\n", 1, NULL);

    assert_string_equal(seen.events, "begin ");
}

static void test_a_missing_ledger_is_named(void **state)
{
    own_heap(char) path = scratch_path(state, "none.jsonl");
    struct seen seen = {.most = 1};
    struct err err = {0};

    assert_false(ledger_read(path, remember, &seen, NULL, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, "none.jsonl: No such file"));
}

#define SCRATCH_TEST(test)                                                     \
    cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_has_its_event_and_seconds),
        cmocka_unit_test(test_begin_line_tells_all_facts),
        cmocka_unit_test(test_a_begin_line_with_something_wrong_is_refused),
        cmocka_unit_test(test_silence_has_no_figures),
        SCRATCH_TEST(test_lines_are_read_in_order),
        SCRATCH_TEST(test_a_torn_last_line_is_passed_over),
        SCRATCH_TEST(test_bad_lines_are_counted),
        SCRATCH_TEST(test_the_reader_may_stop),
        SCRATCH_TEST(test_a_missing_ledger_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
