/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS_DEFAULT 80

bool terminal_has_controls(void)
{
    const char *kind = getenv("TERM");

    return isatty(STDERR_FILENO) && kind && *kind && strcmp(kind, "dumb") != 0;
}

int terminal_columns(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_col)
        return COLUMNS_DEFAULT - 1;
    return size.ws_col - 1;
}
