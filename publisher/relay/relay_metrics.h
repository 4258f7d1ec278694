/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The figures of all relays of a state folder for Prometheus, in its text
 * format (version 0.0.4), as a file for the textfile collector of its node
 * exporter. The names are listed in roomcast-relay(1).
 */
#ifndef ROOMCAST_PUBLISHER_RELAY_RELAY_METRICS_H
#define ROOMCAST_PUBLISHER_RELAY_RELAY_METRICS_H

#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/text.h"

#define RELAY_METRICS_PERIOD_NS INT64_C(15000000000)

/* Appends all of them, as they are at `utc_ns`. */
bool relay_metrics_format(
    const char *state, int64_t utc_ns, struct text *text, struct err *err);

/* Replaces the file, without waiting for the disk. */
bool relay_metrics_store(
    const char *state, int64_t utc_ns, const char *path, struct err *err);

#endif
