/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How every program begins: the first lines of a main.
 *
 *     enum exit_status status;
 *     if (!program_begin(&command, argc, argv, &first, &status))
 *         return status;
 *
 * Its name goes before all it says, at the level of warnings. Standard input,
 * output and error that were closed by who started it are taken by what can
 * be neither read nor written, lest the first file that is opened becomes one
 * of them, and lines for a terminal go into a recording.
 */
#ifndef ROOMCAST_BASE_PROGRAM_H
#define ROOMCAST_BASE_PROGRAM_H

#include <stdbool.h>

#include "recorder/base/command_line.h"

/* The first half alone, where something comes between. `name` is borrowed for
 * ever ("roomcast record"). */
void program_start(const char *name);

/* The second: true to go on. Else all is said (help, version, or what is
 * wrong with the command line), and *status is what to exit with. Operands
 * are told as by command_line_parse(). */
bool program_take_words(const struct command *command, int argc, char **argv,
    int *first_operand, enum exit_status *status);

/* Both. */
bool program_begin(const struct command *command, int argc, char **argv,
    int *first_operand, enum exit_status *status);

#endif
