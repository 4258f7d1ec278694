/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/transcript_rules.h"

#include <string.h>

static bool is_type(const char *type)
{
    static const char *const types[] = {"text/plain", "text/html", "text/vtt",
        "application/json", "application/x-subrip"};

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (!strcmp(type, types[i]))
            return true;
    return false;
}

static void check_type(
    const struct feed_node *node, const char *type, struct feed_report *report)
{
    const char *rel = feed_attribute(node, "rel");

    if (!strcmp(type, "application/srt") || !strcmp(type, "text/srt"))
        feed_report_add(report, RULE_TRANSCRIPT_SUBRIP, node,
            "the transcript's type is %s", type);
    else if (!is_type(type))
        feed_report_add(report, RULE_TRANSCRIPT_TYPE, node,
            "the transcript's type is %s", type);
    else if (rel && !strcmp(rel, "captions") &&
             (!strcmp(type, "text/html") || !strcmp(type, "text/plain")))
        feed_report_add(report, RULE_TRANSCRIPT_CAPTIONS, node,
            "captions are %s, which has no times", type);
}

void transcript_rules_check(
    const struct feed_node *item, struct feed_report *report)
{
    const struct feed_node *node =
        feed_child(item, SPACE_PODCAST, "transcript");

    for (; node; node = feed_next_alike(node)) {
        const char *address = feed_attribute(node, "url");
        const char *type = feed_attribute(node, "type");
        if (!address || !*address || !type || !*type)
            feed_report_add(report, RULE_TRANSCRIPT_INVALID, node,
                "the transcript has no %s",
                address && *address ? "type" : "url");
        else
            check_type(node, type, report);
    }
}
