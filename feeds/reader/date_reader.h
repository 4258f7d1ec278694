/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dates as feeds hold them, read: strictly for the checker, and in every way
 * that is seen in the wild for the reader. Times are UTC seconds since 1970.
 */
#ifndef ROOMCAST_FEEDS_READER_DATE_READER_H
#define ROOMCAST_FEEDS_READER_DATE_READER_H

#include <stdbool.h>
#include <stdint.h>

/* "Sat, 17 Jan 2026 19:00:00 +0000": RFC 822 with the four-digit year of RFC
 * 2822, English names, single spaces, seconds or none, a zone of four digits
 * or GMT, UT, and the American ones. NULL when it is that; otherwise what is
 * wrong, a static string. *utc_seconds is set whenever the date can be told,
 * and otherwise untouched. */
const char *date_read_strictly(const char *text, int64_t *utc_seconds);

/* Any of these: the above with a wrong or no weekday, two-digit years, full
 * or lower-case names, colons in the zone, military zones, none at all (UTC);
 * ISO 8601. False for anything else. */
bool date_read(const char *text, int64_t *utc_seconds);

/* "2026-01-17T19:00:00.000-06:00" (ISO 8601, RFC 3339). *has_zone says
 * whether a zone is stated; without it is taken for UTC. */
bool date_read_iso(const char *text, int64_t *utc_seconds, bool *has_zone);

/* "1:02:03", "62:03", "3723", "3723.4" in milliseconds; *is_plain says
 * whether it is whole seconds or [H:]MM:SS as Apple wants it. */
bool duration_read(const char *text, int64_t *ms, bool *is_plain);

#endif
