/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/transcript_files.h"

#include <string.h>

#include "feeds/checker/feed_report.h"
#include "publisher/media/file_kind.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"
#include "recorder/base/whole_file.h"

static const char *first_line(const char *text)
{
    if (!strncmp(text, "\xEF\xBB\xBF", 3))
        text += 3;
    return text + strspn(text, " \t\r\n");
}

/* W3C WebVTT, section 4.1: the word, and a time somewhere. */
static const char *judge_vtt(const char *text)
{
    const char *start = first_line(text);

    if (strncmp(start, "WEBVTT", 6) != 0)
        return "it does not begin with WEBVTT";
    return strstr(start, "-->") ? NULL : "it has no times";
}

/* A number, then "00:00:01,000 --> 00:00:02,000". */
static const char *judge_subrip(const char *text)
{
    const char *start = first_line(text);
    size_t digits = strspn(start, "0123456789");
    const char *line = start + digits;

    line += strspn(line, " \t\r\n");
    if (!digits || strspn(line, "0123456789:,.") < 8)
        return "it does not begin with a number and a time";
    return strstr(line, "-->") ? NULL : "it has no times";
}

static const char *judge_json(const char *text)
{
    struct err err;

    own(jdoc) doc = jdoc_parse(text, strlen(text), &err);
    if (!doc)
        return "it is no JSON object";
    return jdoc_has(doc, "segments") ? NULL : "it has no \"segments\"";
}

static const char *judge_html(const char *text)
{
    return strchr(text, '<') ? NULL : "it has no element";
}

static const char *judge_plain(const char *text)
{
    const uint8_t *bytes = (const uint8_t *)text;

    return file_kind_of(bytes, strlen(text)) == FILE_HTML ? "it is HTML" : NULL;
}

static const struct {
    const char *type;
    const char *(*judge)(const char *text); /* NULL when it is right */
} types[] = {
    {"text/vtt", judge_vtt},
    {"application/x-subrip", judge_subrip},
    {"application/srt", judge_subrip},
    {"application/json", judge_json},
    {"text/html", judge_html},
    {"text/plain", judge_plain},
};

const char *transcript_fault(const char *type, const char *text)
{
    if (!text_is_utf8(text))
        return "it is not UTF-8";
    for (size_t i = 0; type && i < sizeof types / sizeof *types; i++)
        if (!strcmp(type, types[i].type))
            return types[i].judge(text);
    return NULL;
}

void transcript_file_check(
    const struct feed_node *node, const char *path, struct feed_report *report)
{
    const char *type = feed_attribute(node, "type");
    own_value(text) bytes = {0};
    struct err err;

    if (!whole_file_read(path, TRANSCRIPT_MOST_BYTES, &bytes, &err)) {
        feed_report_add(
            report, RULE_TRANSCRIPT_FORMAT, node, "%s: %s", path, err.text);
        return;
    }
    const char *fault = transcript_fault(type, text_string(&bytes));
    if (fault)
        feed_report_add(report, RULE_TRANSCRIPT_FORMAT, node, "%s is no %s: %s",
            path, type, fault);
}
