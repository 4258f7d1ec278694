/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/chapter_files.h"

#include <inttypes.h>
#include <string.h>

#include "feeds/checker/chapter_rules.h"
#include "feeds/checker/feed_report.h"
#include "feeds/reader/date_reader.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/own.h"
#include "recorder/base/whole_file.h"

/* Apps show whole seconds. */
#define LEAST_DIFFERENCE_MS 1000

static const char *document_fault(const struct jdoc *doc)
{
    return jdoc_string(doc, "version") && jdoc_has(doc, "chapters")
               ? NULL
               : "it has no \"version\" or no \"chapters\"";
}

const char *chapters_fault(const char *bytes, size_t length)
{
    struct err err;

    own(jdoc) doc = jdoc_parse(bytes, length, &err);
    return doc ? document_fault(doc) : "it is no JSON object";
}

static struct jdoc *read_document(
    const struct feed_node *node, const char *path, struct feed_report *report)
{
    own_value(text) bytes = {0};
    struct err err;

    own(jdoc) doc = NULL;
    if (whole_file_read(path, CHAPTERS_MOST_BYTES, &bytes, &err))
        doc = jdoc_parse(text_string(&bytes), bytes.length, &err);
    if (!doc) {
        feed_report_add(
            report, RULE_CHAPTERS_FORMAT, node, "%s: %s", path, err.text);
        return NULL;
    }
    const char *fault = document_fault(doc);
    if (fault) {
        feed_report_add(
            report, RULE_CHAPTERS_FORMAT, node, "%s: %s", path, fault);
        return NULL;
    }
    return take(doc);
}

/* The next of the feed's own list is compared with the file's. */
static const struct feed_node *compare(const struct feed_node *node,
    const struct feed_node *simple, int64_t start_ms, const char *title,
    struct feed_report *report)
{
    const char *start = feed_attribute(simple, "start");
    const char *other = feed_attribute(simple, "title");
    int64_t other_ms;
    bool is_plain;

    if (!simple)
        return NULL;
    if (start && duration_read(start, &other_ms, &is_plain) &&
        (other_ms - start_ms >= LEAST_DIFFERENCE_MS ||
            start_ms - other_ms >= LEAST_DIFFERENCE_MS ||
            strcmp(title ? title : "", other ? other : "") != 0))
        feed_report_add(report, RULE_CHAPTERS_DIFFER, node,
            "the file has \"%s\" at %.3f s, the feed \"%s\" at %s",
            title ? title : "", (double)start_ms / 1000, other ? other : "",
            start);
    return feed_next_alike(simple);
}

static void walk_chapters(const struct feed_node *node, const struct jdoc *doc,
    struct chapter_walk *walk)
{
    const struct feed_node *simple =
        feed_child(feed_child(node->parent, SPACE_CHAPTERS, "chapters"),
            SPACE_CHAPTERS, "chapter");
    size_t count = jdoc_array_length(doc, "chapters");

    for (size_t i = 0; i < count; i++) {
        own(jdoc) chapter = jdoc_array_item(doc, "chapters", i);
        double start;
        if (!chapter || !jdoc_real(chapter, "startTime", &start) || start < 0 ||
            start > 1e9) {
            feed_report_add(walk->report, RULE_CHAPTERS_FORMAT, node,
                "number %zu has no startTime in seconds", i + 1);
            continue;
        }
        const char *title = jdoc_string(chapter, "title");
        bool is_listed = true;
        jdoc_bool(chapter, "toc", &is_listed);
        int64_t start_ms = (int64_t)(start * 1000 + 0.5);
        chapter_walk_add(walk, start_ms, is_listed ? title : "hidden");
        if (is_listed)
            simple = compare(node, simple, start_ms, title, walk->report);
    }
    if (!count)
        feed_report_add(walk->report, RULE_CHAPTERS_FORMAT, node,
            "the file has no chapter");
    else if (simple)
        feed_report_add(walk->report, RULE_CHAPTERS_DIFFER, node,
            "the feed has chapters that the file has not");
}

void chapter_file_check(
    const struct feed_node *node, const char *path, struct feed_report *report)
{
    struct chapter_walk walk = {
        .report = report, .line = node->line, .what = "the JSON chapters"};
    bool is_plain;

    own(jdoc) doc = read_document(node, path, report);
    if (!doc)
        return;
    duration_read(feed_child_text(node->parent, SPACE_ITUNES, "duration"),
        &walk.end_ms, &is_plain);
    walk_chapters(node, doc, &walk);
}
