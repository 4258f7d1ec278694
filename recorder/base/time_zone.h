/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Wall clocks of the world: the zones of the IANA time zone database, by
 * GLib, which reads them without touching the process's own TZ.
 *
 *     own(time_zone) zone = time_zone_new("Europe/Berlin", err);
 *     utc_s = time_zone_utc_s(zone, local_s);
 *
 * Local times are seconds since 1970-01-01T00:00:00 on that zone's wall
 * clock. A zone is read once and never changes; any thread may ask it.
 */
#ifndef ROOMCAST_BASE_TIME_ZONE_H
#define ROOMCAST_BASE_TIME_ZONE_H

#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

#define TIME_ZONE_DAY_S 86400

struct time_zone;

/* A name such as "Europe/Berlin" or "UTC"; NULL: the zone of this machine
 * (TZ, else /etc/localtime). ERR_CONFIG when there is none of that name. */
struct time_zone *time_zone_new(const char *name, struct err *err);

/* What its wall clock shows at that instant. */
int64_t time_zone_local_s(const struct time_zone *zone, int64_t utc_s);

/* When its wall clock shows that, by the rule of RFC 5545 3.3.5: a time that
 * comes twice means the first, and one that does not exist means as long
 * after the beginning of its day as if the clock had not been put forward. */
int64_t time_zone_utc_s(const struct time_zone *zone, int64_t local_s);

/* NULL is fine. */
void time_zone_free(struct time_zone *zone);
OWNED(time_zone)

#endif
