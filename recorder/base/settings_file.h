/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An INI file, read by inih, setting by setting:
 *
 *     [section]
 *     name = value        ; a comment needs a space before it
 *         goes on here, joined by one space
 *
 * A line goes on a setting when it is indented deeper than that. The file is
 * UTF-8. Adds to the library what a person needs to find a mistake: line
 * numbers, sections that are empty, and lines and section names of any length
 * (inih alone cuts them at 198 and 49 bytes without a word).
 */
#ifndef ROOMCAST_BASE_SETTINGS_FILE_H
#define ROOMCAST_BASE_SETTINGS_FILE_H

#include <stdbool.h>

#include "recorder/base/err.h"

struct setting {
    const char *section; /* "" before the first */
    const char *name;    /* NULL: the section begins here */
    const char *value;   /* without white space around it, may be empty */
    int line;            /* from 1 */
};

/* Told each setting in order; all is borrowed for the call. False ends the
 * reading, with *err filled. */
typedef bool setting_taker(
    void *user, const struct setting *setting, struct err *err);

/* ERR_CONFIG with "FILE:LINE: …" for a missing file, a line that is neither
 * section nor setting, and for what `taker` refuses. */
bool settings_file_read(
    const char *path, setting_taker *taker, void *user, struct err *err);

#endif
