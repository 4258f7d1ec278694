/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/episode_rules.h"

#include <string.h>
#include <strings.h>

#include "feeds/clean_text.h"
#include "feeds/feed_address.h"

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

static void check_title(const struct podcast_show *show,
    const struct podcast_episode *episode, struct feed_report *report)
{
    if (is_blank_text(episode->title)) {
        feed_report_add(
            report, RULE_EPISODE_TITLE_MISSING, "the episode has no title");
        return;
    }
    feed_report_title(report, "title", episode->title);
    if (has_number(episode->title))
        feed_report_add(report, RULE_TITLE_NUMBER,
            "the title is \"%s\", expected one without its number",
            episode->title);
    if (show->title && has_show_name(episode->title, show->title))
        feed_report_add(report, RULE_TITLE_SHOW_NAME,
            "the title is \"%s\", expected one without the show's",
            episode->title);
}

static bool is_hash(const char *guid)
{
    size_t length = strlen(guid);

    return (length == 32 || length == 40 || length == 64) &&
           strspn(guid, DIGITS "abcdefABCDEF") == length;
}

static void check_guid(
    const struct podcast_episode *episode, struct feed_report *report)
{
    const char *guid = episode->guid;

    if (is_blank_text(guid)) {
        feed_report_add(report, RULE_GUID_MISSING, "the episode has no guid");
        return;
    }
    if (strpbrk(guid, " \t\r\n"))
        feed_report_add(report, RULE_GUID_WHITE_SPACE,
            "the guid is \"%s\", expected no white space", guid);
    if (feed_address_is_absolute(guid))
        feed_report_add(report, RULE_GUID_IS_ADDRESS,
            "the guid is \"%s\", expected one that stays when files move",
            guid);
    if (is_hash(guid))
        feed_report_add(report, RULE_GUID_IS_HASH,
            "the guid \"%s\" looks like a file's hash, expected one that "
            "stays when the file changes",
            guid);
}

static void check_date(
    const struct podcast_show *show, size_t at, struct feed_report *report)
{
    int64_t published = show->episodes[at].published;

    if (published <= 0) {
        feed_report_add(report, RULE_DATE_MISSING, "the episode has no date");
        return;
    }
    if (show->changed > 0 && published > show->changed)
        feed_report_add(report, RULE_DATE_FUTURE,
            "the episode is dated later than the feed's last change");
    if (at > 0 && published > show->episodes[at - 1].published)
        feed_report_add(report, RULE_DATE_ORDER,
            "the episode is newer than the one before it");
}

static void check_number(const struct podcast_show *show,
    const struct podcast_episode *episode, struct feed_report *report)
{
    if (episode->episode < 0)
        feed_report_add(report, RULE_NUMBER_INVALID,
            "the episode's number is %d, expected 1 or more", episode->episode);
    if (episode->season < 0)
        feed_report_add(report, RULE_NUMBER_INVALID,
            "the season's number is %d, expected 1 or more", episode->season);
    if (!episode->episode && show->type && !strcmp(show->type, "serial"))
        feed_report_add(report, RULE_NUMBER_MISSING,
            "the episode has no number, which a serial show needs");
}

static void check_link(
    const struct podcast_episode *episode, struct feed_report *report)
{
    if (!episode->link)
        return;
    feed_report_address(report, "link", episode->link);
    if (!feed_address_is_absolute(episode->link))
        feed_report_add(report, RULE_LINK_RELATIVE,
            "the link is \"%s\", expected https://\xE2\x80\xA6", episode->link);
}

void episode_rules_check(
    const struct podcast_show *show, size_t at, struct feed_report *report)
{
    const struct podcast_episode *episode = &show->episodes[at];

    check_title(show, episode, report);
    check_guid(episode, report);
    check_date(show, at, report);
    check_number(show, episode, report);
    check_link(episode, report);
    feed_report_description(report, episode->description);
    if (episode->duration_ms <= 0)
        feed_report_add(
            report, RULE_DURATION_MISSING, "the episode has no duration");
}
