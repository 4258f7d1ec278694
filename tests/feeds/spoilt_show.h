/* SPDX-License-Identifier: BSD-2-Clause */
/* A show without a fault, to be given one, and what the checker must say. */
#ifndef ROOMCAST_TESTS_SPOILT_SHOW_H
#define ROOMCAST_TESTS_SPOILT_SHOW_H

#include "feeds/feed_checker.h"
#include "tests/feeds/sample_shows.h"

/* A copy of full_show that a test may spoil. */
struct spoilt {
    struct podcast_show show;
    struct podcast_episode episodes[2];
    struct podcast_media alternates[2];
};

struct found {
    int count;
    char rules[600];
    char where[64];
    char message[512];
    enum feed_severity severity;
};

void spoilt_show_copy(struct spoilt *spoilt);

void spoilt_show_remember(void *user, const struct feed_finding *finding);

/* That rule and no other. */
void spoilt_show_expect(const struct podcast_show *show, const char *rule,
    enum feed_severity severity, const char *where);

void refused(const struct spoilt *spoilt, const char *rule);

void warned(const struct spoilt *spoilt, const char *rule);

void refused_episode(const struct spoilt *spoilt, const char *rule);

void warned_episode(const struct spoilt *spoilt, const char *rule);

/* Spoils one field of a fresh copy, then expects. */
#define SPOIL(field, value)                                                    \
    spoilt_show_copy(&spoilt);                                                 \
    spoilt.field = (value)

#endif
