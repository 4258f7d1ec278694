/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/base/command_line.h"

static const char *room;
static const char *target;
static bool is_dry;
static struct err err;

static const struct command_option options[] = {
    {"room", "NAME", "which room", .value = &room},
    {"target", "LUFS", "how loud", .value = &target},
    {"dry-run", NULL, "say only", .flag = &is_dry},
};

static const struct command plain = {.program = "roomcast try",
    .usage = "[OPTION]…",
    .summary = "Tries.",
    .options = options,
    .option_count = 3};

static const struct command with_operand = {.program = "roomcast try",
    .usage = "[OPTION]… FILE…",
    .summary = "Tries.",
    .options = options,
    .option_count = 3,
    .operand = "FILE"};

static int forget(void **state)
{
    (void)state;
    room = target = NULL;
    is_dry = false;
    err = (struct err){0};
    return 0;
}

#define PARSE(command, first, ...)                                             \
    parse(command, first, (const char *[]){"roomcast-try", __VA_ARGS__, NULL})

static enum command_line_outcome parse(
    const struct command *command, int *first, const char **argv)
{
    int argc = 0;

    while (argv[argc])
        argc++;
    return command_line_parse(command, argc, (char **)argv, first, &err);
}

static void test_values_come_behind_an_equals_sign_or_as_a_word(void **state)
{
    (void)state;
    assert_int_equal(
        PARSE(&plain, NULL, "--room=hall", "--target", "-23", "--dry-run"),
        COMMAND_LINE_RUN);
    assert_string_equal(room, "hall");
    assert_string_equal(target, "-23");
    assert_true(is_dry);
}

static void test_empty_and_odd_values_are_handed_over(void **state)
{
    (void)state;
    assert_int_equal(PARSE(&plain, NULL, "--room=", "--target", "--dry-run"),
        COMMAND_LINE_RUN);
    assert_string_equal(room, "");
    assert_string_equal(target, "--dry-run");
    assert_false(is_dry);
}

static void test_operands_are_what_is_left(void **state)
{
    int first = 0;

    (void)state;
    assert_int_equal(PARSE(&with_operand, &first, "--room", "a", "-", "b"),
        COMMAND_LINE_RUN);
    assert_int_equal(first, 3);
    assert_int_equal(
        PARSE(&with_operand, &first, "--", "--room", "a"), COMMAND_LINE_RUN);
    assert_int_equal(first, 2);
    assert_int_equal(
        PARSE(&with_operand, &first, "--room", "a"), COMMAND_LINE_RUN);
    assert_int_equal(first, 3);
}

static void test_options_may_stand_behind_operands(void **state)
{
    const char *argv[] = {"roomcast-try", "a", "--room=x", "b", "--target",
        "-16", "c", "--dry-run", "--", "--room", "d", NULL};
    static const char *const operands[] = {"a", "b", "c", "--room", "d"};
    int first = 0;

    (void)state;
    assert_int_equal(parse(&with_operand, &first, argv), COMMAND_LINE_RUN);
    assert_string_equal(room, "x");
    assert_string_equal(target, "-16");
    assert_true(is_dry);
    assert_int_equal(first, 6);
    for (int i = 0; i < 5; i++)
        assert_string_equal(argv[first + i], operands[i]);
}

static void expect_bad(enum command_line_outcome outcome, const char *text)
{
    assert_int_equal(outcome, COMMAND_LINE_BAD);
    assert_int_equal(err.kind, ERR_CONFIG);
    assert_string_equal(err.text, text);
}

static void test_unknown_options_name_the_help(void **state)
{
    (void)state;
    expect_bad(PARSE(&plain, NULL, "--loudness", "a"),
        "--loudness: no such option; `roomcast try --help` lists them");
    expect_bad(PARSE(&plain, NULL, "-x"),
        "-x: no such option; `roomcast try --help` lists them");
    expect_bad(PARSE(&plain, NULL, "--=a"),
        "--=a: no such option; `roomcast try --help` lists them");
}

static void test_mistyped_options_name_the_nearest(void **state)
{
    (void)state;
    expect_bad(PARSE(&plain, NULL, "--tagret=-23"),
        "--tagret=-23: no such option; did you mean --target? `roomcast try "
        "--help` lists them");
    expect_bad(PARSE(&plain, NULL, "--rooms", "a"),
        "--rooms: no such option; did you mean --room? `roomcast try --help` "
        "lists them");
    expect_bad(PARSE(&plain, NULL, "--dry"),
        "--dry: no such option; did you mean --dry-run? `roomcast try --help` "
        "lists them");
    expect_bad(PARSE(&plain, NULL, "--hlep"),
        "--hlep: no such option; did you mean --help? `roomcast try --help` "
        "lists them");
}

static void test_missing_and_needless_values_are_refused(void **state)
{
    (void)state;
    expect_bad(
        PARSE(&plain, NULL, "--room"), "--room: expected NAME behind it");
    expect_bad(
        PARSE(&plain, NULL, "--dry-run=yes"), "--dry-run: takes no value");
    assert_false(is_dry);
}

static void test_operands_nobody_asked_for_are_refused(void **state)
{
    (void)state;
    expect_bad(PARSE(&plain, NULL, "--dry-run", "hall"),
        "\"hall\": unexpected; `roomcast try --help` shows usage");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(
            test_values_come_behind_an_equals_sign_or_as_a_word, forget),
        cmocka_unit_test_setup(
            test_empty_and_odd_values_are_handed_over, forget),
        cmocka_unit_test_setup(test_operands_are_what_is_left, forget),
        cmocka_unit_test_setup(test_options_may_stand_behind_operands, forget),
        cmocka_unit_test_setup(test_unknown_options_name_the_help, forget),
        cmocka_unit_test_setup(test_mistyped_options_name_the_nearest, forget),
        cmocka_unit_test_setup(
            test_missing_and_needless_values_are_refused, forget),
        cmocka_unit_test_setup(
            test_operands_nobody_asked_for_are_refused, forget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
