/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line of one program, from a table: parsing, --help, --version.
 *
 *     static const char *config_path;
 *     const struct command_option options[] = {
 *         {"config", "FILE", "the configuration", .value = &config_path},
 *         {"dry-run", NULL, "say what would be done", .flag = &dry_run},
 *     };
 *     const struct command command = {"roomcast publish", "…", options, 2};
 *     switch (command_line_parse(&command, argc, argv, &err)) { … }
 *
 * Options are long ones ("--config FILE", "--config=FILE"); a flag may have a
 * letter too. Every program has --help and --version. Values are borrowed from
 * argv. No operands unless the command names them; options may stand behind
 * them, up to "--".
 */
#ifndef ROOMCAST_BASE_COMMAND_LINE_H
#define ROOMCAST_BASE_COMMAND_LINE_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/err.h"

struct command_option {
    const char *name;     /* without the dashes */
    const char *argument; /* what to call its value; NULL for a flag */
    const char *help;     /* one line, or several with \n */
    const char **value;   /* where the value goes, when it has one */
    bool *flag;           /* what becomes true, when it has none */
    char letter;          /* "-v" for a flag; 0: it has none */
};

struct command {
    const char *program; /* "roomcast record" */
    const char *usage;   /* behind the program's name, a line a form */
    const char *summary; /* what it does, in a sentence or two */
    const struct command_option *options;
    size_t option_count;
    const char *operand; /* NULL: no operands are taken */
    const char *notes;   /* printed last, or NULL */
};

enum command_line_outcome {
    COMMAND_LINE_RUN,      /* go on */
    COMMAND_LINE_ANSWERED, /* help or version was printed: exit 0 */
    COMMAND_LINE_BAD       /* *err says what, with ERR_CONFIG */
};

/* The operands are left at argv[*first_operand]… in their order: options that
 * stood behind them have been moved before. NULL if none are taken. */
enum command_line_outcome command_line_parse(const struct command *command,
    int argc, char **argv, int *first_operand, struct err *err);

#endif
