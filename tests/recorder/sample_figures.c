/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recorder/sample_figures.h"

#include <math.h>

struct room_figures sample_figures(const char *room)
{
    return (struct room_figures){
        .status = {.state = ROOM_RECORDING,
            .room = room,
            .path = "/spool/hall/2026-11-22T180000Z.opus.part",
            .frames_48k = INT64_C(3723) * 48000 + 24000,
            .loudness = {.integrated_lufs = -16.4321,
                .momentary_lufs = -18.2,
                .short_term_lufs = -17.9,
                .true_peak_dbtp = -1.26},
            .counters = {.packets = 9990,
                .lost = 10,
                .late = 1,
                .duplicates = 2,
                .strangers = 3,
                .garbage = 4,
                .recovered = 6,
                .gap_ms = 61500},
            .clipped_samples = 5,
            .drift_ppm = 12.3456,
            .free_bytes = INT64_C(120345678901)},
        .since_utc_ns = INT64_C(1795370400) * 1000000000,
        .alarms = {[ALARM_LOSS] = true, [ALARM_DISK] = true},
        .hooks_waiting = 1,
        .hook_failures = 2,
        .recordings = 3,
        .recorded_frames_48k = INT64_C(7200) * 48000};
}

struct room_figures sample_figures_waiting(const char *room)
{
    return (struct room_figures){.status = {.state = ROOM_WAITING,
                                     .room = room,
                                     .loudness = {.integrated_lufs = -HUGE_VAL,
                                         .momentary_lufs = -HUGE_VAL,
                                         .short_term_lufs = -HUGE_VAL,
                                         .true_peak_dbtp = -HUGE_VAL},
                                     .drift_ppm = NAN,
                                     .free_bytes = -1}};
}
