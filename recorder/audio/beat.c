/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/beat.h"

#include <math.h>

#include "recorder/base/unfilled.h"

#define STEP_HOPS 4
#define STEPS_BEFORE_JUDGED 75
#define STEPS_BETWEEN 12 /* 480 ms */
#define SHORTEST 5
#define LONGEST 40
#define RISES (BEAT_STEPS - 1)
#define DEPTH_DB 30.0F
#define SILENCE 1e-10

/* By how much each step is louder than the one before, oldest first, and
 * their mean taken off; what is far below the loudest is silence. */
static void find_rises(const struct beat *beat, int count, float rises[RISES])
{
    UNFILLED float level[BEAT_STEPS];
    float loudest = -HUGE_VALF;
    float mean = 0;

    for (int i = 0; i <= count; i++) {
        level[i] = beat->level[(beat->steps - 1 - count + i) % BEAT_STEPS];
        loudest = fmaxf(loudest, level[i]);
    }
    for (int i = 0; i < count; i++) {
        float least = loudest - DEPTH_DB;
        rises[i] =
            fmaxf(0, fmaxf(level[i + 1], least) - fmaxf(level[i], least));
        mean += rises[i] / (float)count;
    }
    for (int i = 0; i < count; i++)
        rises[i] -= mean;
}

static double likeness(const float *rises, int count, int lag)
{
    double product = 0;
    double before = 0;
    double after = 0;

    for (int i = lag; i < count; i++) {
        product += rises[i] * rises[i - lag];
        after += rises[i] * rises[i];
        before += rises[i - lag] * rises[i - lag];
    }
    return product / sqrt(after * before + 1e-9);
}

static void judge(struct beat *beat)
{
    int count = (beat->steps < BEAT_STEPS ? beat->steps : BEAT_STEPS) - 1;
    UNFILLED float rises[RISES];

    find_rises(beat, count, rises);
    beat->regularity = 0;
    for (int lag = SHORTEST; lag <= LONGEST; lag++)
        beat->regularity = fmax(beat->regularity, likeness(rises, count, lag));
}

void beat_push(struct beat *beat, double energy)
{
    beat->energy += energy;
    if (++beat->hops < STEP_HOPS)
        return;
    beat->level[beat->steps % BEAT_STEPS] =
        (float)(10 * log10(beat->energy + SILENCE));
    beat->energy = 0;
    beat->hops = 0;
    /* The count stays small for days. */
    if (++beat->steps == 3 * BEAT_STEPS)
        beat->steps -= BEAT_STEPS;
    if (beat->steps >= STEPS_BEFORE_JUDGED && beat->steps % STEPS_BETWEEN == 0)
        judge(beat);
}

double beat_regularity(const struct beat *beat)
{
    return beat->regularity;
}
