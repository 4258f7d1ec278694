/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a hook is told, in its environment:
 *
 *     ROOMCAST_EVENT         start, segment, finish or alarm
 *     ROOMCAST_ROOM          the room's name
 *     ROOMCAST_FILE          the recording's path, from /; .opus.part at start
 *     ROOMCAST_LEDGER        its ledger
 *     ROOMCAST_DURATION      seconds, as 5423.120
 *     ROOMCAST_LOUDNESS      LUFS as it is played, as -16.0
 *     ROOMCAST_TRUE_PEAK     dBTP as it is played
 *     ROOMCAST_ALARM         no-input, silence, clipping, loss, disk, failure
 *     ROOMCAST_ALARM_STATE   raised or cleared
 *     ROOMCAST_TEXT          of the alarm, for people
 *
 * Those that an event has nothing to say of are not set. Of the recorder's own
 * environment a hook gets only what base/environment.h passes on.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_HOOK_ENVIRONMENT_H
#define ROOMCAST_RECORDER_CONTROL_HOOK_ENVIRONMENT_H

#include "recorder/base/environment.h"
#include "recorder/base/err.h"
#include "recorder/recording/recording.h"

enum hook_kind {
    HOOK_START,
    HOOK_SEGMENT,
    HOOK_FINISH,
    HOOK_ALARM,
    HOOK_KINDS
};

/* "start", "segment", "finish", "alarm". */
const char *hook_name(enum hook_kind kind);

struct hook_facts {
    enum hook_kind kind;
    const char *room;
    const char *file;                      /* NULL: none */
    const char *alarm;                     /* NULL: it is no alarm */
    bool is_raised;                        /* the alarm; or it is over */
    const char *text;                      /* NULL: none */
    const struct recording_result *result; /* NULL: not known */
};

/* "NAME=value" each, with a NULL behind the last, for environment_free(); NULL
 * with ERR_MEMORY. */
char **hook_environment_new(const struct hook_facts *facts, struct err *err);

#endif
