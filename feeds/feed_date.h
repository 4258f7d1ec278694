/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dates as feeds and pages write them: always UTC, always with English
 * names, whatever the locale. Times are UTC seconds since 1970; those
 * outside the years 1 to 9999 become the nearest that is within.
 */
#ifndef ROOMCAST_FEEDS_FEED_DATE_H
#define ROOMCAST_FEEDS_FEED_DATE_H

#include <stdint.h>

#define FEED_DATE_BYTES 40

/* "Sat, 17 Jan 2026 19:00:00 +0000" (RFC 822, section 5.1, with the
 * four-digit year of RFC 2822). */
void feed_date_rfc822(int64_t utc_seconds, char date[FEED_DATE_BYTES]);

/* "2026-01-17T19:00:00Z", for <time datetime>. */
void feed_date_iso(int64_t utc_seconds, char date[FEED_DATE_BYTES]);

/* "17 January 2026", for people. */
void feed_date_words(int64_t utc_seconds, char date[FEED_DATE_BYTES]);

/* Milliseconds to whole seconds, to the nearest. */
int64_t feed_date_seconds(int64_t ms);

/* A duration for <time datetime>, "PT1H2M3S", and for people, "1 h 2 min",
 * "24 min", "45 s". Less than nothing is nothing. */
void feed_date_period(int64_t seconds, char period[FEED_DATE_BYTES]);
void feed_date_period_words(int64_t seconds, char period[FEED_DATE_BYTES]);

#endif
