/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/feed_rules.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "feeds/clean_text.h"
#include "feeds/feed_address.h"

#define MOST_CHARACTERS 255
#define MOST_DESCRIPTION_BYTES 4000

#define W FEED_WARNING
#define R FEED_REFUSED

static const struct {
    const char *name;
    enum feed_severity severity;
    const char *source;
} rules[RULE_COUNT] = {
    [RULE_ADDRESS_HTTP] = {"address-http", W, "Podcast namespace, Apple 823"},
    [RULE_ADDRESS_INVALID] = {"address-invalid", R, "RFC 3986, Apple 823"},
    [RULE_ALTERNATE_INTEGRITY] = {"alternate-integrity", R,
        "Podcast namespace, integrity"},
    [RULE_ALTERNATE_LENGTH] = {"alternate-length", W,
        "Podcast namespace, alternateEnclosure"},
    [RULE_ALTERNATE_SOURCE] = {"alternate-source", R,
        "Podcast namespace, alternateEnclosure"},
    [RULE_ALTERNATE_TITLE] = {"alternate-title", W,
        "Podcast namespace, alternateEnclosure"},
    [RULE_ALTERNATE_TYPE] = {"alternate-type", R,
        "Podcast namespace, alternateEnclosure"},
    [RULE_AUTHOR_MISSING] = {"author-missing", R, "Spotify show metadata"},
    [RULE_CATEGORY_MISSING] = {"category-missing", R, "Apple 823, PSP-1"},
    [RULE_CATEGORY_UNKNOWN] = {"category-unknown", R, "Apple 1691"},
    [RULE_CHANGED_MISSING] = {"changed-missing", W, "RSS 2.0"},
    [RULE_COPYRIGHT_REDUNDANT] = {"copyright-redundant", W, "PSP-1"},
    [RULE_DATE_FUTURE] = {"date-future", W, "AntennaPod DateUtils"},
    [RULE_DATE_MISSING] = {"date-missing", R, "Spotify show metadata"},
    [RULE_DATE_ORDER] = {"date-order", W, "audiobookshelf#3442"},
    [RULE_DATE_REPEATED] = {"date-repeated", W, "audiobookshelf#3442"},
    [RULE_DESCRIPTION_MARKUP] = {"description-markup", W, "Apple guide"},
    [RULE_DESCRIPTION_MISSING] = {"description-missing", R,
        "RSS 2.0, Apple 823"},
    [RULE_DESCRIPTION_TOO_LONG] = {"description-too-long", W,
        "Apple 823, PSP-1"},
    [RULE_DURATION_MISSING] = {"duration-missing", W, "Apple 823, PSP-1"},
    [RULE_EMAIL_INVALID] = {"email-invalid", W, "W3C feed validator"},
    [RULE_EMAIL_MISSING] = {"email-missing", W, "W3C feed validator"},
    [RULE_ENCLOSURE_EXTENSION] = {"enclosure-extension", R, "Apple 823"},
    [RULE_ENCLOSURE_FORMAT] = {"enclosure-format", R, "Apple 823, PSP-1"},
    [RULE_ENCLOSURE_LENGTH] = {"enclosure-length", R, "RSS 2.0, Spotify 5.17"},
    [RULE_ENCLOSURE_LENGTH_SECONDS] = {"enclosure-length-seconds", R,
        "RSS 2.0, AzuraCast#8594"},
    [RULE_ENCLOSURE_LENGTH_SMALL] = {"enclosure-length-small", W,
        "AntennaPod Rss20"},
    [RULE_ENCLOSURE_MISSING] = {"enclosure-missing", R,
        "Apple 823, Podcast Index"},
    [RULE_ENCLOSURE_RELATIVE] = {"enclosure-relative", R, "Apple 823"},
    [RULE_ENCLOSURE_REPEATED] = {"enclosure-repeated", R, "Apple 823"},
    [RULE_ENCLOSURE_TYPE] = {"enclosure-type", R, "RSS 2.0, Apple guide"},
    [RULE_EPISODE_TITLE_MISSING] = {"episode-title-missing", R,
        "Apple 823, AntennaPod"},
    [RULE_EPISODES_MANY] = {"episodes-many", W, "Apple guide"},
    [RULE_EPISODES_MISSING] = {"episodes-missing", R, "Spotify show metadata"},
    [RULE_FEED_URL_MISSING] = {"feed-url-missing", R, "PSP-1"},
    [RULE_FEED_URL_RELATIVE] = {"feed-url-relative", R, "W3C feed validator"},
    [RULE_GUID_IS_ADDRESS] = {"guid-is-address", W, "audiobookshelf#3757"},
    [RULE_GUID_IS_HASH] = {"guid-is-hash", W, "Dropcaster"},
    [RULE_GUID_MISSING] = {"guid-missing", R, "Apple 823, PSP-1"},
    [RULE_GUID_REPEATED] = {"guid-repeated", R, "Spotify show metadata"},
    [RULE_GUID_WHITE_SPACE] = {"guid-white-space", R, "AntennaPod Rss20"},
    [RULE_IMAGE_EXTENSION] = {"image-extension", W, "Apple 896"},
    [RULE_IMAGE_MISSING] = {"image-missing", R, "Apple 823, PSP-1"},
    [RULE_IMAGE_RELATIVE] = {"image-relative", R, "Apple 823"},
    [RULE_LANGUAGE_MISSING] = {"language-missing", R, "Apple 823, PSP-1"},
    [RULE_LANGUAGE_UNKNOWN] = {"language-unknown", R, "Apple 823"},
    [RULE_LINK_MISSING] = {"link-missing", R, "RSS 2.0, PSP-1"},
    [RULE_LINK_RELATIVE] = {"link-relative", R, "RSS 2.0"},
    [RULE_NOT_CHECKED] = {"not-checked", R, "roomcast"},
    [RULE_NUMBER_INVALID] = {"number-invalid", R, "Apple guide"},
    [RULE_NUMBER_MISSING] = {"number-missing", R, "Apple guide"},
    [RULE_NUMBER_REPEATED] = {"number-repeated", W, "Apple guide"},
    [RULE_PODCAST_GUID_INVALID] = {"podcast-guid-invalid", R,
        "Podcast namespace, guid"},
    [RULE_PODCAST_GUID_MISSING] = {"podcast-guid-missing", W, "PSP-1"},
    [RULE_PODCAST_GUID_VERSION] = {"podcast-guid-version", W,
        "Podcast namespace, guid"},
    [RULE_PODCAST_GUID_WITH_SCHEME] = {"podcast-guid-with-scheme", R,
        "Podcast namespace, guid"},
    [RULE_SUBCATEGORY_UNKNOWN] = {"subcategory-unknown", R, "Apple 1691"},
    [RULE_TEXT_NOT_CLEAN] = {"text-not-clean", W, "XML 1.0, section 2.2"},
    [RULE_TEXT_TOO_LONG] = {"text-too-long", W, "Apple guide, PSP-1"},
    [RULE_TITLE_MARKUP] = {"title-markup", W, "RSS Advisory Board"},
    [RULE_TITLE_MISSING] = {"title-missing", R, "RSS 2.0, Apple 823"},
    [RULE_TITLE_NUMBER] = {"title-number", W, "Apple guide, PSP-1"},
    [RULE_TITLE_SHOW_NAME] = {"title-show-name", W, "Apple guide"},
    [RULE_TYPE_UNKNOWN] = {"type-unknown", R, "Apple guide"},
};

void feed_report_turn_to(
    struct feed_report *report, const struct podcast_show *show, size_t at)
{
    const struct podcast_episode *episode = &show->episodes[at];

    snprintf(
        report->place, sizeof report->place, "episode at place %zu", at + 1);
    report->where = report->place;
    if (!is_blank_text(episode->title))
        report->where = episode->title;
    if (!is_blank_text(episode->slug))
        report->where = episode->slug;
    if (!is_blank_text(episode->guid))
        report->where = episode->guid;
}

void feed_report_add(
    struct feed_report *report, enum feed_rule rule, const char *format, ...)
{
    char message[512];
    va_list list;

    va_start(list, format);
    vsnprintf(message, sizeof message, format, list);
    va_end(list);
    if (rules[rule].severity == FEED_REFUSED)
        report->is_refused = true;
    if (report->told)
        report->told(report->user,
            &(struct feed_finding){.severity = rules[rule].severity,
                .rule = rules[rule].name,
                .where = report->where,
                .message = message,
                .source = rules[rule].source});
}

static size_t count_characters(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

static void report_unclean(
    struct feed_report *report, const char *what, const char *text)
{
    if (!is_clean_text(text))
        feed_report_add(report, RULE_TEXT_NOT_CLEAN,
            "the %s holds control characters or broken UTF-8, which are "
            "taken out",
            what);
}

void feed_report_line(
    struct feed_report *report, const char *what, const char *line)
{
    if (!line)
        return;
    report_unclean(report, what, line);
    size_t count = count_characters(line);
    if (count > MOST_CHARACTERS)
        feed_report_add(report, RULE_TEXT_TOO_LONG,
            "the %s has %zu characters, expected at most %d", what, count,
            MOST_CHARACTERS);
}

/* "<b>", "</b>", "&amp;", "&#38;": what was meant for a browser. */
static bool has_markup(const char *text)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    for (const char *at = text; *at; at++) {
        const char *name = at + 1;
        if (*at == '<' && (name += *name == '/', *name) &&
            strchr(letters, *name) && strchr(name, '>'))
            return true;
        if (*at == '&' && *name == '#')
            return true;
        size_t length = strspn(name, letters);
        if (*at == '&' && length > 1 && name[length] == ';')
            return true;
    }
    return false;
}

void feed_report_title(
    struct feed_report *report, const char *what, const char *title)
{
    if (!title)
        return;
    feed_report_line(report, what, title);
    if (has_markup(title))
        feed_report_add(report, RULE_TITLE_MARKUP,
            "the %s holds markup, which is shown as it is typed", what);
}

void feed_report_description(
    struct feed_report *report, const char *description)
{
    if (!description)
        return;
    report_unclean(report, "description", description);
    if (has_markup(description))
        feed_report_add(report, RULE_DESCRIPTION_MARKUP,
            "the description holds markup, which is shown as it is typed");
    if (strlen(description) > MOST_DESCRIPTION_BYTES)
        feed_report_add(report, RULE_DESCRIPTION_TOO_LONG,
            "the description has %zu bytes, expected at most %d",
            strlen(description), MOST_DESCRIPTION_BYTES);
}

void feed_report_address(
    struct feed_report *report, const char *what, const char *address)
{
    if (!strncasecmp(address, "http://", 7))
        feed_report_add(report, RULE_ADDRESS_HTTP,
            "the %s is %s, expected https", what, address);
    if (!feed_address_is_encoded(address))
        feed_report_add(report, RULE_ADDRESS_INVALID,
            "the %s is \"%s\", expected plain letters and %%XX for all "
            "others",
            what, address);
}
