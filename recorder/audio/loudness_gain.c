/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/loudness_gain.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#define STEPS_PER_DB 256.0
#define MOST_GAIN_DB 40.0
#define MOST_ROUNDS 64         /* two or three are the rule */
#define REFERENCE_LUFS (-23.0) /* EBU R 128, for R128_TRACK_GAIN */

static double limited(double number, double least, double most)
{
    return fmin(fmax(number, least), most);
}

static int nearest_q8(double gain_db)
{
    return (int)lround(
        limited(gain_db, -MOST_GAIN_DB, MOST_GAIN_DB) * STEPS_PER_DB);
}

/* The largest gain that keeps the peak under the limit; never rounded up.
 * The little term keeps 12.0 dB, computed as 11.999999, a whole 12. */
static int peak_gain_q8(double true_peak_dbtp)
{
    double room_db = LOUDNESS_PEAK_AIM_DBTP - true_peak_dbtp;

    return (int)floor(
        limited(room_db, -MOST_GAIN_DB, MOST_GAIN_DB) * STEPS_PER_DB + 1e-6);
}

struct loudness_gain loudness_gain_for(
    const struct loudness *measured, double target_lufs)
{
    bool is_silent = !isfinite(measured->integrated_lufs);
    int wanted =
        is_silent ? 0 : nearest_q8(target_lufs - measured->integrated_lufs);
    int most = peak_gain_q8(measured->true_peak_dbtp);
    struct loudness_gain gain = {.gain_q8 = wanted};

    if (most < wanted) {
        gain.gain_q8 = most;
        gain.short_lu = is_silent ? 0 : (wanted - most) / STEPS_PER_DB;
    }
    return gain;
}

/* More gain lets more quiet blocks count, which asks for more gain, and less
 * for less: each round goes on the way of the one before, up to +-40 dB. */
struct loudness_gain loudness_gain_find(const struct loudness_meter *meter,
    double target_lufs, struct loudness *after)
{
    struct loudness before = loudness_meter_read(meter);
    struct loudness_gain gain = loudness_gain_for(&before, target_lufs);
    int tried_q8;
    int rounds = 0;

    do {
        tried_q8 = gain.gain_q8;
        *after = loudness_meter_read_after(meter, tried_q8 / STEPS_PER_DB);
        before = loudness_after_gain(after, -tried_q8);
        gain = loudness_gain_for(&before, target_lufs);
    } while (gain.gain_q8 != tried_q8 && ++rounds < MOST_ROUNDS);
    return gain;
}

struct loudness loudness_after_gain(
    const struct loudness *measured, int gain_q8)
{
    double gain_db = gain_q8 / STEPS_PER_DB;
    struct loudness after = *measured; /* the range stays what it was */

    after.integrated_lufs += gain_db;
    after.momentary_lufs += gain_db;
    after.short_term_lufs += gain_db;
    after.true_peak_dbtp += gain_db;
    return after;
}

int loudness_track_gain_q8(const struct loudness *after_gain)
{
    if (!isfinite(after_gain->integrated_lufs))
        return 0;

    double gain_q8 =
        (REFERENCE_LUFS - after_gain->integrated_lufs) * STEPS_PER_DB;
    return (int)lround(limited(gain_q8, INT16_MIN, INT16_MAX));
}
