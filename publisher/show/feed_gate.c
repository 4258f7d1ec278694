/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/feed_gate.h"

#include <string.h>

#include "feeds/checker/feed_diff.h"
#include "feeds/checker/feed_report.h"
#include "feeds/writer/feed_plan.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

/* Who is told of a document that is not the feed itself. */
struct filter {
    feed_listener *told;
    void *user;
};

static void tell_errors(void *user, const struct feed_finding *finding)
{
    const struct filter *filter = user;

    if (finding->severity == FEED_REFUSED && filter->told)
        filter->told(filter->user, finding);
}

/* What is out there of an archive; nothing when nothing is. */
static bool read_archive(const struct feed_gate *gate, const char *address,
    struct text *bytes, struct err *err)
{
    const char *slash = strrchr(address, '/');
    own_value(text) key = {0};

    text_appendf(&key, "%s/%s", gate->folder, slash ? slash + 1 : address);
    return text_finish(&key, err) &&
           store_get_bytes(gate->store, text_string(&key), bytes, err) &&
           text_finish(bytes, err);
}

/* A published document that cannot be read is nobody's promise. */
static void check_promises(const struct text *published,
    const struct feed_tree *feed, struct feed_report *report)
{
    struct err reason;
    own(feed_tree) old =
        published->length ? feed_parse(text_string(published),
                                published->length, FEED_LENIENT, NULL, &reason)
                          : NULL;

    if (old && feed_child(old->root, SPACE_RSS, "channel"))
        feed_promises_check(old, feed, report);
}

static void check_bytes(const struct feed_gate *gate, const struct text *bytes,
    const struct text *published, struct feed_report *report)
{
    own(feed_tree) feed = NULL;

    feed_check_bytes(report, text_string(bytes), bytes->length, &feed);
    if (feed && !gate->is_known)
        check_promises(published, feed, report);
}

static bool check_feed(const struct feed_gate *gate,
    const struct rss_document *document, struct feed_report *report,
    struct err *err)
{
    own_value(text) bytes = {0};

    if (!rss_write_document(gate->show, document, &bytes, err))
        return false;
    check_bytes(gate, &bytes, gate->published, report);
    return true;
}

static bool check_archive(const struct feed_gate *gate,
    const struct rss_document *document, struct feed_report *report,
    struct err *err)
{
    own_value(text) bytes = {0};
    own_value(text) published = {0};

    if (!rss_write_document(gate->show, document, &bytes, err) ||
        !read_archive(gate, document->address, &published, err))
        return false;
    if (!text_equals(&bytes, &published))
        check_bytes(gate, &bytes, &published, report);
    return true;
}

static bool check_all(
    const struct feed_gate *gate, struct feed_report *report, struct err *err)
{
    own(feed_plan) plan = feed_plan_new(gate->show, NULL, err);
    struct filter filter = {.told = report->told, .user = report->user};

    if (!plan || !check_feed(gate, &plan->documents[0], report, err))
        return false;
    report->told = tell_errors;
    report->user = &filter;
    for (size_t i = 1; i < plan->count; i++)
        if (!check_archive(gate, &plan->documents[i], report, err))
            return false;
    return true;
}

bool feed_gate_check(
    const struct feed_gate *gate, feed_listener *told, void *user)
{
    struct feed_report report = {
        .told = told, .user = user, .now = gate->show->changed};
    struct err err;
    bool is_checked = check_all(gate, &report, &err);

    report.told = told;
    report.user = user;
    if (!is_checked)
        feed_report_line(&report, RULE_NOT_CHECKED, 0, "%s", err.text);
    return !report.counts[FEED_REFUSED];
}
