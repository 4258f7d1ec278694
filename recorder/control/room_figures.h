/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All that can be told of a room while it runs: what the control socket
 * answers, the metrics, the progress lines and the status line are made of
 * these figures.
 */
#ifndef ROOMCAST_RECORDER_CONTROL_ROOM_FIGURES_H
#define ROOMCAST_RECORDER_CONTROL_ROOM_FIGURES_H

#include "recorder/base/jdoc.h"
#include "recorder/control/alarm.h"
#include "recorder/room/room.h"

struct room_figures {
    struct room_status status;
    int64_t since_utc_ns; /* in its state since then */
    bool alarms[ALARM_KINDS];
    int hooks_waiting; /* or running */
    int64_t hook_failures;
    int64_t recordings;          /* files finished since the recorder began */
    int64_t recorded_frames_48k; /* in all since the recorder began */
};

/* "waiting", "recording", "paused", "broken", "ended". */
const char *room_state_name(enum room_state state);

/* Of all packets so far; 0 before any came. */
double room_figures_lost_percent(const struct room_figures *figures);

/* Adds the keys that roomcast-control(1) lists under STATUS. */
void room_figures_set(struct jdoc *doc, const struct room_figures *figures);

#endif
