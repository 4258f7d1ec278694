/* SPDX-License-Identifier: BSD-2-Clause */
/* Instants were worked out with GNU date: date -u -d 'TZ="Europe/Berlin" …'. */
#include "recorder/base/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/clock.h"

static int64_t at(const char *iso)
{
    int64_t ns;

    if (!clock_parse_iso(iso, &ns))
        fail_msg("%s", iso);
    return ns;
}

static struct schedule *parse(const char *text)
{
    struct err err = {0};
    struct schedule *schedule = schedule_parse(text, &err);

    if (!schedule)
        fail_msg("%s: %s", text, err.text);
    return schedule;
}

/* The next span after `now` begins and ends then. */
static void expect(
    const char *text, const char *now, const char *begin, const char *end)
{
    own(schedule) schedule = parse(text);
    struct schedule_span span;
    char found[CLOCK_ISO_BYTES];

    assert_true(schedule_next(schedule, at(now), &span));
    clock_format_iso(span.begin_ns, found);
    assert_int_equal(strncmp(found, begin, 19), 0);
    clock_format_iso(span.end_ns, found);
    assert_int_equal(strncmp(found, end, 19), 0);
}

static void test_next_span_is_the_one_that_runs_or_the_one_to_come(void **state)
{
    const char *text = "Tue 19:00 Europe/Berlin, 90m";

    (void)state;
    /* Sunday, winter time */
    expect(text, "2026-11-22T12:00:00Z", "2026-11-24T18:00:00Z",
        "2026-11-24T19:30:00Z");
    expect(text, "2026-11-24T18:00:00Z", "2026-11-24T18:00:00Z",
        "2026-11-24T19:30:00Z");
    expect(text, "2026-11-24T19:29:59Z", "2026-11-24T18:00:00Z",
        "2026-11-24T19:30:00Z");
    expect(text, "2026-11-24T19:30:00Z", "2026-12-01T18:00:00Z",
        "2026-12-01T19:30:00Z");
}

static void test_wall_clock_counts_across_both_changes_of_the_clock(
    void **state)
{
    (void)state;
    expect("Sun 12:00 Europe/Berlin, 1h", "2026-03-28T00:00:00Z",
        "2026-03-29T10:00:00Z", "2026-03-29T11:00:00Z");
    expect("Sun 12:00 Europe/Berlin, 1h", "2026-03-22T12:00:00Z",
        "2026-03-29T10:00:00Z", "2026-03-29T11:00:00Z");
    expect("Sun 12:00 Europe/Berlin, 1h", "2026-10-18T11:00:00Z",
        "2026-10-25T11:00:00Z", "2026-10-25T12:00:00Z");
    expect("daily 19:00 America/New_York, 1h", "2026-03-08T05:00:00Z",
        "2026-03-08T23:00:00Z", "2026-03-09T00:00:00Z");
}

static void test_hour_that_does_not_exist_is_counted_from_before(void **state)
{
    (void)state;
    /* 02:00 CET became 03:00 CEST: 02:30 is meant as CET, 03:30 CEST. */
    expect("Sun 02:30 Europe/Berlin, 1h", "2026-03-28T12:00:00Z",
        "2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z");
}

static void test_hour_that_comes_twice_is_taken_the_first_time(void **state)
{
    (void)state;
    /* 03:00 CEST became 02:00 CET. */
    expect("Sun 02:30 Europe/Berlin, 20m", "2026-10-24T12:00:00Z",
        "2026-10-25T00:30:00Z", "2026-10-25T00:50:00Z");
    /* and not once more an hour later */
    expect("Sun 02:30 Europe/Berlin, 20m", "2026-10-25T00:50:00Z",
        "2026-11-01T01:30:00Z", "2026-11-01T01:50:00Z");
}

static void test_length_is_elapsed_time_whatever_the_clock_does(void **state)
{
    (void)state;
    expect("Sat 23:00 Europe/Berlin, 6h", "2026-03-28T00:00:00Z",
        "2026-03-28T22:00:00Z", "2026-03-29T04:00:00Z");
    expect("Sat 23:00 Europe/Berlin, 6h", "2026-10-24T00:00:00Z",
        "2026-10-24T21:00:00Z", "2026-10-25T03:00:00Z");
}

static void test_days_are_lists_ranges_dates_or_all(void **state)
{
    (void)state;
    expect("Mon-Fri 08:30 UTC, 1h", "2026-11-20T10:00:00Z",
        "2026-11-23T08:30:00Z", "2026-11-23T09:30:00Z");
    expect("sat-mon 08:30 UTC, 1h", "2026-11-20T10:00:00Z",
        "2026-11-21T08:30:00Z", "2026-11-21T09:30:00Z");
    expect("Tuesday,thu 08:30:15 UTC, 1h", "2026-11-24T12:00:00Z",
        "2026-11-26T08:30:15Z", "2026-11-26T09:30:15Z");
    expect("daily 00:00 UTC, 30m", "2026-12-31T12:00:00Z",
        "2027-01-01T00:00:00Z", "2027-01-01T00:30:00Z");
    expect("2026-12-24 20:00 Europe/Vienna, 3h", "2026-01-01T00:00:00Z",
        "2026-12-24T19:00:00Z", "2026-12-24T22:00:00Z");
}

static void test_past_date_never_comes(void **state)
{
    struct schedule_span span;
    own(schedule) schedule = parse("2026-12-24 20:00 UTC, 3h");

    (void)state;
    assert_false(schedule_next(schedule, at("2026-12-24T23:00:00Z"), &span));
}

static void test_of_several_the_earliest_comes_first(void **state)
{
    const char *text = "Tue 19:00 UTC, 1h; Mon 20:00 Europe/Berlin, 1h / "
                       "2026-11-24 06:00 UTC, 5m";

    (void)state;
    expect(text, "2026-11-22T00:00:00Z", "2026-11-23T19:00:00Z",
        "2026-11-23T20:00:00Z");
    expect(text, "2026-11-23T20:00:00Z", "2026-11-24T06:00:00Z",
        "2026-11-24T06:05:00Z");
    expect(text, "2026-11-24T06:05:00Z", "2026-11-24T19:00:00Z",
        "2026-11-24T20:00:00Z");
}

static void test_what_overlaps_is_one_and_what_touches_is_two(void **state)
{
    (void)state;
    expect("Mon 19:00 UTC, 2h; Mon 20:30 UTC, 1h", "2026-11-23T00:00:00Z",
        "2026-11-23T19:00:00Z", "2026-11-23T21:30:00Z");
    expect("Mon 19:00 UTC, 1h; Mon 20:00 UTC, 1h", "2026-11-23T00:00:00Z",
        "2026-11-23T19:00:00Z", "2026-11-23T20:00:00Z");
    expect("Mon 19:00 UTC, 1h; Mon 20:00 UTC, 1h", "2026-11-23T20:00:00Z",
        "2026-11-23T20:00:00Z", "2026-11-23T21:00:00Z");
}

static void test_days_that_overlap_for_ever_are_still_answered(void **state)
{
    struct schedule_span span;
    own(schedule) schedule = parse("daily 00:00 UTC, 25h");

    (void)state;
    assert_true(schedule_next(schedule, at("2026-12-24T23:00:00Z"), &span));
    assert_true(span.end_ns > at("2027-12-01T00:00:00Z"));
}

static void refuse(const char *text, const char *found, const char *expected)
{
    struct err err = {0};

    if (schedule_parse(text, &err))
        fail_msg("taken: %s", text);
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_non_null(strstr(err.text, found));
    assert_non_null(strstr(err.text, expected));
}

static void test_mistakes_are_named_with_what_was_expected(void **state)
{
    (void)state;
    refuse("Tue 19:00", "\"Tue 19:00\"", "DURATION");
    refuse("Tuh 19:00, 1h", "\"Tuh\"", "Mon-Fri");
    refuse("Mon-Fry 19:00, 1h", "\"Mon-Fry\"", "Mon-Fri");
    refuse("Mon, 19:00, 1h", "\"Mon,\"", "Mon-Fri");
    refuse("2026-02-30 19:00, 1h", "\"2026-02-30\"", "daily");
    refuse("Tue 24:00, 1h", "\"24:00\"", "19:00");
    refuse("Tue 7pm, 1h", "\"7pm\"", "19:00");
    refuse("Tue, 1h", "\"Tue\"", "19:00");
    refuse("Tue 19:00 Europe/Berlim, 1h", "\"Europe/Berlim\"", "time zone");
    refuse("Tue 19:00 ../../etc/passwd, 1h", "passwd", "time zone");
    refuse("Tue 19:00 Europe Berlin, 1h", "\"Berlin\"", "a comma");
    refuse("Tue 19:00, soon", "\"soon\"", "1h30m");
    refuse("Tue 19:00, 8d", "\"8d\"", "7 days");
    refuse("Tue 19:00, 1h;", "\"\"", "DURATION");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            test_next_span_is_the_one_that_runs_or_the_one_to_come),
        cmocka_unit_test(
            test_wall_clock_counts_across_both_changes_of_the_clock),
        cmocka_unit_test(test_hour_that_does_not_exist_is_counted_from_before),
        cmocka_unit_test(test_hour_that_comes_twice_is_taken_the_first_time),
        cmocka_unit_test(test_length_is_elapsed_time_whatever_the_clock_does),
        cmocka_unit_test(test_days_are_lists_ranges_dates_or_all),
        cmocka_unit_test(test_past_date_never_comes),
        cmocka_unit_test(test_of_several_the_earliest_comes_first),
        cmocka_unit_test(test_what_overlaps_is_one_and_what_touches_is_two),
        cmocka_unit_test(test_days_that_overlap_for_ever_are_still_answered),
        cmocka_unit_test(test_mistakes_are_named_with_what_was_expected),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
