/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What tells one state of a file from another without reading it: its inode,
 * size and time. Of a folder the time alone, which changes with what is put
 * into it or taken.
 */
#ifndef ROOMCAST_BASE_FILE_PRINT_H
#define ROOMCAST_BASE_FILE_PRINT_H

#include "recorder/base/fingerprint.h"

/* Adds a name relative to an open folder (or AT_FDCWD), and what is there:
 * that nothing is, too. */
void file_print_add(struct fingerprint *print, int folder, const char *name);

#endif
