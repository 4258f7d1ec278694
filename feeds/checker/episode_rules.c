/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/episode_rules.h"

#include <string.h>
#include <strings.h>

#include "feeds/clean_text.h"
#include "feeds/feed_address.h"
#include "feeds/reader/date_reader.h"

#define DIGITS "0123456789"

static bool is_letter(char byte)
{
    return ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
           (unsigned char)byte >= 0x80;
}

/* "Episode 12", "Ep. 12", "#12" as words of their own. */
static bool has_number(const char *title)
{
    static const char *const marks[] = {"episode ", "ep. ", "ep ", "#"};

    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        const char *at = strcasestr(title, marks[i]);
        if (at && (at == title || !is_letter(at[-1])) &&
            strspn(at + strlen(marks[i]), DIGITS))
            return true;
    }
    return false;
}

/* "Show: title", "Show - 12", "Show": but "Talk" may well be how an episode
 * of "Talk" begins. */
static bool has_show_name(const char *title, const char *show_title)
{
    size_t length = strlen(show_title);

    if (!length || strncasecmp(title, show_title, length))
        return false;
    title += length;
    title += strspn(title, " ");
    return !*title || strchr(":-|#(" DIGITS, *title) ||
           !strncmp(title, "\xE2\x80\x93", 3) ||
           !strncmp(title, "\xE2\x80\x94", 3);
}

static void check_title(
    const struct feed_node *item, struct feed_report *report)
{
    const struct feed_node *node = feed_child(item, SPACE_RSS, "title");

    if (!node || is_blank_text(node->text)) {
        feed_report_add(report, RULE_EPISODE_TITLE_MISSING, item,
            "the episode has no title");
        return;
    }
    if (has_number(node->text))
        feed_report_add(
            report, RULE_TITLE_NUMBER, node, "the title is \"%s\"", node->text);
    if (has_show_name(node->text, report->show_title))
        feed_report_add(report, RULE_TITLE_SHOW_NAME, node,
            "the title is \"%s\"", node->text);
}

static bool is_hash(const char *guid)
{
    size_t length = strlen(guid);

    return (length == 32 || length == 40 || length == 64) &&
           strspn(guid, DIGITS "abcdefABCDEF") == length;
}

static void check_guid(const struct feed_node *item, struct feed_report *report)
{
    const struct feed_node *node = feed_child(item, SPACE_RSS, "guid");

    if (!node || !*node->text) {
        feed_report_add(
            report, RULE_GUID_MISSING, item, "the episode has no guid");
        return;
    }
    const char *guid = node->text;
    const char *permanent = feed_attribute(node, "isPermaLink");
    if (!node->is_padded && strpbrk(guid, " \t\r\n"))
        feed_report_add(
            report, RULE_GUID_WHITE_SPACE, node, "the guid is \"%s\"", guid);
    if (!feed_address_is_absolute(guid) &&
        (!permanent || strcmp(permanent, "false") != 0))
        feed_report_add(report, RULE_GUID_PERMALINK, node,
            "the guid \"%s\" is no address, and isPermaLink is %s", guid,
            permanent ? permanent : "not stated, which means true");
    if (!strcmp(guid, feed_child_text(item, SPACE_RSS, "link")))
        return;
    const char *file =
        feed_attribute(feed_child(item, SPACE_RSS, "enclosure"), "url");
    if (file && !strcmp(guid, file))
        feed_report_add(report, RULE_GUID_IS_ADDRESS, node,
            "the guid is the address of the file, \"%s\"", guid);
    if (is_hash(guid))
        feed_report_add(report, RULE_GUID_IS_HASH, node,
            "the guid \"%s\" looks like a file's hash", guid);
}

static void check_date(const struct feed_node *item,
    const struct feed_node *previous, struct feed_report *report)
{
    const struct feed_node *node = feed_child(item, SPACE_RSS, "pubDate");
    int64_t published = 0;
    int64_t later = 0;

    if (!node || !*node->text) {
        feed_report_add(
            report, RULE_DATE_MISSING, item, "the episode has no pubDate");
        return;
    }
    const char *fault = date_read_strictly(node->text, &published);
    if (fault) {
        feed_report_add(report, RULE_DATE_INVALID, node,
            "the pubDate is \"%s\": %s", node->text, fault);
        return;
    }
    if (report->now > 0 && published > report->now)
        feed_report_add(report, RULE_DATE_FUTURE, node,
            "the pubDate \"%s\" has not come yet", node->text);
    const char *before = feed_child_text(previous, SPACE_RSS, "pubDate");
    if (*before && !date_read_strictly(before, &later) && published > later)
        feed_report_add(report, RULE_DATE_ORDER, node,
            "the episode is newer than the one before it");
}

/* A whole number from 1 of at most nine digits. */
static bool is_number(const char *text)
{
    size_t length = strlen(text);

    return length > 0 && length < 10 && strspn(text, DIGITS) == length &&
           strspn(text, "0") < length;
}

/* podcast:episode may have a fraction. */
static bool is_decimal(const char *text)
{
    size_t length = strspn(text, DIGITS);

    if (!length)
        return false;
    text += length;
    if (*text == '.')
        text += 1 + strspn(text + 1, DIGITS);
    return !*text;
}

static void check_numbers(
    const struct feed_node *item, struct feed_report *report)
{
    static const char *const names[] = {"episode", "season"};

    for (size_t i = 0; i < 2; i++) {
        const struct feed_node *node = feed_child(item, SPACE_ITUNES, names[i]);
        if (node && !is_number(node->text))
            feed_report_add(report, RULE_NUMBER_INVALID, node,
                "itunes:%s is \"%s\"", names[i], node->text);
        node = feed_child(item, SPACE_PODCAST, names[i]);
        if (node && (i == 0 ? !is_decimal(node->text) : !is_number(node->text)))
            feed_report_add(report, RULE_NUMBER_INVALID, node,
                "podcast:%s is \"%s\"", names[i], node->text);
    }
    const char *kind = feed_child_text(item, SPACE_ITUNES, "episodeType");
    if (!strcmp(report->show_type, "serial") &&
        (!*kind || !strcmp(kind, "full")) &&
        !feed_child(item, SPACE_ITUNES, "episode"))
        feed_report_add(report, RULE_NUMBER_MISSING, item,
            "the episode has no number, which a serial show needs");
}

static void check_duration(
    const struct feed_node *item, struct feed_report *report)
{
    const struct feed_node *node = feed_child(item, SPACE_ITUNES, "duration");
    int64_t ms;
    bool is_plain;

    if (!node || !*node->text)
        feed_report_add(
            report, RULE_DURATION_MISSING, item, "the episode has no duration");
    else if (!duration_read(node->text, &ms, &is_plain) || !is_plain)
        feed_report_add(report, RULE_DURATION_INVALID, node,
            "the duration is \"%s\"", node->text);
}

void episode_rules_check(const struct feed_node *item,
    const struct feed_node *previous, struct feed_report *report)
{
    check_title(item, report);
    check_guid(item, report);
    check_date(item, previous, report);
    check_numbers(item, report);
    check_duration(item, report);
}
