/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plan of a room's RTP packets (RFC 3550): when each leaves, with what
 * in it, and what a bad network and a moody sender do to them. It is all
 * decided beforehand from a seed, so that sending is nothing but waiting.
 *
 * The room lasts from 0 to the last payload's end; there is a payload for
 * each packet time of it, and those in the pause are not sent.
 */
#ifndef ROOMCAST_SUPPORT_DEPARTURES_H
#define ROOMCAST_SUPPORT_DEPARTURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "tests/support/payloads.h"

#define DEPARTURE_NEVER INT64_MAX

struct traffic {
    const struct payload_codec *codec;
    const struct payloads *payloads;
    uint64_t seed;
    uint16_t first_sequence;
    uint32_t first_timestamp;
    double loss_percent;
    double duplicate_percent; /* again one to three packets later */
    int reorder;              /* 2 % come up to this many packets late; or 0 */
    int64_t jitter_ns;        /* each is delayed by up to that, in order */
    int64_t pause_at_ns;      /* nothing is sent; sequence and timestamp */
    int64_t pause_for_ns;     /* go on by one step afterwards, as Janus does */
    int64_t restart_at_ns;    /* a new SSRC, sequence and timestamp */
    int64_t burst_at_ns;      /* half a second comes all at its end */
    bool has_stranger;        /* rubbish from elsewhere all the time */
};

struct departure {
    int64_t at_ns;  /* since the room began */
    int64_t due_ns; /* when its sound was complete, without any fault */
    size_t order;   /* breaks ties */
    size_t payload;
    bool is_stranger;
    bool is_duplicate;
    size_t bytes;
    uint8_t *packet;
};

struct departures {
    struct departure *list; /* in order of time */
    size_t count;
    size_t capacity;
    size_t lost;
    size_t duplicates;
    uint32_t ssrc; /* the first */
};

bool departures_plan(struct departures *departures,
    const struct traffic *traffic, struct err *err);

void departures_clear(struct departures *departures);

#endif
