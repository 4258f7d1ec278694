/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/command_line.h"

#include <stdio.h>
#include <string.h>

#include "recorder/base/nearest_name.h"
#include "recorder/base/version.h"

#define HELP_COLUMN 26

static void print_help_text(const char *help)
{
    for (const char *line = help;;) {
        size_t length = strcspn(line, "\n");
        printf("%.*s\n", (int)length, line);
        line += length;
        if (!*line++)
            return;
        printf("%*s", HELP_COLUMN, "");
    }
}

static void print_option(const struct command_option *option)
{
    const char *argument = option->argument ? option->argument : "";
    char letter[] = {'-', option->letter, ',', ' ', '\0'};
    char left[80];
    int length = snprintf(left, sizeof left, "  %s--%s%s%s",
        option->letter ? letter : "", option->name, *argument ? " " : "",
        argument);

    if (length < HELP_COLUMN - 1)
        printf("%-*s", HELP_COLUMN, left);
    else
        printf("%s\n%*s", left, HELP_COLUMN, "");
    print_help_text(option->help);
}

/* Each form of the command, with its name before it. */
static void print_usage(const struct command *command)
{
    const char *form = command->usage;
    const char *before = "usage:";

    while (*form) {
        int length = (int)strcspn(form, "\n");
        printf("%s %s %.*s\n", before, command->program, length, form);
        before = "      ";
        form += length;
        form += *form == '\n';
    }
}

static void print_help(const struct command *command)
{
    const struct command_option always[] = {
        {.name = "help", .help = "show this text"},
        {.name = "version", .help = "show the version"},
    };

    print_usage(command);
    printf("\n%s\n\noptions:\n", command->summary);
    for (size_t i = 0; i < command->option_count; i++)
        print_option(&command->options[i]);
    print_option(&always[0]);
    print_option(&always[1]);
    if (command->notes)
        printf("\n%s\n", command->notes);
}

static const struct command_option *find_option(
    const struct command *command, const char *name, size_t length)
{
    for (size_t i = 0; i < command->option_count; i++) {
        const char *known = command->options[i].name;
        if (strlen(known) == length && memcmp(known, name, length) == 0)
            return &command->options[i];
    }
    return NULL;
}

static const struct command_option *find_flag(
    const struct command *command, const char *argument)
{
    bool is_letter = argument[0] == '-' && argument[1] && !argument[2];

    for (size_t i = 0; is_letter && i < command->option_count; i++) {
        if (command->options[i].letter == argument[1])
            return &command->options[i];
    }
    return NULL;
}

/* NULL for a letter, and when there is none like it. */
static const char *find_nearest(
    const struct command *command, const char *argument)
{
    struct nearest_name nearest = {0};

    if (strncmp(argument, "--", 2) != 0)
        return NULL;
    nearest.typed = argument + 2;
    nearest.length = strcspn(nearest.typed, "=");
    if (!nearest.length)
        return NULL;
    for (size_t i = 0; i < command->option_count; i++)
        nearest_name_offer(&nearest, command->options[i].name);
    nearest_name_offer(&nearest, "help");
    nearest_name_offer(&nearest, "version");
    return nearest.name;
}

static bool bad_option(
    const struct command *command, const char *argument, struct err *err)
{
    const char *nearest = find_nearest(command, argument);

    if (nearest)
        return err_set(err, ERR_CONFIG,
            "%s: no such option; did you mean --%s? `%s --help` lists them",
            argument, nearest, command->program);
    return err_set(err, ERR_CONFIG,
        "%s: no such option; `%s --help` lists them", argument,
        command->program);
}

/* Takes the option at argv[*at], and its value when that is a word of its
 * own. */
static bool take_option(const struct command *command, int argc, char **argv,
    int *at, struct err *err)
{
    const char *argument = argv[*at];
    const char *name = argument + 2;
    size_t length = strcspn(name, "=");
    const struct command_option *option = find_option(command, name, length);
    const struct command_option *flag = find_flag(command, argument);

    if (flag)
        return *flag->flag = true;
    if (strncmp(argument, "--", 2) != 0 || !option)
        return bad_option(command, argument, err);
    if (!option->argument) {
        if (name[length])
            return err_set(
                err, ERR_CONFIG, "--%s: takes no value", option->name);
        *option->flag = true;
        return true;
    }
    if (name[length]) {
        *option->value = name + length + 1;
        return true;
    }
    if (*at + 1 >= argc)
        return err_set(err, ERR_CONFIG, "--%s: expected %s behind it",
            option->name, option->argument);
    *option->value = argv[++*at];
    return true;
}

static bool is_operand(const char *argument)
{
    return argument[0] != '-' || !argument[1];
}

static bool answer(const struct command *command, const char *argument)
{
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0)
        print_help(command);
    else if (strcmp(argument, "--version") == 0)
        printf("%s %s\n", command->program, ROOMCAST_VERSION);
    else
        return false;
    return true;
}

/* Moves argv[from]… argv[end - 1] before the operands at argv[to]…. */
static void move_before(char **argv, int to, int from, int end)
{
    for (; from < end; from++, to++) {
        char *word = argv[from];
        memmove(&argv[to + 1], &argv[to], (size_t)(from - to) * sizeof *argv);
        argv[to] = word;
    }
}

/* A command line while it is read. Before `operands` all has been read, from
 * there up to `at` are operands. */
struct reading {
    int argc;
    char **argv;
    int operands;
    int at;
};

static enum command_line_outcome take_word(
    const struct command *command, struct reading *reading, struct err *err)
{
    int from = reading->at;
    char **argv = reading->argv;
    bool is_option = strcmp(argv[from], "--") != 0;

    if (is_option && answer(command, argv[from]))
        return COMMAND_LINE_ANSWERED;
    if (is_option &&
        !take_option(command, reading->argc, argv, &reading->at, err))
        return COMMAND_LINE_BAD;
    reading->at++;
    move_before(argv, reading->operands, from, reading->at);
    reading->operands += reading->at - from;
    return COMMAND_LINE_RUN;
}

enum command_line_outcome command_line_parse(const struct command *command,
    int argc, char **argv, int *first_operand, struct err *err)
{
    enum command_line_outcome outcome;
    struct reading reading = {argc, argv, 1, 1};

    while (reading.at < argc) {
        if (is_operand(argv[reading.at])) {
            reading.at++;
            continue;
        }
        bool is_last = strcmp(argv[reading.at], "--") == 0;
        outcome = take_word(command, &reading, err);
        if (outcome != COMMAND_LINE_RUN)
            return outcome;
        if (is_last)
            break;
    }
    if (reading.operands < argc && !command->operand) {
        err_set(err, ERR_CONFIG, "\"%s\": unexpected; `%s --help` shows usage",
            argv[reading.operands], command->program);
        return COMMAND_LINE_BAD;
    }
    if (first_operand)
        *first_operand = reading.operands;
    return COMMAND_LINE_RUN;
}
