/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kinds of value that keys of the configuration have, for config_keys.c.
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
config_value_parser config_value_secret_file; /* or credential:NAME */
config_value_parser config_value_source;      /* a path, an address or "-" */
config_value_parser config_value_url;         /* http(s), no slash at its end */
config_value_parser config_value_endpoint;    /* http(s), as it is */
config_value_parser config_value_type;        /* "episodic" or "serial" */
config_value_parser config_value_medium;      /* of the podcast namespace */
config_value_parser config_value_secret;      /* to be wiped: secret_free() */
config_value_parser config_value_relay; /* the same; icecast(s) addresses */

/* For command_words_parse(); a relative path of the program is made relative
 * to the file's folder. */
config_value_parser config_value_command;

config_value_parser config_value_duration;        /* into ns, an int64_t */
config_value_parser config_value_duration_or_off; /* "off" is 0 */
config_value_parser config_value_percent_or_off;  /* 0.01 to 100, a double */
config_value_parser config_value_bytes_or_off;    /* into an int64_t */

config_value_parser config_value_bool;      /* into a bool */
config_value_parser config_value_target;    /* LUFS into a double */
config_value_parser config_value_bitrate;   /* into an int */
config_value_parser config_value_layer3;    /* one that MP3 has; an int */
config_value_parser config_value_normalize; /* into an int */

config_value_parser config_value_outage; /* "silence" or "cut", a bool */

/* When a show's episodes come and go. */
config_value_parser config_value_review;       /* "auto" or "review", a bool */
config_value_parser config_value_days_or_off;  /* "90d": seconds, int64_t */
config_value_parser config_value_count_or_off; /* into an int */
config_value_parser config_value_count;        /* the same, at least 1 */

/* When a room is recorded, and into how many files. */
config_value_parser config_value_start;    /* enum config_start into an int */
config_value_parser config_value_schedule; /* into a char *, checked */
config_value_parser config_value_split;    /* the same */
config_value_parser config_value_span;     /* a duration into an int64_t */
config_value_parser config_value_quiet;    /* one of at least a second */
config_value_parser config_value_roll;     /* 0, auto, or at most 10 min */
config_value_parser config_value_silence_level; /* LUFS into a double */
config_value_parser config_value_back_to_back;  /* into a bool: split */
config_value_parser config_value_pause;         /* into a bool: silence */

/* True for those that make a char *. */
bool config_value_is_string(config_value_parser *parser);

/* True for those of them that are to be wiped, and when such a value holds
 * what others must not read. */
bool config_value_is_secret(config_value_parser *parser);
bool config_value_has_secret(config_value_parser *parser, const char *text);

#endif
