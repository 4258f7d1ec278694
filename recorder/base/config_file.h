/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file that configures every program: INI, read by settings_file.h.
 *
 *     own(config) config = config_load("roomcast.conf", err);
 *
 * Four kinds of section: [roomcast], [room NAME], [show NAME] and [serve]. The
 * key tables in config_keys.c are the reference: name, type, default.
 */
#ifndef ROOMCAST_BASE_CONFIG_FILE_H
#define ROOMCAST_BASE_CONFIG_FILE_H

#include "recorder/base/config.h"
#include "recorder/base/err.h"
#include "recorder/base/own.h"

/* An unknown section or key, a missing one that is needed or a bad value is
 * ERR_CONFIG with file, line, key and what was expected, and nothing is
 * loaded: NULL. */
struct config *config_load(const char *path, struct err *err);

/* The line where a key of the show is, or if it is not there its section. */
int config_show_line(const struct config_show *show, const char *key);

/* With all its strings; secrets are wiped. NULL is fine. */
void config_free(struct config *config);
OWNED(config)

#endif
