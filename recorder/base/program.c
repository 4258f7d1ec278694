/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/program.h"

#include <fcntl.h>
#include <unistd.h>

#include "recorder/base/log.h"

/* open(2) takes the lowest number that is free. Each in the direction that
 * nobody uses, so that reading and writing fail as with a closed one. */
static void fill_standard_descriptors(void)
{
    int fd;

    do {
        fd = open("/dev/null", O_WRONLY);
        if (fd > STDIN_FILENO) {
            close(fd);
            fd = open("/dev/null", O_RDONLY);
        }
    } while (fd >= STDIN_FILENO && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

void program_start(const char *name)
{
    fill_standard_descriptors();
    log_start(name, LOG_LEVEL_WARNING);
}

bool program_take_words(const struct command *command, int argc, char **argv,
    int *first_operand, enum exit_status *status)
{
    struct err err;

    *status = EXIT_DONE;
    switch (command_line_parse(command, argc, argv, first_operand, &err)) {
    case COMMAND_LINE_RUN:
        return true;
    case COMMAND_LINE_ANSWERED:
        break;
    case COMMAND_LINE_BAD:
        *status = log_failure(&err);
        break;
    }
    return false;
}

bool program_begin(const struct command *command, int argc, char **argv,
    int *first_operand, enum exit_status *status)
{
    program_start(command->program);
    return program_take_words(command, argc, argv, first_operand, status);
}
