/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/feed_checker.h"

#include <string.h>

#include "feeds/apple_categories.h"
#include "feeds/episode_rules.h"
#include "feeds/episode_twins.h"
#include "feeds/media_rules.h"
#include "feeds/show_rules.h"

#define MOST_NAME_BYTES 64

bool feed_check(
    const struct podcast_show *show, feed_listener *told, void *user)
{
    struct feed_report report = {
        .told = told, .user = user, .where = "channel"};

    show_rules_check(show, &report);
    for (size_t at = 0; at < show->episode_count; at++) {
        feed_report_turn_to(&report, show, at);
        episode_rules_check(show, at, &report);
        media_rules_check(&show->episodes[at], &report);
    }
    episode_twins_check(show, &report);
    return !report.is_refused;
}

/* Copies without the spaces around; false when it is longer than any name. */
static bool copy_name(const char *from, size_t length, char *name)
{
    while (length && *from == ' ') {
        from++;
        length--;
    }
    while (length && from[length - 1] == ' ')
        length--;
    if (length >= MOST_NAME_BYTES)
        return false;
    memcpy(name, from, length);
    name[length] = '\0';
    return true;
}

bool feed_split_category(
    const char *text, const char **category, const char **subcategory)
{
    char name[MOST_NAME_BYTES];
    size_t length = strcspn(text, ">");
    const char *found_below = NULL;

    if (!copy_name(text, length, name))
        return false;
    const char *found = apple_category(name);
    if (!found)
        return false;
    if (text[length]) {
        const char *below = text + length + 1;
        if (!copy_name(below, strlen(below), name))
            return false;
        found_below = apple_subcategory(found, name);
        if (!found_below)
            return false;
    }
    *category = found;
    *subcategory = found_below;
    return true;
}
