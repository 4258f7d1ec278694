/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a room is to be recorded, as its job says: a trigger with the schedule
 * it follows, what is to be heard in the sound, and how many recordings are
 * wanted.
 *
 *     occasion_init(&occasion, &job, err);
 *     occasion_judge(&occasion, &piece, &format, &sound, err);         …
 *     while (occasion_asks(&occasion, &heard, &step)) … begin or end …
 *     occasion_clear(&occasion);
 *
 * All else is told to the trigger itself, and asked of it.
 */
#ifndef ROOMCAST_RECORDER_SESSION_OCCASION_H
#define ROOMCAST_RECORDER_SESSION_OCCASION_H

#include "recorder/session/hearing.h"
#include "recorder/session/record_job.h"
#include "recorder/session/trigger.h"

struct occasion {
    struct trigger trigger;
    bool has_been; /* a recording was made, even one that was too short */

    /* Private. */
    struct schedule *schedule; /* the trigger's; NULL: none */
    struct hearing hearing;
    bool is_repeated; /* one after the other; else one is all */
    int64_t held_until_ns;
};

/* Fails when the job's schedule or its `split` makes no sense. */
bool occasion_init(
    struct occasion *occasion, const struct record_job *job, struct err *err);

/* Another source: what was heard of the last is forgotten. */
void occasion_reset(struct occasion *occasion);

/* Nothing begins before the sound of that time. */
void occasion_hold(struct occasion *occasion, int64_t until_ns);

/* See hearing_judge(). */
bool occasion_judge(struct occasion *occasion, const struct sound_piece *piece,
    const struct sound_format *format, enum trigger_sound *sound,
    struct err *err);

/* As trigger_hear(), but that nothing begins which is not wanted. */
bool occasion_asks(struct occasion *occasion, const struct trigger_piece *piece,
    struct trigger_step *step);

/* A zeroed one, too. */
void occasion_clear(struct occasion *occasion);

#endif
