/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/show_rules.h"

#include <string.h>
#include <strings.h>

#include "feeds/apple_categories.h"
#include "feeds/clean_text.h"
#include "feeds/feed_address.h"
#include "feeds/language_tag.h"
#include "feeds/podcast_guid.h"

/* Where the version stands in a UUID (RFC 4122, section 4.1.3). */
#define UUID_VERSION_AT 14

/* Listings of apps stopped at 300, and feeds of thousands time out. */
#define MANY_EPISODES 2000

static void check_texts(
    const struct podcast_show *show, struct feed_report *report)
{
    if (is_blank_text(show->title))
        feed_report_add(report, RULE_TITLE_MISSING, "the show has no title");
    if (is_blank_text(show->description))
        feed_report_add(
            report, RULE_DESCRIPTION_MISSING, "the show has no description");
    if (is_blank_text(show->author))
        feed_report_add(report, RULE_AUTHOR_MISSING, "the show has no author");
    feed_report_title(report, "title", show->title);
    feed_report_line(report, "author", show->author);
    feed_report_line(report, "copyright", show->copyright);
    feed_report_description(report, show->description);
    if (show->copyright && (strcasestr(show->copyright, "copyright") ||
                               strstr(show->copyright, "\xC2\xA9") ||
                               strcasestr(show->copyright, "(c)")))
        feed_report_add(report, RULE_COPYRIGHT_REDUNDANT,
            "the copyright is \"%s\", expected only the holder",
            show->copyright);
}

static void check_language(
    const struct podcast_show *show, struct feed_report *report)
{
    if (is_blank_text(show->language))
        feed_report_add(
            report, RULE_LANGUAGE_MISSING, "the show has no language");
    else if (!is_language_tag(show->language))
        feed_report_add(report, RULE_LANGUAGE_UNKNOWN,
            "the language is \"%s\", expected a code such as en or en-GB",
            show->language);
}

/* Apps want the list's own letters. */
static bool is_as_listed(const char *listed, const char *name)
{
    return listed && strcmp(listed, name) == 0;
}

static void check_category(
    const struct podcast_show *show, struct feed_report *report)
{
    if (is_blank_text(show->category))
        feed_report_add(
            report, RULE_CATEGORY_MISSING, "the show has no category");
    else if (!is_as_listed(apple_category(show->category), show->category))
        feed_report_add(report, RULE_CATEGORY_UNKNOWN,
            "the category \"%s\" is not on Apple's list (letters of either "
            "case count)",
            show->category);
    else if (show->subcategory &&
             !is_as_listed(apple_subcategory(show->category, show->subcategory),
                 show->subcategory))
        feed_report_add(report, RULE_SUBCATEGORY_UNKNOWN,
            "the subcategory \"%s\" is not below \"%s\" on Apple's list",
            show->subcategory, show->category);
}

static void check_link(
    const struct podcast_show *show, struct feed_report *report)
{
    if (is_blank_text(show->link)) {
        feed_report_add(report, RULE_LINK_MISSING, "the show has no link");
        return;
    }
    feed_report_address(report, "link", show->link);
    if (!feed_address_is_absolute(show->link))
        feed_report_add(report, RULE_LINK_RELATIVE,
            "the link is \"%s\", expected https://\xE2\x80\xA6", show->link);
}

static void check_feed_url(
    const struct podcast_show *show, struct feed_report *report)
{
    if (is_blank_text(show->feed_url)) {
        feed_report_add(report, RULE_FEED_URL_MISSING,
            "the feed does not say its own address");
        return;
    }
    feed_report_address(report, "feed's address", show->feed_url);
    if (!feed_address_is_absolute(show->feed_url))
        feed_report_add(report, RULE_FEED_URL_RELATIVE,
            "the feed's address is \"%s\", expected https://\xE2\x80\xA6",
            show->feed_url);
}

static void check_image(
    const struct podcast_show *show, struct feed_report *report)
{
    char extension[FEED_ADDRESS_EXTENSION_BYTES];

    if (is_blank_text(show->image_url)) {
        feed_report_add(report, RULE_IMAGE_MISSING,
            "the show has no cover, expected a square JPEG or PNG of 1400 "
            "to 3000 pixels");
        return;
    }
    feed_report_address(report, "cover", show->image_url);
    if (!feed_address_is_absolute(show->image_url))
        feed_report_add(report, RULE_IMAGE_RELATIVE,
            "the cover is \"%s\", expected https://\xE2\x80\xA6",
            show->image_url);
    feed_address_extension(show->image_url, extension);
    if (strcmp(extension, "jpg") && strcmp(extension, "jpeg") &&
        strcmp(extension, "png"))
        feed_report_add(report, RULE_IMAGE_EXTENSION,
            "the cover is \"%s\", expected a name that ends in .jpg or .png",
            show->image_url);
}

/* Known publishers hash the address with its scheme, or only take away the
 * "https:" before the slashes. */
static bool is_guid_with_scheme(const char *guid, const char *feed_url)
{
    static const char space[] = "ead4c236-bf58-58c6-a2c6-a6b28d128cb6";
    char wrong[IDENTIFIER_BYTES];
    const char *slashes = strstr(feed_url, "//");

    if (!identifier_from_name(space, feed_url, wrong) || !slashes)
        return false;
    if (!strcasecmp(guid, wrong))
        return true;
    return identifier_from_name(space, slashes, wrong) &&
           !strcasecmp(guid, wrong);
}

static void check_guid(
    const struct podcast_show *show, struct feed_report *report)
{
    if (is_blank_text(show->guid))
        feed_report_add(
            report, RULE_PODCAST_GUID_MISSING, "the show has no podcast:guid");
    else if (!is_identifier(show->guid))
        feed_report_add(report, RULE_PODCAST_GUID_INVALID,
            "the podcast:guid is \"%s\", expected a UUID", show->guid);
    else if (show->guid[UUID_VERSION_AT] != '5')
        feed_report_add(report, RULE_PODCAST_GUID_VERSION,
            "the podcast:guid is a UUID of version %c, expected 5",
            show->guid[UUID_VERSION_AT]);
    else if (show->feed_url && is_guid_with_scheme(show->guid, show->feed_url))
        feed_report_add(report, RULE_PODCAST_GUID_WITH_SCHEME,
            "the podcast:guid was made from the feed's address with its "
            "scheme or slashes, expected without");
}

/* No more than whether a letter could arrive: one @ between two parts. */
static void check_email(
    const struct podcast_show *show, struct feed_report *report)
{
    if (is_blank_text(show->email)) {
        feed_report_add(report, RULE_EMAIL_MISSING,
            "the show has no email, by which directories prove who owns it");
        return;
    }
    const char *at = strchr(show->email, '@');
    if (!at || at == show->email || !at[1] || strchr(at + 1, '@') ||
        !strchr(at, '.') || strpbrk(show->email, " \t\r\n<>,;"))
        feed_report_add(report, RULE_EMAIL_INVALID,
            "the email is \"%s\", expected NAME@HOST", show->email);
}

static void check_type(
    const struct podcast_show *show, struct feed_report *report)
{
    if (show->type && strcmp(show->type, "episodic") &&
        strcmp(show->type, "serial"))
        feed_report_add(report, RULE_TYPE_UNKNOWN,
            "the type is \"%s\", expected episodic or serial", show->type);
}

void show_rules_check(
    const struct podcast_show *show, struct feed_report *report)
{
    check_texts(show, report);
    check_language(show, report);
    check_category(show, report);
    check_link(show, report);
    check_feed_url(show, report);
    check_image(show, report);
    check_guid(show, report);
    check_email(show, report);
    check_type(show, report);
    if (show->changed <= 0)
        feed_report_add(report, RULE_CHANGED_MISSING,
            "the show does not say when it changed");
    if (!show->episode_count)
        feed_report_add(
            report, RULE_EPISODES_MISSING, "the show has no episode");
    if (show->episode_count > MANY_EPISODES)
        feed_report_add(report, RULE_EPISODES_MANY,
            "the feed has %zu episodes, expected at most %d",
            show->episode_count, MANY_EPISODES);
}
