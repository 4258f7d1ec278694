/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gain before a limiter that brings a programme to its target: what to
 * try next, from what the last one came to.
 *
 *     struct gain_search search = gain_search_begin(gain_db, most_db);
 *     do
 *         … limit with search.gain_db, measure …
 *     while (gain_search_go_on(&search, missing_lu, peak_to_loudness_lu));
 *
 * A limiter takes back a part of a gain, and now and then more: where quiet
 * talkers rise over the gate of the measurement because those who held it up
 * are limited, a programme gets quieter by more gain before it gets louder.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_GAIN_SEARCH_H
#define ROOMCAST_PUBLISHER_MEDIA_GAIN_SEARCH_H

#include <stdbool.h>

struct gain_search {
    double gain_db; /* to be tried, and at the end the one to take */
    double most_db; /* more is not allowed, or of no use */
    double slope;   /* what a dB of gain is worth, 0.4 to 1 */

    double quiet_db; /* the highest that was too quiet … */
    double quiet_missing_lu;
    double loud_db; /* … and the lowest that was too loud; NAN: none yet */
    double loud_missing_lu;
    double last_slope; /* as measured */
    int tries;
};

struct gain_search gain_search_begin(double gain_db, double most_db);

/* What is missing to the target by search.gain_db, which may be set to another
 * before, negative when it is too loud;
 * and how far below the highest peak the programme then is. False when it is
 * near enough, no gain helps, or gains on both sides of the target are so near
 * that the one between them needs no trial. */
bool gain_search_go_on(
    struct gain_search *search, double missing_lu, double peak_to_loudness_lu);

#endif
