/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/enclosure_rules.h"

#include <inttypes.h>
#include <string.h>

#include "feeds/feed_address.h"
#include "feeds/media_format.h"
#include "feeds/reader/date_reader.h"

/* AntennaPod takes anything less for a guess. */
#define LEAST_BYTES 16384

/* Nobody encodes speech with less than 4 kbit/s. */
#define LEAST_BYTES_A_SECOND 500

static void check_type(const struct feed_node *node, const char *address,
    struct feed_report *report)
{
    const char *type = feed_attribute(node, "type");
    char extension[FEED_ADDRESS_EXTENSION_BYTES];

    feed_address_extension(address, extension);
    const struct media_format *format = media_format_find(extension);
    if (!format)
        feed_report_add(
            report, RULE_ENCLOSURE_EXTENSION, node, "the file is %s", address);
    else if (!format->is_apple)
        feed_report_add(
            report, RULE_ENCLOSURE_FORMAT, node, "the file is .%s", extension);
    if (!type || !*type)
        feed_report_add(
            report, RULE_ENCLOSURE_TYPE, node, "the file's type is not stated");
    else if (format && !media_format_has_type(extension, type))
        feed_report_add(report, RULE_ENCLOSURE_TYPE, node,
            "the file's type is %s, expected %s for .%s", type, format->type,
            extension);
    else if (!format && !strchr(type, '/'))
        feed_report_add(report, RULE_ENCLOSURE_TYPE, node,
            "the file's type is \"%s\"", type);
}

static int64_t duration_of(const struct feed_node *item)
{
    int64_t ms = 0;
    bool is_plain;

    duration_read(
        feed_child_text(item, SPACE_ITUNES, "duration"), &ms, &is_plain);
    return ms / 1000;
}

static void check_length(const struct feed_node *item,
    const struct feed_node *node, struct feed_report *report)
{
    const char *text = feed_attribute(node, "length");
    int64_t seconds = duration_of(item);
    int64_t bytes;

    if (!media_length_read(text, &bytes) || bytes == 0)
        feed_report_add(report, RULE_ENCLOSURE_LENGTH, node,
            "the file's length is \"%s\"", text ? text : "");
    else if (seconds > 0 && bytes >= seconds - 1 && bytes <= seconds + 1)
        feed_report_add(report, RULE_ENCLOSURE_LENGTH_SECONDS, node,
            "the file's length is %" PRId64 ", which is its duration in "
            "seconds",
            bytes);
    else if (bytes < LEAST_BYTES &&
             (!seconds || bytes / seconds < LEAST_BYTES_A_SECOND))
        feed_report_add(report, RULE_ENCLOSURE_LENGTH_SMALL, node,
            "the file's length is %" PRId64 " bytes", bytes);
}

void enclosure_rules_check(
    const struct feed_node *item, struct feed_report *report)
{
    const struct feed_node *node = feed_child(item, SPACE_RSS, "enclosure");
    const char *address = feed_attribute(node, "url");

    if (!address || !*address) {
        feed_report_add(report, RULE_ENCLOSURE_MISSING, node ? node : item,
            "the episode has no file");
        return;
    }
    if (feed_next_alike(node))
        feed_report_add(report, RULE_ENCLOSURE_SEVERAL, feed_next_alike(node),
            "the episode has %zu enclosures",
            feed_count_children(item, SPACE_RSS, "enclosure"));
    check_type(node, address, report);
    check_length(item, node, report);
}
