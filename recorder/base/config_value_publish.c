/* SPDX-License-Identifier: BSD-2-Clause */
/* The values that say when a show's episodes come and go. */
#include "recorder/base/config_value.h"

#include <string.h>

#include "recorder/base/quantity.h"

bool config_value_review(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    if (strcmp(text, "auto") != 0 && strcmp(text, "review") != 0)
        return err_set(
            err, ERR_CONFIG, "\"%s\": expected auto or review", text);
    *(bool *)field = strcmp(text, "review") == 0;
    return true;
}

bool config_value_outage(
    const struct config *config, const char *text, void *field, struct err *err)
{
    (void)config;
    if (strcmp(text, "silence") != 0 && strcmp(text, "cut") != 0)
        return err_set(
            err, ERR_CONFIG, "\"%s\": expected silence or cut", text);
    *(bool *)field = strcmp(text, "cut") == 0;
    return true;
}

static bool is_off(const char *text)
{
    return strcmp(text, "off") == 0;
}

/* The days in one of each letter. */
static int days_in(char letter)
{
    switch (letter) {
    case 'd':
        return 1;
    case 'w':
        return 7;
    case 'y':
        return 365;
    default:
        return 0;
    }
}

bool config_value_days_or_off(
    const struct config *config, const char *text, void *field, struct err *err)
{
    size_t digits = strspn(text, "0123456789");
    int days = text[digits] && !text[digits + 1] ? days_in(text[digits]) : 0;
    char number[8] = "";
    int64_t count = 0;

    (void)config;
    if (!is_off(text)) {
        if (digits && digits < sizeof number)
            memcpy(number, text, digits);
        if (!days || !quantity_parse_whole(number, 1, 36500, &count, err))
            return err_set(err, ERR_CONFIG,
                "\"%s\": expected a time such as 90d, 12w or 2y, or off", text);
    }
    *(int64_t *)field = count * days * 86400;
    return true;
}

bool config_value_count(
    const struct config *config, const char *text, void *field, struct err *err)
{
    int64_t count;

    (void)config;
    if (!quantity_parse_whole(text, 1, 100000, &count, err))
        return false;
    *(int *)field = (int)count;
    return true;
}

bool config_value_count_or_off(
    const struct config *config, const char *text, void *field, struct err *err)
{
    int64_t count = 0;

    (void)config;
    if (!is_off(text) && !quantity_parse_whole(text, 1, 1000000, &count, err))
        return false;
    *(int *)field = (int)count;
    return true;
}

/* medium.md of the podcast namespace; "L" at the end is a list of them. */
bool config_value_medium(
    const struct config *config, const char *text, void *field, struct err *err)
{
    static const char *const media[] = {"podcast", "music", "video", "film",
        "audiobook", "newsletter", "blog", "publisher", "course", "mixed"};
    size_t length = strlen(text);

    length -= length > 0 && text[length - 1] == 'L';
    for (size_t i = 0; i < sizeof media / sizeof media[0]; i++) {
        if (strlen(media[i]) == length && strncmp(media[i], text, length) == 0)
            return config_value_string(config, text, field, err);
    }
    return err_set(err, ERR_CONFIG,
        "\"%s\": expected podcast, music, video, film, audiobook, newsletter, "
        "blog, publisher, course or mixed",
        text);
}
