/* SPDX-License-Identifier: BSD-2-Clause */
/* A folder for one test, removed with all that is in it. */
#ifndef ROOMCAST_TESTS_PUBLISHER_TEMPORARY_FOLDER_H
#define ROOMCAST_TESTS_PUBLISHER_TEMPORARY_FOLDER_H

#include <stdbool.h>

/* For cmocka: *state becomes its path. */
int temporary_folder_make(void **state);
int temporary_folder_remove(void **state);

/* FOLDER/NAME in a static buffer of eight that take turns. */
const char *path_in(const char *folder, const char *name);

/* Writes a file with this text. */
void write_text(const char *path, const char *text);

/* True when the file holds exactly this text. */
bool holds_text(const char *path, const char *text);

/* How many entries a folder has, hidden ones too. */
int count_entries(const char *folder);

#endif
