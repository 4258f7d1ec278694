/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/alternate_rules.h"

#include <string.h>

#include "feeds/feed_address.h"
#include "feeds/media_format.h"
#include "feeds/reader/date_reader.h"

#define SOUNDBITE_LEAST_MS 15000
#define SOUNDBITE_MOST_MS 120000

/* Subresource Integrity, section 3.5: an algorithm, "-" and the hash of its
 * size in base64. */
static bool is_integrity(const char *value)
{
    static const struct {
        const char *prefix;
        size_t letters;
        const char *padding;
    } kinds[] = {
        {"sha256-", 43, "="},
        {"sha384-", 64, ""},
        {"sha512-", 86, "=="},
    };
    static const char base64[] = "abcdefghijklmnopqrstuvwxyz"
                                 "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/";

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t length = strlen(kinds[i].prefix);
        if (strncmp(value, kinds[i].prefix, length))
            continue;
        return strspn(value + length, base64) == kinds[i].letters &&
               !strcmp(value + length + kinds[i].letters, kinds[i].padding);
    }
    return false;
}

static void check_source(
    const struct feed_node *node, struct feed_report *report)
{
    const struct feed_node *source = feed_child(node, SPACE_PODCAST, "source");
    const struct feed_node *integrity =
        feed_child(node, SPACE_PODCAST, "integrity");
    const char *kind = feed_attribute(integrity, "type");
    const char *value = feed_attribute(integrity, "value");

    if (!source)
        feed_report_add(report, RULE_ALTERNATE_SOURCE, node,
            "the alternate has no <podcast:source>");
    for (; source; source = feed_next_alike(source)) {
        const char *address = feed_attribute(source, "uri");
        if (!address || !*address)
            feed_report_add(report, RULE_ALTERNATE_SOURCE, source,
                "<podcast:source> has no uri");
    }
    if (kind && !strcmp(kind, "sri") && value && *value && !is_integrity(value))
        feed_report_add(report, RULE_ALTERNATE_INTEGRITY, integrity,
            "the integrity is \"%s\"", value);
}

/* Of the first source, where its name tells. */
static void check_type(
    const struct feed_node *node, const char *type, struct feed_report *report)
{
    const char *address =
        feed_attribute(feed_child(node, SPACE_PODCAST, "source"), "uri");
    char extension[FEED_ADDRESS_EXTENSION_BYTES];

    if (!address)
        return;
    feed_address_extension(address, extension);
    const struct media_format *format = media_format_find(extension);
    if (format && !media_format_has_type(extension, type))
        feed_report_add(report, RULE_ALTERNATE_TYPE, node,
            "the alternate's type is %s, expected %s for .%s", type,
            format->type, extension);
}

static bool is_default(const struct feed_node *node)
{
    const char *value = feed_attribute(node, "default");

    return value && !strcmp(value, "true");
}

static void check_alternate(
    const struct feed_node *node, struct feed_report *report)
{
    const char *type = feed_attribute(node, "type");
    int64_t bytes;

    if (!type || !strchr(type, '/'))
        feed_report_add(report, RULE_ALTERNATE_TYPE, node,
            "the alternate's type is \"%s\"", type ? type : "");
    else
        check_type(node, type, report);
    if (!media_length_read(feed_attribute(node, "length"), &bytes) || !bytes)
        feed_report_add(report, RULE_ALTERNATE_LENGTH, node,
            "the alternate's length is not stated");
    check_source(node, report);
}

static void check_soundbite(const struct feed_node *item,
    const struct feed_node *node, struct feed_report *report)
{
    const char *start = feed_attribute(node, "startTime");
    const char *duration = feed_attribute(node, "duration");
    int64_t start_ms;
    int64_t ms;
    int64_t episode_ms;
    bool is_plain;

    if (!start || !duration || strchr(start, ':') || strchr(duration, ':') ||
        !duration_read(start, &start_ms, &is_plain) ||
        !duration_read(duration, &ms, &is_plain) || ms <= 0) {
        feed_report_add(report, RULE_SOUNDBITE_INVALID, node,
            "the soundbite begins at \"%s\" and lasts \"%s\"",
            start ? start : "", duration ? duration : "");
        return;
    }
    if (duration_read(feed_child_text(item, SPACE_ITUNES, "duration"),
            &episode_ms, &is_plain) &&
        start_ms + ms > episode_ms + 1000)
        feed_report_add(report, RULE_SOUNDBITE_OUTSIDE, node,
            "the soundbite ends after the episode");
    else if (ms < SOUNDBITE_LEAST_MS || ms > SOUNDBITE_MOST_MS)
        feed_report_add(report, RULE_SOUNDBITE_LENGTH, node,
            "the soundbite lasts %s s", duration);
}

void alternate_rules_check(
    const struct feed_node *item, struct feed_report *report)
{
    const struct feed_node *node =
        feed_child(item, SPACE_PODCAST, "alternateEnclosure");
    int defaults = 0;

    for (; node; node = feed_next_alike(node)) {
        check_alternate(node, report);
        if (is_default(node) && ++defaults == 2)
            feed_report_add(report, RULE_ALTERNATE_DEFAULTS, node,
                "there is a second default");
    }
    node = feed_child(item, SPACE_PODCAST, "soundbite");
    for (; node; node = feed_next_alike(node))
        check_soundbite(item, node, report);
}
