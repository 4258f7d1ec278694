/* SPDX-License-Identifier: BSD-2-Clause */
/* The values that say who is told what of a room: hooks and alarms. */
#include "recorder/base/config_value.h"

#include <stdio.h>
#include <string.h>

#include "recorder/base/command_words.h"
#include "recorder/base/quantity.h"
#include "recorder/base/text.h"

/* Its folder, a word's beginning, goes before what was written. */
static bool put_folder_before(const struct config *config, const char *command,
    char **field, struct err *err)
{
    own_heap(char) folder = strdup(config->path);
    own_value(text) whole = {0};

    if (!folder)
        return err_no_memory(err);
    strrchr(folder, '/')[1] = '\0';
    command_words_quote(&whole, folder);
    text_append(&whole, command);
    return text_finish(&whole, err) &&
           config_value_string(config, text_string(&whole), field, err);
}

bool config_value_command(
    const struct config *config, const char *text, void *field, struct err *err)
{
    own_heap(char *) words = command_words_parse(text, err);

    if (!words)
        return false;
    if (words[0][0] != '/' && strchr(words[0], '/') &&
        strchr(config->path, '/'))
        return put_folder_before(config, text, field, err);
    return config_value_string(config, text, field, err);
}

bool config_value_duration(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    return quantity_parse_duration(text, field, err);
}

static bool is_off(const char *text)
{
    return strcmp(text, "off") == 0;
}

/* Says that "off" would do as well. */
static bool or_off(struct err *err)
{
    size_t length = strlen(err->text);

    snprintf(err->text + length, sizeof err->text - length, ", or off");
    return false;
}

bool config_value_duration_or_off(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    if (is_off(text)) {
        *(int64_t *)field = 0;
        return true;
    }
    return quantity_parse_duration(text, field, err) || or_off(err);
}

bool config_value_percent_or_off(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    if (is_off(text)) {
        *(double *)field = 0;
        return true;
    }
    return quantity_parse_real(text, 0.01, 100, field, err) || or_off(err);
}

bool config_value_bytes_or_off(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    if (is_off(text)) {
        *(int64_t *)field = 0;
        return true;
    }
    return quantity_parse_bytes(text, field, err) || or_off(err);
}
