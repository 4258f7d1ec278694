/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/finding_lines.h"

#include <stdio.h>

#include "feeds/checker/rule_table.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"

static void print_line(struct finding_lines *lines, const struct jdoc *doc)
{
    struct err err;

    own_heap(char) line = jdoc_format(doc, &err);
    if (!line || printf("%s\n", line) < 0)
        lines->has_failed = true;
}

static void print_json(
    struct finding_lines *lines, const struct feed_finding *finding)
{
    own(jdoc) doc = jdoc_new();

    jdoc_set_string(doc, "id", finding->rule);
    jdoc_set_string(doc, "severity", feed_severity_name(finding->severity));
    jdoc_set_whole(doc, "line", finding->line);
    jdoc_set_string(doc, "where", finding->where);
    jdoc_set_string(doc, "expected", finding->title);
    jdoc_set_string(doc, "found", finding->message);
    jdoc_set_string(doc, "why", finding->source);
    jdoc_set_string(doc, "fix", finding->fix);
    print_line(lines, doc);
}

void finding_lines_print(void *user, const struct feed_finding *finding)
{
    struct finding_lines *lines = user;

    if (lines->is_json) {
        print_json(lines, finding);
        return;
    }
    printf("%s:", lines->name);
    if (finding->line > 0)
        printf("%d:", finding->line);
    printf(" %s: %s [%s]\n", feed_severity_name(finding->severity),
        finding->message, finding->rule);
    printf("    expected: %s (%s)\n", finding->title, finding->source);
    if (printf("    fix: %s\n", finding->fix) < 0)
        lines->has_failed = true;
}

static const char *plural(size_t count)
{
    return count == 1 ? "" : "s";
}

void finding_lines_print_sum(
    struct finding_lines *lines, const struct feed_report *report)
{
    size_t errors = report->counts[FEED_REFUSED];
    size_t warnings = report->counts[FEED_WARNING];
    size_t notes = report->counts[FEED_NOTE];

    if (lines->is_json) {
        own(jdoc) doc = jdoc_new();
        jdoc_set_whole(doc, "errors", (int64_t)errors);
        jdoc_set_whole(doc, "warnings", (int64_t)warnings);
        jdoc_set_whole(doc, "notes", (int64_t)notes);
        print_line(lines, doc);
    } else if (errors + warnings + notes > 0) {
        printf("%s: %zu error%s, %zu warning%s, %zu note%s\n", lines->name,
            errors, plural(errors), warnings, plural(warnings), notes,
            plural(notes));
    }
    if (fflush(stdout) != 0)
        lines->has_failed = true;
}

void finding_lines_list_rules(void)
{
    static const char *const profiles[] = {
        "all", "apple", "spotify", "psp1", "open"};

    printf("%-26s", "id");
    for (int i = 0; i < FEED_PROFILE_COUNT; i++)
        printf(" %-8s", profiles[i]);
    printf("expected\n");
    for (int rule = 0; rule < RULE_COUNT; rule++) {
        printf("%-26s", rule_row_of((enum feed_rule)rule)->name);
        for (int i = 0; i < FEED_PROFILE_COUNT; i++)
            printf(" %-8s", feed_severity_name(rule_severity(
                                (enum feed_rule)rule, (enum feed_profile)i)));
        printf("%s\n", rule_row_of((enum feed_rule)rule)->title);
    }
}
