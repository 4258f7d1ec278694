/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/config_value.h"

#include <string.h>

#include "recorder/base/quantity.h"
#include "recorder/base/text.h"

bool config_value_string(
    const struct config *config, const char *text, void *field, struct err *err)
{
    char **string = field;
    char *copy = strdup(text);

    (void)config;
    if (!copy)
        return err_no_memory(err);
    free(*string);
    *string = copy;
    return true;
}

bool config_value_path(
    const struct config *config, const char *text, void *field, struct err *err)
{
    const char *slash = strrchr(config->path, '/');
    own_value(text) path = {0};

    if (text[0] != '/' && slash)
        text_append_bytes(
            &path, config->path, (size_t)(slash - config->path + 1));
    text_append(&path, text);
    return text_finish(&path, err) &&
           config_value_string(config, text_string(&path), field, err);
}

/* "rtp://…", "alsa:hw0": a colon before any slash. */
static bool has_scheme(const char *text)
{
    return text[strcspn(text, ":/")] == ':';
}

bool config_value_source(
    const struct config *config, const char *text, void *field, struct err *err)
{
    bool is_path = *text && strcmp(text, "-") != 0 && !has_scheme(text);

    return (is_path ? config_value_path : config_value_string)(
        config, text, field, err);
}

/* http or https, a host, and nothing that would need quoting. */
static bool is_web_address(const char *text)
{
    const char *host = text + 7;

    if (strncmp(text, "https://", 8) == 0)
        host = text + 8;
    else if (strncmp(text, "http://", 7) != 0)
        return false;
    return *host && *host != '/' && !strpbrk(text, " \t\"<>");
}

bool config_value_url(
    const struct config *config, const char *text, void *field, struct err *err)
{
    size_t length = strlen(text);
    own_heap(char) copy = strdup(text);

    if (!copy)
        return err_no_memory(err);
    if (!is_web_address(text))
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected an address such as https://radio.example.org",
            text);
    while (length && copy[length - 1] == '/')
        copy[--length] = '\0';
    return config_value_string(config, copy, field, err);
}

bool config_value_endpoint(
    const struct config *config, const char *text, void *field, struct err *err)
{
    if (!is_web_address(text))
        return err_set(err, ERR_CONFIG,
            "\"%s\": expected an address such as https://hub.example.org/",
            text);
    return config_value_string(config, text, field, err);
}

bool config_value_bool(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    return quantity_parse_bool(text, field, err);
}

bool config_value_target(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    return quantity_parse_real(
        text, CONFIG_TARGET_LEAST, CONFIG_TARGET_MOST, field, err);
}

bool config_value_bitrate(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    return quantity_parse_bitrate(
        text, CONFIG_BITRATE_LEAST, CONFIG_BITRATE_MOST, field, err);
}

bool config_value_normalize(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    return config_parse_normalize(text, field, err);
}

bool config_value_type(
    const struct config *config, const char *text, void *field, struct err *err)
{
    if (strcmp(text, "episodic") != 0 && strcmp(text, "serial") != 0)
        return err_set(
            err, ERR_CONFIG, "\"%s\": expected episodic or serial", text);
    return config_value_string(config, text, field, err);
}

bool config_value_secret(
    const struct config *config, const char *text, void *field, struct err *err)
{
    return config_value_string(config, text, field, err);
}

bool config_value_is_string(config_value_parser *parser)
{
    return parser == config_value_string || parser == config_value_path ||
           parser == config_value_source || parser == config_value_url ||
           parser == config_value_type || parser == config_value_medium ||
           parser == config_value_secret || parser == config_value_schedule ||
           parser == config_value_split || parser == config_value_command ||
           parser == config_value_endpoint;
}
