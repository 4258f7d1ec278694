/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/room/input_pace.h"

int64_t input_pace_ahead_ns(
    struct input_pace *pace, int64_t sound_ns, int64_t now_ns)
{
    if (now_ns - sound_ns > pace->base_ns)
        pace->base_ns = now_ns - sound_ns;
    return sound_ns - (now_ns - pace->base_ns);
}
