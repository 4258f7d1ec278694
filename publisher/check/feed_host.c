/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/check/feed_host.h"

#include <inttypes.h>
#include <string.h>
#include <strings.h>

#include "feeds/checker/feed_report.h"
#include "feeds/feed_address.h"
#include "feeds/media_format.h"

/* Enough to see whether a range is answered. */
#define RANGE "0-99"
#define RANGE_BYTES 100

static bool ask(struct http_client *client,
    const struct http_question *question, struct http_reply *reply, int line,
    struct feed_report *report)
{
    struct err err;

    if (http_client_ask(client, question, reply, &err))
        return true;
    feed_report_line(report, RULE_HOST_UNREACHABLE, line, "%s", err.text);
    return false;
}

/* --- the feed ---------------------------------------------------------- */

static void check_gzip(
    struct http_client *client, const char *address, struct feed_report *report)
{
    const struct http_question question = {
        .address = address, .wants_gzip = true, .most = FEED_MOST_BYTES};
    own_value(http_reply) reply = {0};

    if (ask(client, &question, &reply, 0, report) &&
        strcasecmp(text_string(&reply.encoding), "gzip") != 0)
        feed_report_line(report, RULE_HOST_GZIP, 0,
            "%s comes without gzip, though it was asked for", address);
}

static void check_not_modified(struct http_client *client, const char *address,
    const struct http_reply *first, struct feed_report *report)
{
    const struct http_question question = {.address = address,
        .etag = first->etag.length ? text_string(&first->etag) : NULL,
        .since = first->modified.length ? text_string(&first->modified) : NULL,
        .most = FEED_MOST_BYTES};
    own_value(http_reply) reply = {0};

    if (!question.etag && !question.since) {
        feed_report_line(report, RULE_HOST_VALIDATOR, 0,
            "%s comes without ETag and Last-Modified", address);
        return;
    }
    if (ask(client, &question, &reply, 0, report) && reply.status != 304)
        feed_report_line(report, RULE_HOST_NOT_MODIFIED, 0,
            "%s: asked with its own ETag the answer is %d, not 304", address,
            reply.status);
}

static void check_stable(struct http_client *client, const char *address,
    const struct http_reply *first, struct feed_report *report)
{
    const struct http_question question = {
        .address = address, .most = FEED_MOST_BYTES};
    own_value(http_reply) reply = {0};

    if (ask(client, &question, &reply, 0, report) &&
        !text_equals(&reply.body, &first->body))
        feed_report_line(report, RULE_HOST_UNSTABLE, 0,
            "%s: two answers in a row are not the same", address);
}

static void check_head(
    struct http_client *client, const char *address, struct feed_report *report)
{
    const struct http_question question = {.address = address, .is_head = true};
    own_value(http_reply) reply = {0};

    if (ask(client, &question, &reply, 0, report) && reply.status != 200)
        feed_report_line(report, RULE_HOST_HEAD, 0,
            "%s: HEAD is answered by %d", address, reply.status);
}

static bool is_feed_type(const char *type)
{
    return strcasestr(type, "xml") || strcasestr(type, "rss");
}

void feed_host_check(struct http_client *client, const char *address,
    const struct http_reply *first, struct feed_report *report)
{
    feed_report_turn_to_channel(report);
    if (!is_feed_type(text_string(&first->type)))
        feed_report_line(report, RULE_HOST_TYPE, 0,
            "%s comes as \"%s\", expected application/rss+xml", address,
            text_string(&first->type));
    check_head(client, address, report);
    check_stable(client, address, first, report);
    check_not_modified(client, address, first, report);
    check_gzip(client, address, report);
}

/* --- its files --------------------------------------------------------- */

struct file {
    const char *address;
    const struct feed_node *node;
    const char *length; /* as the feed states it; NULL: nowhere */
    bool is_media;
};

static bool has_right_type(const struct file *file, const char *type)
{
    char extension[FEED_ADDRESS_EXTENSION_BYTES];

    feed_address_extension(file->address, extension);
    if (!file->is_media)
        return !strncasecmp(type, "image/", 6);
    return !media_format_find(extension) ||
           media_format_has_type(extension, type) ||
           !strcasecmp(type, "audio/mp4");
}

static void judge_head(const struct file *file, const struct http_reply *reply,
    struct feed_report *report)
{
    int64_t stated;

    if (reply->status != 200) {
        feed_report_add(report, RULE_HOST_HEAD, file->node,
            "%s: HEAD is answered by %d", file->address, reply->status);
        return;
    }
    if (reply->redirects > 0 && file->is_media)
        feed_report_add(report, RULE_HOST_REDIRECT, file->node,
            "%s: %d redirects lead to it", file->address, reply->redirects);
    if (!has_right_type(file, text_string(&reply->type)))
        feed_report_add(report, RULE_HOST_TYPE, file->node,
            "%s comes as \"%s\"", file->address, text_string(&reply->type));
    if (media_length_read(file->length, &stated) && reply->length >= 0 &&
        stated != reply->length)
        feed_report_add(report, RULE_HOST_LENGTH, file->node,
            "%s has %" PRId64 " bytes, the feed says %" PRId64, file->address,
            reply->length, stated);
}

static void check_range(struct http_client *client, const struct file *file,
    struct feed_report *report)
{
    const struct http_question question = {
        .address = file->address, .range = RANGE, .most = RANGE_BYTES};
    own_value(http_reply) reply = {0};

    if (!ask(client, &question, &reply, file->node->line, report))
        return;
    if (reply.status != 206)
        feed_report_add(report, RULE_HOST_RANGE, file->node,
            "%s: a range is answered by %d, not 206", file->address,
            reply.status);
}

static void check_file(struct http_client *client, const struct file *file,
    struct feed_report *report)
{
    const struct http_question question = {
        .address = file->address, .is_head = true};
    own_value(http_reply) reply = {0};

    if (!file->address || !feed_address_is_absolute(file->address) ||
        !ask(client, &question, &reply, file->node->line, report))
        return;
    judge_head(file, &reply, report);
    check_range(client, file, report);
}

static void check_image(struct http_client *client,
    const struct feed_node *parent, struct feed_report *report)
{
    const struct feed_node *node = feed_child(parent, SPACE_ITUNES, "image");
    const struct file file = {
        .address = feed_attribute(node, "href"), .node = node};

    check_file(client, &file, report);
}

void feed_host_check_files(struct http_client *client,
    const struct feed_tree *tree, size_t most, struct feed_report *report)
{
    const struct feed_node *channel =
        feed_child(tree->root, SPACE_RSS, "channel");
    const struct feed_node *item = feed_child(channel, SPACE_RSS, "item");

    feed_report_turn_to_channel(report);
    check_image(client, channel, report);
    for (size_t at = 0; item && at < most; at++) {
        const struct feed_node *node = feed_child(item, SPACE_RSS, "enclosure");
        const struct file file = {.address = feed_attribute(node, "url"),
            .node = node,
            .length = feed_attribute(node, "length"),
            .is_media = true};
        feed_report_turn_to(report, item, at);
        check_file(client, &file, report);
        check_image(client, item, report);
        item = feed_next_alike(item);
    }
    feed_report_turn_to_channel(report);
}
