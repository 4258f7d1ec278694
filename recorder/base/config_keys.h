/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The keys of the configuration: their names, types and defaults, and where
 * in the records of config.h their values go.
 */
#ifndef ROOMCAST_BASE_CONFIG_KEYS_H
#define ROOMCAST_BASE_CONFIG_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "recorder/base/config_value.h"

#define CONFIG_MOST_KEYS 128 /* in one kind of section */

struct config_key {
    const char *name;
    size_t offset;
    config_value_parser *parse;
    bool is_needed;
    const char *default_text; /* parsed like any other; NULL: field stays 0 */
};

/* A kind of section: [roomcast], [room NAME], [show NAME],
 * [serve]. */
struct config_section {
    const char *name;
    const struct config_key *keys;
    size_t key_count;
};

enum { CONFIG_GLOBAL, CONFIG_ROOM, CONFIG_SHOW, CONFIG_SERVE };
extern const struct config_section config_sections[];

#endif
