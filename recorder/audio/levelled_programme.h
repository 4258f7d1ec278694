/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a leveller has made of a room so far: how loud it became (BS.1770,
 * gated), how loud the speech in it, and what the limiter took off lately.
 * For every 10 ms, levelled_programme_make() says what goes to the limiter and
 * then levelled_programme_hear() what share of it came out. Memory is constant.
 * One thread at a time.
 */
#ifndef ROOMCAST_AUDIO_LEVELLED_PROGRAMME_H
#define ROOMCAST_AUDIO_LEVELLED_PROGRAMME_H

#include <stdbool.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"

struct levelled_programme;

struct levelled_programme *levelled_programme_new(struct err *err);

/* `energy` is K-weighted, of 10 ms; talk is speech and the gaps in it. */
void levelled_programme_make(
    struct levelled_programme *programme, double energy, bool is_talk);

/* `share` of the energy made last is heard, 0 to 1. */
void levelled_programme_hear(
    struct levelled_programme *programme, double share);

/* -HUGE_VAL before anything was loud enough to count. */
double levelled_programme_lufs(const struct levelled_programme *programme);

/* Of what lies above the absolute gate. */
double levelled_programme_seconds(const struct levelled_programme *programme);

/* By how much the talkers lie below the programme, within what one may lift
 * them by: -0.3 to 1 LU, 0 before 5 s of talk. */
double levelled_programme_lift_lu(const struct levelled_programme *programme);

/* How much less was heard lately than was made, 0 to 12 LU. */
double levelled_programme_taken_lu(const struct levelled_programme *programme);

void levelled_programme_free(struct levelled_programme *programme);
OWNED(levelled_programme)

#endif
