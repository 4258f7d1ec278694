/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kinds of value that keys of the configuration have. A part of config.c.
 */
#ifndef ROOMCAST_BASE_CONFIG_VALUE_H
#define ROOMCAST_BASE_CONFIG_VALUE_H

#include <stdbool.h>

#include "recorder/base/config.h"
#include "recorder/base/err.h"

/* Reads `text` into the field of a config, a room or a show that `field`
 * points to; `config` gives the folder of relative paths. ERR_CONFIG with
 * what was expected. */
typedef bool config_value_parser(const struct config *config, const char *text,
    void *field, struct err *err);

/* Into a char *, which is freed first. */
config_value_parser config_value_string;
config_value_parser config_value_path; /* made relative to the file's folder */
config_value_parser config_value_source; /* a path, an address or "-" */
config_value_parser config_value_url;    /* http(s), no slash at its end */
config_value_parser config_value_type;   /* "episodic" or "serial" */
config_value_parser config_value_secret; /* to be wiped: secret_free() */

config_value_parser config_value_bool;      /* into a bool */
config_value_parser config_value_target;    /* LUFS into a double */
config_value_parser config_value_bitrate;   /* into an int */
config_value_parser config_value_normalize; /* into an int */

config_value_parser config_value_review;       /* "auto" or "review", a bool */
config_value_parser config_value_days_or_off;  /* "90d": seconds, int64_t */
config_value_parser config_value_count_or_off; /* into an int */
config_value_parser config_value_space_or_off; /* bytes, an int64_t */

/* True for those that make a char *. */
bool config_value_is_string(config_value_parser *parser);

#endif
