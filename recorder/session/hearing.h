/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a trigger is told of each piece of sound: that packets came, and, for a
 * room whose recordings begin by voice, or end or split by silence, what is to
 * be heard in them. Only then it listens (voice.h), which costs something.
 *
 *     struct hearing hearing = {0};
 *     hearing_init(&hearing, &job, err);
 *     hearing_judge(&hearing, &piece, &format, &sound, err);           …
 *     hearing_reset(&hearing);                      for another source
 */
#ifndef ROOMCAST_RECORDER_SESSION_HEARING_H
#define ROOMCAST_RECORDER_SESSION_HEARING_H

#include "recorder/session/record_job.h"
#include "recorder/session/trigger.h"
#include "recorder/session/voice.h"

struct hearing {
    bool is_needed;
    double silence_lufs;
    struct voice *voice; /* NULL: not yet, or never */
};

/* Fails when the job's `split` makes no sense. */
bool hearing_init(
    struct hearing *hearing, const struct record_job *job, struct err *err);

/* Listens to the next piece; the format must stay until the reset. */
bool hearing_judge(struct hearing *hearing, const struct sound_piece *piece,
    const struct sound_format *format, enum trigger_sound *sound,
    struct err *err);

/* Forgets what was heard. */
void hearing_reset(struct hearing *hearing);

#endif
