/* SPDX-License-Identifier: BSD-2-Clause */
/* A configuration file for tests, in a folder of its own with a blank in its
 * name. */
#ifndef ROOMCAST_TESTS_BASE_WRITTEN_CONFIG_H
#define ROOMCAST_TESTS_BASE_WRITTEN_CONFIG_H

#include "recorder/base/config_file.h"

/* For cmocka, once for a group of tests. */
int written_config_make(void **state);
int written_config_remove(void **state);

const char *written_config_folder(void);
const char *written_config_path(void);

/* Writes the file and loads it. */
struct config *written_config_load(const char *settings, struct err *err);

/* The test fails when it is refused. */
struct config *written_config_good(const char *settings);

/* The test fails when it is taken, or is refused by other words: `expected` is
 * what comes behind the file's path. */
void written_config_refuse(const char *settings, const char *expected);

#endif
