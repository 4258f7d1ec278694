/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When the sound of a source was made, on the monotonic clock and in UTC: of
 * a live source when it arrived, less its length; of any other as long after
 * its first sound came as it is long.
 *
 *     sound_clock_set_source(&clock, source);
 *     sound_clock_tick(&clock, now_ns, utc_ns);
 *     sound_clock_ns(&clock) … sound_clock_advance(&clock, frames)
 */
#ifndef ROOMCAST_RECORDER_SESSION_SOUND_CLOCK_H
#define ROOMCAST_RECORDER_SESSION_SOUND_CLOCK_H

#include "recorder/source/source.h"

struct sound_clock {
    const struct source *source; /* borrowed; NULL: none */
    struct sound_format format;  /* rate 0: not known yet */
    int64_t position;            /* handed over so far, frames */
    int64_t origin_ns;           /* of a source that is not live */
    int64_t now_ns;
    int64_t utc_ns; /* at now_ns */
};

/* All begins anew. */
void sound_clock_set_source(
    struct sound_clock *clock, const struct source *source);

void sound_clock_tick(
    struct sound_clock *clock, int64_t now_ns, int64_t utc_ns);

/* Asks for the format at the first sound. ERR_FORMAT when there is none. */
bool sound_clock_begin(struct sound_clock *clock, struct err *err);

/* So much has been taken. */
void sound_clock_advance(struct sound_clock *clock, int64_t frames);

/* Is its time that of the world? Not before anything came. */
bool sound_clock_is_live(const struct sound_clock *clock);

/* When the sound that comes next was made. */
int64_t sound_clock_ns(const struct sound_clock *clock);

/* Now, as far as its sound is concerned. */
int64_t sound_clock_now_ns(const struct sound_clock *clock, int64_t now_ns);

int64_t sound_clock_utc_ns(const struct sound_clock *clock, int64_t sound_ns);

int64_t sound_clock_ns_of(const struct sound_clock *clock, int64_t frames);

/* Rounded up, for Opus to whole 2.5 ms, so that what is divided at a time
 * begins no earlier. */
int64_t sound_clock_frames_of(const struct sound_clock *clock, int64_t ns);

#endif
