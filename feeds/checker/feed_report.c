/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/feed_report.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MOST_MESSAGE_BYTES 512

void feed_report_turn_to_channel(struct feed_report *report)
{
    report->where = "channel";
}

void feed_report_turn_to(
    struct feed_report *report, const struct feed_node *item, size_t at)
{
    snprintf(report->place, sizeof report->place, "item %zu", at + 1);
    report->where = feed_child_text(item, SPACE_RSS, "guid");
    if (!*report->where)
        report->where = feed_child_text(item, SPACE_RSS, "title");
    if (!*report->where)
        report->where = report->place;
}

/* One line, cut between characters. */
static void tidy(char *message)
{
    size_t length = strlen(message);

    for (char *at = message; *at; at++)
        if (*at == '\n' || *at == '\r' || *at == '\t')
            *at = ' ';
    if (length < MOST_MESSAGE_BYTES - 1)
        return;
    while (length && ((unsigned char)message[length - 1] & 0xC0) == 0x80)
        length--;
    if (length)
        message[length - 1] = '\0';
}

static void __attribute__((format(printf, 4, 0)))
add(struct feed_report *report, enum feed_rule rule, int line,
    const char *format, va_list list)
{
    const struct rule_row *row = rule_row_of(rule);
    enum feed_severity severity = rule_severity(rule, report->profile);
    char message[MOST_MESSAGE_BYTES];

    if (severity == FEED_SILENT)
        return;
    report->counts[severity]++;
    if (!report->told)
        return;
    vsnprintf(message, sizeof message, format, list);
    tidy(message);
    report->told(
        report->user, &(struct feed_finding){.severity = severity,
                          .rule = row->name,
                          .title = row->title,
                          .line = line,
                          .where = report->where ? report->where : "channel",
                          .message = message,
                          .source = row->source,
                          .fix = row->fix});
}

void feed_report_add(struct feed_report *report, enum feed_rule rule,
    const struct feed_node *node, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    add(report, rule, node->line, format, list);
    va_end(list);
}

void feed_report_line(struct feed_report *report, enum feed_rule rule, int line,
    const char *format, ...)
{
    va_list list;

    va_start(list, format);
    add(report, rule, line, format, list);
    va_end(list);
}
