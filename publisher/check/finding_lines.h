/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings of the checker on standard output, for people or as JSON. */
#ifndef ROOMCAST_PUBLISHER_CHECK_FINDING_LINES_H
#define ROOMCAST_PUBLISHER_CHECK_FINDING_LINES_H

#include "feeds/checker/feed_checker.h"
#include "recorder/base/err.h"

struct finding_lines {
    const char *name; /* of the feed, before each line */
    bool is_json;     /* one object a line */
    bool has_failed;  /* a line could not be made or written */
};

/* "feed.xml:13: error: MESSAGE [language-unknown]", and below it why and what
 * to do; or {"id":…,"severity":…,"line":…,"where":…,"found":…,"why":…,
 * "fix":…}. `user` is a struct finding_lines. */
void finding_lines_print(void *user, const struct feed_finding *finding);

/* "feed.xml: 1 error, 2 warnings, 0 notes", or the same as JSON. */
void finding_lines_print_sum(
    struct finding_lines *lines, const struct feed_report *report);

/* Every check there is, one a line: name, severity for each profile, what is
 * demanded. */
void finding_lines_list_rules(void);

#endif
