/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/base/command_line.h"
#include "recorder/base/version.h"

static const char *value;
static bool flag;

static const struct command_option options[] = {
    {"config", "FILE", "the configuration", .value = &value},
    {"dry-run", NULL, "say what would be done,\nand do nothing", .flag = &flag},
    {"a-very-long-option", "ARGUMENT", "stands alone", .value = &value},
};

static const struct command command = {.program = "roomcast try",
    .usage = "--config FILE [OPTION]…",
    .summary = "Tries things out.",
    .options = options,
    .option_count = 3,
    .notes = "It ends with status 0."};

/* What parsing that word prints to standard output. */
static void ask(const char *word, char *answer, size_t size)
{
    char *argv[] = {(char *)"roomcast-try", (char *)word, NULL};
    struct err err = {0};
    FILE *file = tmpfile();
    int terminal = dup(STDOUT_FILENO);

    fflush(stdout);
    dup2(fileno(file), STDOUT_FILENO);
    enum command_line_outcome outcome =
        command_line_parse(&command, 2, argv, NULL, &err);
    fflush(stdout);
    dup2(terminal, STDOUT_FILENO);
    close(terminal);
    rewind(file);
    answer[fread(answer, 1, size - 1, file)] = '\0';
    fclose(file);
    assert_int_equal(outcome, COMMAND_LINE_ANSWERED);
}

static void test_help_is_a_page_of_two_columns(void **state)
{
    static const char expected[] =
        "usage: roomcast try --config FILE [OPTION]…\n"
        "\n"
        "Tries things out.\n"
        "\n"
        "options:\n"
        "  --config FILE           the configuration\n"
        "  --dry-run               say what would be done,\n"
        "                          and do nothing\n"
        "  --a-very-long-option ARGUMENT\n"
        "                          stands alone\n"
        "  --help                  show this text\n"
        "  --version               show the version\n"
        "\n"
        "It ends with status 0.\n";
    char answer[2000];

    (void)state;
    ask("--help", answer, sizeof answer);
    assert_string_equal(answer, expected);
    ask("-h", answer, sizeof answer);
    assert_string_equal(answer, expected);
}

static void test_version_names_the_program(void **state)
{
    char answer[200];

    (void)state;
    ask("--version", answer, sizeof answer);
    assert_string_equal(answer, "roomcast try " ROOMCAST_VERSION "\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_help_is_a_page_of_two_columns),
        cmocka_unit_test(test_version_names_the_program),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
