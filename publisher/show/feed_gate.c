/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/show/feed_gate.h"

#include <string.h>

#include "feeds/checker/feed_diff.h"
#include "feeds/checker/feed_report.h"
#include "feeds/writer/feed_plan.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

struct gate {
    const struct podcast_show *show;
    const char *folder;
    struct store *store;
    feed_listener *told;
    void *user;
};

static void tell_errors(void *user, const struct feed_finding *finding)
{
    const struct gate *gate = user;

    if (finding->severity == FEED_REFUSED && gate->told)
        gate->told(gate->user, finding);
}

/* What is out there under that address; nothing when nothing is. */
static bool read_published(const struct gate *gate, const char *address,
    struct text *bytes, struct err *err)
{
    const char *slash = strrchr(address, '/');
    own_value(text) key = {0};

    text_appendf(&key, "%s/%s", gate->folder, slash ? slash + 1 : address);
    return text_finish(&key, err) &&
           store_get_bytes(gate->store, text_string(&key), bytes, err) &&
           text_finish(bytes, err);
}

static bool is_same(const struct text *left, const struct text *right)
{
    return left->length == right->length &&
           memcmp(left->bytes, right->bytes, left->length) == 0;
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

static bool check_document(const struct gate *gate,
    const struct rss_document *document, struct feed_report *report,
    struct err *err)
{
    own_value(text) bytes = {0};
    own_value(text) published = {0};
    own(feed_tree) feed = NULL;

    if (!rss_write_document(gate->show, document, &bytes, err) ||
        !read_published(gate, document->address, &published, err))
        return false;
    if (document->is_archive && is_same(&bytes, &published))
        return true;
    feed_check_bytes(report, text_string(&bytes), bytes.length, &feed);
    if (feed)
        check_promises(&published, feed, report);
    return true;
}

static bool check_all(
    const struct gate *gate, struct feed_report *report, struct err *err)
{
    own(feed_plan) plan = feed_plan_new(gate->show, NULL, err);

    if (!plan)
        return false;
    for (size_t i = 0; i < plan->count; i++) {
        if (plan->documents[i].is_archive) {
            report->told = tell_errors;
            report->user = (void *)gate;
        }
        if (!check_document(gate, &plan->documents[i], report, err))
            return false;
    }
    return true;
}

bool feed_gate_check(const struct podcast_show *show, const char *folder,
    struct store *store, feed_listener *told, void *user)
{
    const struct gate gate = {.show = show,
        .folder = folder,
        .store = store,
        .told = told,
        .user = user};
    struct feed_report report = {
        .told = told, .user = user, .now = show->changed};
    struct err err;

    if (!check_all(&gate, &report, &err))
        feed_report_line(&report, RULE_NOT_CHECKED, 0, "%s", err.text);
    return !report.counts[FEED_REFUSED];
}
