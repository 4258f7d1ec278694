/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/config_value.h"

#include <string.h>

#include "recorder/base/quantity.h"
#include "recorder/base/secret.h"
#include "recorder/base/text.h"

/* Between targets, and between a target and where it goes when that fails. */
#define RELAY_BETWEEN " \t,|"

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

bool config_value_secret_file(
    const struct config *config, const char *text, void *field, struct err *err)
{
    return (secret_is_credential(text)
                ? config_value_string
                : config_value_path)(config, text, field, err);
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

static bool is_icecast_address(const char *text, size_t length)
{
    static const char *const schemes[] = {"icecast://", "icecasts://"};

    for (size_t i = 0; i < 2; i++) {
        size_t scheme = strlen(schemes[i]);
        if (length > scheme && strncmp(text, schemes[i], scheme) == 0)
            return true;
    }
    return false;
}

/* Messages show no more of it than its place: it may hold a password. */
bool config_value_relay(
    const struct config *config, const char *text, void *field, struct err *err)
{
    int number = 0;

    for (const char *at = text; *at;) {
        at += strspn(at, RELAY_BETWEEN);
        size_t length = strcspn(at, RELAY_BETWEEN);
        number++;
        if (!is_icecast_address(at, length))
            return err_set(err, ERR_CONFIG,
                "address %d: expected icecast://HOST:PORT/MOUNT or "
                "icecasts://HOST:PORT/MOUNT",
                number);
        at += length;
        at += strspn(at, " \t");
    }
    return config_value_string(config, text, field, err);
}

bool config_value_layer3(
    const struct config *config, const char *text, void *field, struct err *err)
{
    static const int rates[] = {
        32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    int bits;

    if (!config_value_bitrate(config, text, &bits, err))
        return false;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        if (bits == rates[i] * 1000) {
            *(int *)field = bits;
            return true;
        }
    }
    return err_set(err, ERR_CONFIG,
        "\"%s\": expected a bitrate of MP3: 32k, 40k, 48k, 56k, 64k, 80k, "
        "96k, 112k, 128k, 160k, 192k, 224k, 256k or 320k",
        text);
}

bool config_value_is_secret(config_value_parser *parser)
{
    return parser == config_value_secret || parser == config_value_relay;
}

/* An address without a password may be read by all. */
bool config_value_has_secret(config_value_parser *parser, const char *text)
{
    const char *user = strstr(text, "://");

    if (parser != config_value_relay)
        return parser == config_value_secret;
    while (user) {
        size_t length = strcspn(user + 3, "/@" RELAY_BETWEEN);
        if (user[3 + length] == '@' && memchr(user + 3, ':', length))
            return true;
        user = strstr(user + 3, "://");
    }
    return false;
}

bool config_value_is_string(config_value_parser *parser)
{
    return parser == config_value_string || parser == config_value_path ||
           parser == config_value_secret_file ||
           parser == config_value_source || parser == config_value_url ||
           parser == config_value_type || parser == config_value_medium ||
           config_value_is_secret(parser) || parser == config_value_schedule ||
           parser == config_value_split || parser == config_value_command ||
           parser == config_value_endpoint;
}
