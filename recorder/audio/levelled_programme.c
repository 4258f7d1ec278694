/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/levelled_programme.h"

#include <math.h>
#include <stdlib.h>

#include "recorder/audio/programme_loudness.h"

/* Applause or music louder than the talkers lifts the programme, which the
 * header gain then takes off the talkers too: they are lifted with it. */
#define MOST_LIFT_LU 1.0
#define MOST_DROP_LU 0.3
#define TALK_LEAST_SECONDS 5.0

/* What the limiter takes off a voice with high peaks is put on before it, as
 * heard over the last words; loud targets need all of it. */
#define TAKEN_HOPS 80.0
#define MOST_TAKEN_LU 12.0

struct levelled_programme {
    struct programme_loudness *all;
    struct programme_loudness *talk; /* what of it is speech */
    bool made_is_talk;
    double made; /* energy of what went to the limiter last */
    double made_mean;
    double heard_mean;
};

struct levelled_programme *levelled_programme_new(struct err *err)
{
    own(levelled_programme) programme = calloc(1, sizeof *programme);

    if (!programme)
        return err_no_memory(err), NULL;
    programme->all = programme_loudness_new(err);
    programme->talk = programme_loudness_new(err);
    if (!programme->all || !programme->talk)
        return NULL;
    return take(programme);
}

void levelled_programme_make(
    struct levelled_programme *programme, double energy, bool is_talk)
{
    programme->made = energy;
    programme->made_is_talk = is_talk;
}

void levelled_programme_hear(struct levelled_programme *programme, double share)
{
    double made = programme->made;
    double heard = made * share;

    programme->made_mean += (made - programme->made_mean) / TAKEN_HOPS;
    programme->heard_mean += (heard - programme->heard_mean) / TAKEN_HOPS;
    programme_loudness_push(programme->all, heard);
    if (programme->made_is_talk)
        programme_loudness_push(programme->talk, heard);
}

double levelled_programme_lufs(const struct levelled_programme *programme)
{
    return programme_loudness_integrated(programme->all);
}

double levelled_programme_seconds(const struct levelled_programme *programme)
{
    return programme_loudness_seconds(programme->all);
}

double levelled_programme_lift_lu(const struct levelled_programme *programme)
{
    double all = programme_loudness_integrated(programme->all);
    double talk = programme_loudness_integrated(programme->talk);

    if (programme_loudness_seconds(programme->talk) < TALK_LEAST_SECONDS)
        return 0;
    return fmin(fmax(all - talk, -MOST_DROP_LU), MOST_LIFT_LU);
}

double levelled_programme_taken_lu(const struct levelled_programme *programme)
{
    double taken;

    if (programme->made_mean <= 0 || programme->heard_mean <= 0)
        return 0;
    taken = 10 * log10(programme->made_mean / programme->heard_mean);
    return fmin(fmax(taken, 0), MOST_TAKEN_LU);
}

void levelled_programme_free(struct levelled_programme *programme)
{
    if (!programme)
        return;
    programme_loudness_free(programme->all);
    programme_loudness_free(programme->talk);
    free(programme);
}
