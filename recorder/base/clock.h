/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two clocks, and UTC in letters.
 *
 * Durations come from the monotonic clock, names and dates from UTC. Only
 * mains and the edge of the session read clocks; everything else is given a
 * time. Times are nanoseconds in int64_t: monotonic ones since some instant
 * before the program began, UTC ones since 1970-01-01T00:00:00Z without leap
 * seconds.
 */
#ifndef ROOMCAST_BASE_CLOCK_H
#define ROOMCAST_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#define CLOCK_SECOND_NS INT64_C(1000000000)
#define CLOCK_MILLISECOND_NS INT64_C(1000000)

int64_t clock_monotonic_ns(void);
int64_t clock_utc_ns(void);

/* What has to be added to monotonic times to give UTC. Exact to a few
 * microseconds though we may be held up between the two clocks. */
int64_t clock_utc_less_monotonic_ns(void);

/* "2026-11-22T180000Z": sorts by time and is safe in any file name. */
#define CLOCK_NAME_BYTES 24
void clock_format_name(int64_t utc_ns, char name[CLOCK_NAME_BYTES]);

/* "2026-11-22T18:00:00.123Z" (RFC 3339). */
#define CLOCK_ISO_BYTES 32
void clock_format_iso(int64_t utc_ns, char iso[CLOCK_ISO_BYTES]);

/* Reads what clock_format_iso() wrote, with or without the fraction. False,
 * and *utc_ns untouched, when it is anything else or beyond 1677 to 2262. */
bool clock_parse_iso(const char *iso, int64_t *utc_ns);

/* 48 kHz sample frames to nanoseconds and back, without overflow for 140
 * years of either; rounds to the nearest. */
int64_t clock_ns_from_frames_48k(int64_t frames_48k);
int64_t clock_frames_48k_from_ns(int64_t ns);

#endif
