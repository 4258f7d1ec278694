/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/checker/show_rules.h"

#include <string.h>
#include <strings.h>

#include "feeds/apple_categories.h"
#include "feeds/clean_text.h"
#include "feeds/email_address.h"
#include "feeds/feed_address.h"
#include "feeds/language_tag.h"
#include "feeds/reader/date_reader.h"

static void need(const struct feed_node *channel, enum feed_rule rule,
    enum feed_space space, const char *name, struct feed_report *report)
{
    if (is_blank_text(feed_child_text(channel, space, name)))
        feed_report_add(report, rule, channel, "the channel has no <%s%s%s>",
            feed_space_prefix(space), space == SPACE_RSS ? "" : ":", name);
}

static void check_copyright(
    const struct feed_node *channel, struct feed_report *report)
{
    const struct feed_node *node = feed_child(channel, SPACE_RSS, "copyright");

    if (node &&
        (strcasestr(node->text, "copyright") ||
            strstr(node->text, "\xC2\xA9") || strcasestr(node->text, "(c)")))
        feed_report_add(report, RULE_COPYRIGHT_REDUNDANT, node,
            "the copyright is \"%s\"", node->text);
}

static void check_language(
    const struct feed_node *channel, struct feed_report *report)
{
    const struct feed_node *node = feed_child(channel, SPACE_RSS, "language");

    if (node && *node->text && !is_language_tag(node->text))
        feed_report_add(report, RULE_LANGUAGE_UNKNOWN, node,
            "the language is \"%s\"", node->text);
}

/* Apps want the list's own letters. */
static bool is_as_listed(const char *listed, const char *name)
{
    return listed && strcmp(listed, name) == 0;
}

static void check_subcategory(const struct feed_node *node,
    const char *category, struct feed_report *report)
{
    const char *name = feed_attribute(node, "text");

    if (name && !is_as_listed(apple_subcategory(category, name), name))
        feed_report_add(report, RULE_SUBCATEGORY_UNKNOWN, node,
            "\"%s\" is not below \"%s\" on Apple's list", name, category);
}

static void check_category(
    const struct feed_node *channel, struct feed_report *report)
{
    const struct feed_node *node =
        feed_child(channel, SPACE_ITUNES, "category");

    if (!node)
        feed_report_add(report, RULE_CATEGORY_MISSING, channel,
            "the channel has no <itunes:category>");
    for (; node; node = feed_next_alike(node)) {
        const char *name = feed_attribute(node, "text");
        if (!name || !*name) {
            feed_report_add(report, RULE_CATEGORY_MISSING, node,
                "<itunes:category> has no text=\"\xE2\x80\xA6\"");
            continue;
        }
        const char *listed = apple_category(name);
        if (!is_as_listed(listed, name))
            feed_report_add(report, RULE_CATEGORY_UNKNOWN, node,
                "\"%s\" is not on Apple's list%s%s", name,
                listed ? ", which writes " : "", listed ? listed : "");
        const struct feed_node *below =
            feed_child(node, SPACE_ITUNES, "category");
        for (; listed && below; below = feed_next_alike(below))
            check_subcategory(below, listed, report);
    }
}

static void check_extension(
    const struct feed_node *node, struct feed_report *report)
{
    const char *address = feed_attribute(node, "href");
    char extension[FEED_ADDRESS_EXTENSION_BYTES];

    if (!address || !*address)
        return;
    feed_address_extension(address, extension);
    if (strcmp(extension, "jpg") && strcmp(extension, "jpeg") &&
        strcmp(extension, "png"))
        feed_report_add(
            report, RULE_IMAGE_EXTENSION, node, "the art is \"%s\"", address);
}

/* RSS 2.0's own image repeats the channel's title and link. */
static void check_rss_image(
    const struct feed_node *channel, struct feed_report *report)
{
    static const char *const names[] = {"title", "link"};
    const struct feed_node *image = feed_child(channel, SPACE_RSS, "image");

    for (size_t i = 0; image && i < 2; i++) {
        const char *own = feed_child_text(image, SPACE_RSS, names[i]);
        const char *channels = feed_child_text(channel, SPACE_RSS, names[i]);
        if (*channels && strcmp(own, channels) != 0)
            feed_report_add(report, RULE_IMAGE_TITLE, image,
                "the %s of <image> is \"%s\", the channel's is \"%s\"",
                names[i], own, channels);
    }
}

static void check_image(
    const struct feed_node *channel, struct feed_report *report)
{
    const struct feed_node *node = feed_child(channel, SPACE_ITUNES, "image");
    const char *address = feed_attribute(node, "href");

    check_rss_image(channel, report);
    if (!address || !*address)
        feed_report_add(report, RULE_IMAGE_MISSING, node ? node : channel,
            "the channel has no <itunes:image href=\"\xE2\x80\xA6\">");
    else
        check_extension(node, report);
    const struct feed_node *item = feed_child(channel, SPACE_RSS, "item");
    for (; item; item = feed_next_alike(item)) {
        node = feed_child(item, SPACE_ITUNES, "image");
        if (node)
            check_extension(node, report);
    }
}

static bool has_rel(const struct feed_node *link, const char *wanted)
{
    const char *rel = feed_attribute(link, "rel");

    return rel && !strcmp(rel, wanted);
}

static void check_links(
    const struct feed_node *channel, struct feed_report *report)
{
    const struct feed_node *link = feed_child(channel, SPACE_ATOM, "link");
    const struct feed_node *self = NULL;
    const struct feed_node *hub = NULL;

    for (; link; link = feed_next_alike(link)) {
        if (self && has_rel(link, "self"))
            feed_report_add(report, RULE_FEED_URL_REPEATED, link,
                "there is a second self link");
        if (!self && has_rel(link, "self"))
            self = link;
        if (has_rel(link, "hub"))
            hub = link;
    }
    const char *address = feed_attribute(self, "href");
    if (hub && !self)
        feed_report_add(report, RULE_HUB_WITHOUT_SELF, hub,
            "there is a hub, but no self link");
    else if (!address || !*address)
        feed_report_add(report, RULE_FEED_URL_MISSING, self ? self : channel,
            "the feed does not say its own address");
    else if (report->public_url && feed_address_is_absolute(address) &&
             strcmp(address, report->public_url) != 0)
        feed_report_add(report, RULE_FEED_URL_DIFFERS, self,
            "the self link is \"%s\", the feed is served at \"%s\"", address,
            report->public_url);
}

static void check_moved(
    const struct feed_node *channel, struct feed_report *report)
{
    const struct feed_node *node =
        feed_child(channel, SPACE_ITUNES, "new-feed-url");
    const struct feed_node *link = feed_child(channel, SPACE_ATOM, "link");

    if (!node || !*node->text)
        return;
    for (; link; link = feed_next_alike(link)) {
        const char *address = feed_attribute(link, "href");
        if (has_rel(link, "self") && address && !strcmp(address, node->text))
            return;
    }
    feed_report_add(report, RULE_FEED_MOVED, node,
        "itunes:new-feed-url sends everybody to \"%s\"", node->text);
}

static void check_owner(
    const struct feed_node *channel, struct feed_report *report)
{
    const struct feed_node *owner = feed_child(channel, SPACE_ITUNES, "owner");
    const struct feed_node *email = feed_child(owner, SPACE_ITUNES, "email");
    const struct feed_node *locked =
        feed_child(channel, SPACE_PODCAST, "locked");
    const char *other = feed_attribute(locked, "owner");

    if (!email || !*email->text)
        feed_report_add(report, RULE_EMAIL_MISSING, owner ? owner : channel,
            "the show has no email, by which directories prove who owns it");
    else if (!is_email_address(email->text))
        feed_report_add(report, RULE_EMAIL_INVALID, email,
            "the email is \"%s\"", email->text);
    if (other && !is_email_address(other))
        feed_report_add(report, RULE_EMAIL_INVALID, locked,
            "the owner of podcast:locked is \"%s\"", other);
    if (locked && !*locked->text)
        feed_report_add(
            report, RULE_LOCKED_INVALID, locked, "podcast:locked is empty");
}

static void check_date(const struct feed_node *channel, const char *name,
    struct feed_report *report)
{
    const struct feed_node *node = feed_child(channel, SPACE_RSS, name);
    int64_t when = 0;

    if (!node)
        return;
    const char *fault = date_read_strictly(node->text, &when);
    if (fault)
        feed_report_add(report, RULE_CHANNEL_DATE_INVALID, node,
            "<%s> is \"%s\": %s", name, node->text, fault);
    else if (report->now > 0 && when > report->now)
        feed_report_add(report, RULE_CHANNEL_DATE_FUTURE, node,
            "<%s> is \"%s\", which has not come yet", name, node->text);
}

static void check_trailers(
    const struct feed_node *channel, struct feed_report *report)
{
    const struct feed_node *node =
        feed_child(channel, SPACE_PODCAST, "trailer");
    int64_t when;

    for (; node; node = feed_next_alike(node)) {
        const char *date = feed_attribute(node, "pubdate");
        const char *fault = date ? date_read_strictly(date, &when) : NULL;
        if (fault)
            feed_report_add(report, RULE_TRAILER_INVALID, node,
                "the trailer's pubdate is \"%s\": %s", date, fault);
    }
}

void show_rules_check(
    const struct feed_node *channel, struct feed_report *report)
{
    need(channel, RULE_TITLE_MISSING, SPACE_RSS, "title", report);
    need(channel, RULE_LINK_MISSING, SPACE_RSS, "link", report);
    need(channel, RULE_DESCRIPTION_MISSING, SPACE_RSS, "description", report);
    need(channel, RULE_LANGUAGE_MISSING, SPACE_RSS, "language", report);
    need(channel, RULE_AUTHOR_MISSING, SPACE_ITUNES, "author", report);
    need(channel, RULE_GENERATOR_MISSING, SPACE_RSS, "generator", report);
    if (!feed_child(channel, SPACE_ITUNES, "explicit"))
        feed_report_add(report, RULE_EXPLICIT_MISSING, channel,
            "the channel has no <itunes:explicit>");
    check_copyright(channel, report);
    check_language(channel, report);
    check_category(channel, report);
    check_image(channel, report);
    check_links(channel, report);
    check_moved(channel, report);
    check_owner(channel, report);
    check_date(channel, "pubDate", report);
    check_date(channel, "lastBuildDate", report);
    check_trailers(channel, report);
}
