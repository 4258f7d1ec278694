/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/sound_clock.h"

#include "recorder/base/clock.h"

#define OPUS_GRAIN 120

void sound_clock_set_source(
    struct sound_clock *clock, const struct source *source)
{
    clock->source = source;
    clock->format = (struct sound_format){0};
    clock->position = 0;
    clock->origin_ns = clock->now_ns;
}

void sound_clock_tick(struct sound_clock *clock, int64_t now_ns, int64_t utc_ns)
{
    clock->now_ns = now_ns;
    clock->utc_ns = utc_ns;
}

bool sound_clock_begin(struct sound_clock *clock, struct err *err)
{
    if (clock->format.rate_hz)
        return true;
    if (!source_format(clock->source, &clock->format))
        return err_set(err, ERR_FORMAT, "the source gave no format");
    clock->origin_ns = clock->now_ns;
    return true;
}

void sound_clock_advance(struct sound_clock *clock, int64_t frames)
{
    clock->position += frames;
}

bool sound_clock_is_live(const struct sound_clock *clock)
{
    return clock->source && source_start_ns(clock->source) != INT64_MAX;
}

int64_t sound_clock_ns(const struct sound_clock *clock)
{
    int64_t origin_ns = sound_clock_is_live(clock)
                            ? source_start_ns(clock->source)
                            : clock->origin_ns;

    return origin_ns + sound_clock_ns_of(clock, clock->position);
}

int64_t sound_clock_now_ns(const struct sound_clock *clock, int64_t now_ns)
{
    bool is_file = clock->position > 0 && !sound_clock_is_live(clock);

    return is_file ? sound_clock_ns(clock) : now_ns;
}

int64_t sound_clock_utc_ns(const struct sound_clock *clock, int64_t sound_ns)
{
    return clock->utc_ns - clock->now_ns + sound_ns;
}

int64_t sound_clock_ns_of(const struct sound_clock *clock, int64_t frames)
{
    int64_t rate = clock->format.rate_hz;

    if (rate == 0)
        return 0;
    return frames / rate * CLOCK_SECOND_NS +
           frames % rate * CLOCK_SECOND_NS / rate;
}

int64_t sound_clock_frames_of(const struct sound_clock *clock, int64_t ns)
{
    int64_t rate = clock->format.rate_hz;
    int64_t frames =
        ns / CLOCK_SECOND_NS * rate +
        (ns % CLOCK_SECOND_NS * rate + CLOCK_SECOND_NS - 1) / CLOCK_SECOND_NS;

    if (clock->format.kind == SOUND_OPUS)
        frames += (OPUS_GRAIN - frames % OPUS_GRAIN) % OPUS_GRAIN;
    return frames;
}
