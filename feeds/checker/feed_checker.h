/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What podcast directories and apps would refuse, said by name before it
 * goes out.
 *
 *     struct feed_report report = {.profile = FEED_PROFILE_APPLE,
 *         .now = now, .told = on_finding};
 *     if (!feed_check_bytes(&report, bytes, length, NULL))
 *         … it must not go out
 *
 * Reads the document as readers will, every element with its line. The
 * checks are the table of rules/rule_table.h. Nothing is read but the bytes;
 * the files behind a feed are for publisher/check/feed_files.h.
 */
#ifndef ROOMCAST_FEEDS_CHECKER_FEED_CHECKER_H
#define ROOMCAST_FEEDS_CHECKER_FEED_CHECKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "feeds/podcast.h"
#include "feeds/reader/feed_parser.h"

/* Whose demands count. */
enum feed_profile {
    FEED_PROFILE_ALL, /* of everybody, the hardest of each */
    FEED_PROFILE_APPLE,
    FEED_PROFILE_SPOTIFY,
    FEED_PROFILE_PSP1, /* the Podcast Standards Project */
    FEED_PROFILE_OPEN, /* Podcast Index and free readers: any format plays */
    FEED_PROFILE_COUNT
};

enum feed_severity {
    FEED_SILENT,  /* this profile does not mind */
    FEED_NOTE,    /* worth knowing */
    FEED_WARNING, /* some reader or directory will mind */
    FEED_REFUSED  /* it must not go out */
};

struct feed_finding {
    enum feed_severity severity;
    const char *rule;    /* stable name, "language-unknown" */
    const char *title;   /* what is demanded, "a known language" */
    int line;            /* of the document, from 1; 0: of no line */
    const char *where;   /* "channel", or the episode's guid */
    const char *message; /* what was found */
    const char *source;  /* who demands it and why, "Apple 823: …" */
    const char *fix;     /* what to do */
};

/* Told each finding; all is borrowed for the call. */
typedef void feed_listener(void *user, const struct feed_finding *finding);

/* One check: what it goes by, and what has come of it. */
struct feed_report {
    enum feed_profile profile;
    int64_t now;            /* UTC seconds; 0: no date is in the future */
    const char *public_url; /* where the feed is served; NULL: anywhere */
    feed_listener *told;    /* NULL: nobody */
    void *user;
    size_t counts[FEED_REFUSED + 1]; /* of findings, by severity */
    const char *where;               /* these are kept by the rules */
    const char *show_title;
    const char *show_type;
    char place[32];
};

/* True when nothing was refused. `*tree`, unless NULL, is the document, or
 * NULL when it could not be read as a feed. */
bool feed_check_bytes(struct feed_report *report, const char *bytes,
    size_t length, struct feed_tree **tree);

/* Checks the feed that rss_write() makes of a show. True when nothing was
 * refused; a show without episodes is. */
bool feed_check(
    const struct podcast_show *show, feed_listener *told, void *user);

/* "apple", "spotify", "psp1", "open" and "all"; false for others. */
bool feed_profile_parse(const char *name, enum feed_profile *profile);

/* "error", "warning", "note". */
const char *feed_severity_name(enum feed_severity severity);

/* "News > Politics" into its parts, looked up in Apple's list in any
 * case. The results are static strings; *subcategory is NULL when
 * there is none. False when it is not on the list. */
bool feed_split_category(
    const char *text, const char **category, const char **subcategory);

#endif
