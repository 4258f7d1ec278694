/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How far an input that is no live one is ahead of time: a file is read far
 * faster than it was spoken, and must not outrun the disk. Pure.
 *
 *     struct input_pace pace = {0};
 *     if (input_pace_ahead_ns(&pace, sound_ns, now_ns) > …) wait for the disk
 *
 * What it was behind is forgotten: a FIFO that was idle for an hour is not
 * allowed an hour's sound at once.
 */
#ifndef ROOMCAST_RECORDER_ROOM_INPUT_PACE_H
#define ROOMCAST_RECORDER_ROOM_INPUT_PACE_H

#include <stdint.h>

struct input_pace {
    int64_t base_ns; /* when sound that comes in time would have begun */
};

/* `sound_ns` is how much has come of the recording that runs; less than before
 * is another one. */
int64_t input_pace_ahead_ns(
    struct input_pace *pace, int64_t sound_ns, int64_t now_ns);

#endif
