/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/gain_search.h"

#include <math.h>

#define TOLERANCE_LU 0.05
#define MOST_TRIES 10
#define FIRST_SLOPE 0.75 /* of speech limited by 3 to 5 dB */
#define LEAST_SLOPE 0.4
#define LEAST_WIDTH_DB 0.02

/* So near each other two gains on either side of the target leave no doubt of
 * what lies between them. */
#define SURE_SPAN_LU 0.5

/* Where a limiter takes back more than this twice running, of sound that has
 * no peaks left, more gain is no use. */
#define SPENT_SLOPE 0.15
#define SPENT_PEAK_TO_LOUDNESS_LU 12.0

struct gain_search gain_search_begin(double gain_db, double most_db)
{
    return (struct gain_search){.gain_db = fmin(gain_db, most_db),
        .most_db = most_db,
        .slope = FIRST_SLOPE,
        .quiet_db = NAN,
        .loud_db = NAN,
        .last_slope = NAN};
}

/* The slope since the gain that is nearest on the same side of the target, or
 * on the other where there is none. */
static double measured_slope(
    const struct gain_search *search, double missing_lu)
{
    double quiet = (search->quiet_missing_lu - missing_lu) /
                   (search->gain_db - search->quiet_db);
    double loud = (search->loud_missing_lu - missing_lu) /
                  (search->gain_db - search->loud_db);

    if (missing_lu > 0)
        return isnan(quiet) ? loud : quiet;
    return isnan(loud) ? quiet : loud;
}

static void learn(struct gain_search *search, double missing_lu)
{
    if (missing_lu > 0) {
        search->quiet_db = search->gain_db;
        search->quiet_missing_lu = missing_lu;
    } else {
        search->loud_db = search->gain_db;
        search->loud_missing_lu = missing_lu;
    }
}

/* Between a gain too low and one too high where the line between them crosses
 * the target, but well inside; else as far as the slope says. */
static double next_gain(const struct gain_search *search, double missing_lu)
{
    double width = search->loud_db - search->quiet_db;

    if (isnan(width))
        return fmin(
            search->gain_db + missing_lu / search->slope, search->most_db);
    double share = search->quiet_missing_lu /
                   (search->quiet_missing_lu - search->loud_missing_lu);
    return search->quiet_db + width * fmin(fmax(share, 0.1), 0.9);
}

static bool is_spent(
    const struct gain_search *search, double slope, double peak_to_loudness_lu)
{
    return slope < SPENT_SLOPE && search->last_slope < SPENT_SLOPE &&
           peak_to_loudness_lu < SPENT_PEAK_TO_LOUDNESS_LU;
}

static bool is_sure(const struct gain_search *search)
{
    return search->quiet_missing_lu - search->loud_missing_lu <= SURE_SPAN_LU &&
           !isnan(search->loud_db - search->quiet_db);
}

bool gain_search_go_on(
    struct gain_search *search, double missing_lu, double peak_to_loudness_lu)
{
    double slope = measured_slope(search, missing_lu);

    search->tries++;
    learn(search, missing_lu);
    if (isfinite(slope))
        search->slope = fmin(fmax(slope, LEAST_SLOPE), 1);
    if (missing_lu > 0 && is_spent(search, slope, peak_to_loudness_lu))
        search->most_db = search->gain_db;
    search->last_slope = slope;

    double next_db = next_gain(search, missing_lu);
    if (fabs(missing_lu) <= TOLERANCE_LU ||
        fabs(next_db - search->gain_db) < LEAST_WIDTH_DB ||
        search->tries == MOST_TRIES)
        return false;
    search->gain_db = next_db;
    return !is_sure(search);
}
