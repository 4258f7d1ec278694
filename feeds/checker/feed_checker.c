/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/feed_checker.h"

#include <string.h>

#include "feeds/apple_categories.h"
#include "feeds/checker/byte_rules.h"
#include "feeds/checker/document_rules.h"
#include "feeds/checker/feed_report.h"
#include "feeds/writer/rss_writer.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

#define MOST_NAME_BYTES 64

static void report_fault(
    struct feed_report *report, const struct feed_fault *fault)
{
    static const enum feed_rule rules[] = {
        [FEED_FAULT_NONE] = RULE_NOT_CHECKED,
        [FEED_FAULT_SYNTAX] = RULE_XML_NOT_WELL_FORMED,
        [FEED_FAULT_ENTITY] = RULE_ENTITY_UNDECLARED,
        [FEED_FAULT_CDATA_END] = RULE_CDATA_END,
    };

    feed_report_line(
        report, rules[fault->kind], fault->line, "%s", fault->message);
}

static struct feed_tree *parse(
    struct feed_report *report, const char *bytes, size_t length)
{
    struct feed_fault fault = {0};
    struct err err;

    if (!byte_rules_check(bytes, length, report))
        return NULL;
    struct feed_tree *tree =
        feed_parse(bytes, length, FEED_STRICT, &fault, &err);
    if (tree)
        return tree;
    if (fault.kind != FEED_FAULT_NONE && err.kind == ERR_FORMAT)
        report_fault(report, &fault);
    else
        feed_report_line(report, RULE_NOT_CHECKED, 0, "%s", err.text);
    return NULL;
}

bool feed_check_bytes(struct feed_report *report, const char *bytes,
    size_t length, struct feed_tree **tree)
{
    feed_report_turn_to_channel(report);
    own(feed_tree) parsed = parse(report, bytes, length);
    if (parsed && !document_rules_check(parsed, report)) {
        feed_tree_free(parsed);
        parsed = NULL;
    }
    if (tree)
        *tree = take(parsed);
    return !report->counts[FEED_REFUSED];
}

bool feed_check(
    const struct podcast_show *show, feed_listener *told, void *user)
{
    struct feed_report report = {
        .told = told, .user = user, .now = show->changed};
    own_value(text) feed = {0};
    struct err err;

    if (rss_write(show, &feed, &err))
        return feed_check_bytes(&report, text_string(&feed), feed.length, NULL);
    feed_report_turn_to_channel(&report);
    feed_report_line(&report, RULE_NOT_CHECKED, 0, "%s", err.text);
    return false;
}

bool feed_profile_parse(const char *name, enum feed_profile *profile)
{
    static const char *const names[FEED_PROFILE_COUNT] = {
        "all", "apple", "spotify", "psp1", "open"};

    for (int i = 0; i < FEED_PROFILE_COUNT; i++) {
        if (strcmp(name, names[i]) != 0)
            continue;
        *profile = (enum feed_profile)i;
        return true;
    }
    return false;
}

const char *feed_severity_name(enum feed_severity severity)
{
    static const char *const names[] = {"", "note", "warning", "error"};

    return names[severity];
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
