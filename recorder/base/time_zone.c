/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/time_zone.h"

#include <glib.h>
#include <string.h>

struct time_zone {
    GTimeZone *state;
};

/* No path that leads out of the database, and none of the other notations
 * that GLib takes, such as "+02:00" or "M3.5.0". */
static bool is_zone_name(const char *name)
{
    size_t length = strspn(name,
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        "_+-/");

    return g_ascii_isalpha(name[0]) && !name[length];
}

struct time_zone *time_zone_new(const char *name, struct err *err)
{
    own(time_zone) zone = calloc(1, sizeof *zone);

    if (!zone)
        return err_no_memory(err), NULL;
    if (!name)
        zone->state = g_time_zone_new_local();
    else if (is_zone_name(name))
        zone->state = g_time_zone_new_identifier(name);
    if (!zone->state)
        return err_set(err, ERR_CONFIG,
                   "\"%s\": expected a time zone such as Europe/Berlin or UTC",
                   name ? name : "TZ"),
               NULL;
    return take(zone);
}

static int64_t offset_s(const struct time_zone *zone, int64_t utc_s)
{
    int interval =
        g_time_zone_find_interval(zone->state, G_TIME_TYPE_UNIVERSAL, utc_s);

    return interval < 0 ? 0 : g_time_zone_get_offset(zone->state, interval);
}

int64_t time_zone_local_s(const struct time_zone *zone, int64_t utc_s)
{
    return utc_s + offset_s(zone, utc_s);
}

int64_t time_zone_utc_s(const struct time_zone *zone, int64_t local_s)
{
    int64_t before_s = offset_s(zone, local_s - TIME_ZONE_DAY_S);
    int64_t after_s = offset_s(zone, local_s + TIME_ZONE_DAY_S);

    if (time_zone_local_s(zone, local_s - before_s) == local_s)
        return local_s - before_s;
    if (time_zone_local_s(zone, local_s - after_s) == local_s)
        return local_s - after_s;
    return local_s - before_s;
}

void time_zone_free(struct time_zone *zone)
{
    if (!zone)
        return;
    if (zone->state)
        g_time_zone_unref(zone->state);
    free(zone);
}
