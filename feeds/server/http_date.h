/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dates of HTTP header fields (RFC 9110, section 5.6.7), whatever the locale.
 * Times are seconds since 1970-01-01T00:00:00Z without leap seconds.
 */
#ifndef ROOMCAST_FEEDS_SERVER_HTTP_DATE_H
#define ROOMCAST_FEEDS_SERVER_HTTP_DATE_H

#include <stdbool.h>
#include <stdint.h>

/* "Sun, 22 Nov 2026 18:00:00 GMT". Empty outside the years 1 to 9999. */
#define HTTP_DATE_BYTES 30
void http_date_format(int64_t time_s, char date[HTTP_DATE_BYTES]);

/* Reads that form and the two obsolete ones a recipient must accept,
 * "Sunday, 22-Nov-26 18:00:00 GMT" (two digits of a year: 1970 to 2069) and
 * "Sun Nov 22 18:00:00 2026". The name of the weekday is not checked. False,
 * and *time_s untouched, for anything else. */
bool http_date_parse(const char *date, int64_t *time_s);

#endif
