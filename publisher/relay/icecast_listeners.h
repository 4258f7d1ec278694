/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How many listen to a mount, in what an Icecast server tells of itself: text
 * of a stranger, of which only that number is looked for. Pure.
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_ICECAST_LISTENERS_H
#define ROOMCAST_PUBLISHER_RELAY_ICECAST_LISTENERS_H

#include <stdint.h>

/* In the XML of /admin/stats, for those who may; -1: it is not there. */
int64_t icecast_listeners_in_stats(const char *xml, const char *mount);

/* In the JSON of /status-json.xsl, for everybody; -1: it is not there. */
int64_t icecast_listeners_in_status(const char *json, const char *mount);

#endif
