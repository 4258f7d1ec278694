/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules of the feed checker, each with its name, severity and source,
 * and the report that findings go into.
 */
#ifndef ROOMCAST_FEEDS_FEED_RULES_H
#define ROOMCAST_FEEDS_FEED_RULES_H

#include "feeds/feed_checker.h"

enum feed_rule {
    RULE_ADDRESS_HTTP,
    RULE_ADDRESS_INVALID,
    RULE_ALTERNATE_INTEGRITY,
    RULE_ALTERNATE_LENGTH,
    RULE_ALTERNATE_SOURCE,
    RULE_ALTERNATE_TITLE,
    RULE_ALTERNATE_TYPE,
    RULE_AUTHOR_MISSING,
    RULE_CATEGORY_MISSING,
    RULE_CATEGORY_UNKNOWN,
    RULE_CHANGED_MISSING,
    RULE_COPYRIGHT_REDUNDANT,
    RULE_DATE_FUTURE,
    RULE_DATE_MISSING,
    RULE_DATE_ORDER,
    RULE_DATE_REPEATED,
    RULE_DESCRIPTION_MARKUP,
    RULE_DESCRIPTION_MISSING,
    RULE_DESCRIPTION_TOO_LONG,
    RULE_DURATION_MISSING,
    RULE_EMAIL_INVALID,
    RULE_EMAIL_MISSING,
    RULE_ENCLOSURE_EXTENSION,
    RULE_ENCLOSURE_FORMAT,
    RULE_ENCLOSURE_LENGTH,
    RULE_ENCLOSURE_LENGTH_SECONDS,
    RULE_ENCLOSURE_LENGTH_SMALL,
    RULE_ENCLOSURE_MISSING,
    RULE_ENCLOSURE_RELATIVE,
    RULE_ENCLOSURE_REPEATED,
    RULE_ENCLOSURE_TYPE,
    RULE_EPISODE_TITLE_MISSING,
    RULE_EPISODES_MANY,
    RULE_EPISODES_MISSING,
    RULE_FEED_URL_MISSING,
    RULE_FEED_URL_RELATIVE,
    RULE_GUID_IS_ADDRESS,
    RULE_GUID_IS_HASH,
    RULE_GUID_MISSING,
    RULE_GUID_REPEATED,
    RULE_GUID_WHITE_SPACE,
    RULE_IMAGE_EXTENSION,
    RULE_IMAGE_MISSING,
    RULE_IMAGE_RELATIVE,
    RULE_LANGUAGE_MISSING,
    RULE_LANGUAGE_UNKNOWN,
    RULE_LINK_MISSING,
    RULE_LINK_RELATIVE,
    RULE_NOT_CHECKED,
    RULE_NUMBER_INVALID,
    RULE_NUMBER_MISSING,
    RULE_NUMBER_REPEATED,
    RULE_PODCAST_GUID_INVALID,
    RULE_PODCAST_GUID_MISSING,
    RULE_PODCAST_GUID_VERSION,
    RULE_PODCAST_GUID_WITH_SCHEME,
    RULE_SUBCATEGORY_UNKNOWN,
    RULE_TEXT_NOT_CLEAN,
    RULE_TEXT_TOO_LONG,
    RULE_TITLE_MARKUP,
    RULE_TITLE_MISSING,
    RULE_TITLE_NUMBER,
    RULE_TITLE_SHOW_NAME,
    RULE_TYPE_UNKNOWN,
    RULE_COUNT
};

/* Where findings go. `where` is what is being looked at just now. */
struct feed_report {
    feed_listener *told;
    void *user;
    const char *where;
    char place[32]; /* for an episode without any name */
    bool is_refused;
};

/* What follows is about that episode: its guid is named, else its slug, its
 * title or its place. */
void feed_report_turn_to(
    struct feed_report *report, const struct podcast_show *show, size_t at);

/* Tells the listener, with a message of one line. */
void feed_report_add(struct feed_report *report, enum feed_rule rule,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A text that is one line and has a limit of 255 characters: reports what is
 * wrong with it. `what` names it. Missing texts are no matter here. */
void feed_report_line(
    struct feed_report *report, const char *what, const char *line);

/* The same for a title, which should hold no markup either. */
void feed_report_title(
    struct feed_report *report, const char *what, const char *title);

/* The same for a description. */
void feed_report_description(
    struct feed_report *report, const char *description);

/* A web address that is there: reports http and letters that do not belong
 * in it. */
void feed_report_address(
    struct feed_report *report, const char *what, const char *address);

#endif
