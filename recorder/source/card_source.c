/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/card_source.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>

#include "recorder/audio/resampler.h"
#include "recorder/base/clock.h"
#include "recorder/base/unfilled.h"
#include "recorder/source/capture_clock.h"

#define QUEUE_SECONDS 30
#define BLOCK_FRAMES 1024

/* The end of the recording waits so long for the next block, and its ledger
 * tells of the card's clock when it has been watched for so long. */
#define LAST_MS 60
#define SETTLED_NS (120 * CLOCK_SECOND_NS)

#define RETRY_NS (250 * CLOCK_MILLISECOND_NS)
#define RETRY_MOST_NS (5 * CLOCK_SECOND_NS)

struct card_source {
    struct source source; /* first: the source is this struct */
    struct card *card;
    struct capture_clock clock;
    struct resampler *resampler; /* of the sound since the last gap */
    int64_t blocks;
    int64_t early_blocks;
    int64_t gap_frames;
};

static struct card_source *of_source(struct source *source)
{
    return (struct card_source *)source;
}

static const struct card_source *of_const_source(const struct source *source)
{
    return (const struct card_source *)source;
}

static int card_descriptor(const struct source *source)
{
    return capture_queue_descriptor(of_const_source(source)->card->queue);
}

static bool card_format(
    const struct source *source, struct sound_format *format)
{
    const struct sample_format *is = &of_const_source(source)->card->format;

    *format = (struct sound_format){.kind = SOUND_PCM,
        .rate_hz = is->rate_hz,
        .channels = sample_format_mixed_channels(is)};
    return true;
}

static int64_t card_deadline_ns(const struct source *source)
{
    return capture_clock_deadline_ns(&of_const_source(source)->clock);
}

static int64_t card_start_ns(const struct source *source)
{
    const struct capture_clock *clock = &of_const_source(source)->clock;

    return clock->has_begun ? clock->start_ns : INT64_MAX;
}

static bool make_resampler(struct card_source *from, struct err *err)
{
    int channels = sample_format_mixed_channels(&from->card->format);

    from->resampler = resampler_new_stretching(channels, err);
    return from->resampler;
}

/* What the resampler still holds. */
static bool hand_over_rest(
    struct card_source *from, const struct sound_sink *sink, struct err *err)
{
    UNFILLED float pcm[2 * RESAMPLER_MOST_OUT];
    size_t got;

    while ((got = resampler_drain(from->resampler, pcm)) > 0) {
        if (!sink->pcm(sink->user, pcm, got, err))
            return false;
    }
    return true;
}

/* Silence; what comes behind it begins afresh. */
static bool hand_over_gap(struct card_source *from, int64_t frames,
    const struct sound_sink *sink, struct err *err)
{
    if (frames == 0)
        return true;
    if (!hand_over_rest(from, sink, err))
        return false;
    from->gap_frames += frames;
    resampler_free(take(from->resampler));
    return make_resampler(from, err) && sink->gap(sink->user, frames, 0, err);
}

static bool hand_over_sound(struct card_source *from, const uint8_t *bytes,
    size_t frames, const struct sound_sink *sink, struct err *err)
{
    const struct sample_format *format = &from->card->format;
    size_t frame_bytes = sample_format_frame_bytes(format);
    UNFILLED float mixed[2 * BLOCK_FRAMES];
    UNFILLED float pcm[2 * RESAMPLER_MOST_OUT];

    while (frames > 0) {
        size_t part = frames < BLOCK_FRAMES ? frames : BLOCK_FRAMES;
        sample_format_convert(format, bytes, part, mixed);
        size_t got = resampler_push(from->resampler, mixed, part, pcm);
        if (got > 0 && !sink->pcm(sink->user, pcm, got, err))
            return false;
        bytes += part * frame_bytes;
        frames -= part;
    }
    return true;
}

static bool take_sound(struct card_source *from,
    const struct capture_block *block, const struct sound_sink *sink,
    struct err *err)
{
    size_t frame_bytes = sample_format_frame_bytes(&from->card->format);
    struct capture_step step = capture_clock_push(
        &from->clock, (int64_t)block->frames, block->arrival_ns);
    size_t left_out = (size_t)step.leave_out;

    from->blocks++;
    from->early_blocks += left_out > 0;
    if (!hand_over_gap(from, step.gap, sink, err))
        return false;
    resampler_set_stretch(from->resampler, step.stretch);
    return hand_over_sound(from, block->bytes + left_out * frame_bytes,
        block->frames - left_out, sink, err);
}

static bool take_blocks(
    struct card_source *from, const struct sound_sink *sink, struct err *err)
{
    for (;;) {
        own(capture_block) block = capture_queue_pop(from->card->queue);
        if (!block)
            return true;
        if (block->event)
            sink->event(sink->user, block->event, (const char *)block->bytes);
        if (block->is_break)
            capture_clock_break(&from->clock);
        if (block->frames > 0 && !take_sound(from, block, sink, err))
            return false;
    }
}

static enum source_step card_read(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    struct card_source *from = of_source(source);

    if (take_blocks(from, sink, err) &&
        hand_over_gap(
            from, capture_clock_fill(&from->clock, now_ns), sink, err))
        return SOURCE_GOES_ON;
    return SOURCE_FAILED;
}

/* What was said until now is still on its way from the card. */
static bool take_last_blocks(struct card_source *from, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    struct pollfd more = {
        .fd = capture_queue_descriptor(from->card->queue), .events = POLLIN};

    for (;;) {
        if (!take_blocks(from, sink, err))
            return false;
        if (capture_clock_has_reached(&from->clock, now_ns) ||
            from->clock.is_broken || poll(&more, 1, LAST_MS) <= 0)
            return true;
    }
}

/* NAN before it is known. */
static double fast_ppm(const struct card_source *from)
{
    const struct capture_clock *clock = &from->clock;

    if (!clock->has_begun || clock->heard_ns - clock->start_ns < SETTLED_NS)
        return NAN;
    return capture_clock_fast_ppm(clock);
}

static void tell_clock(
    const struct card_source *from, const struct sound_sink *sink)
{
    char text[80];
    double ppm = fast_ppm(from);

    if (isnan(ppm))
        return;
    snprintf(text, sizeof text, "the card's clock is %.0f ppm %s", fabs(ppm),
        ppm < 0 ? "slow" : "fast");
    sink->event(sink->user, "source", text);
}

static bool card_stop(struct source *source, int64_t now_ns,
    const struct sound_sink *sink, struct err *err)
{
    struct card_source *from = of_source(source);

    if (!take_last_blocks(from, now_ns, sink, err) ||
        !hand_over_rest(from, sink, err))
        return false;
    tell_clock(from, sink);
    return hand_over_gap(
        from, capture_clock_stop(&from->clock, now_ns), sink, err);
}

static void card_count(
    const struct source *source, struct source_counters *counters)
{
    const struct card_source *from = of_const_source(source);

    *counters = (struct source_counters){.packets = from->blocks,
        .late = from->early_blocks,
        .gap_ms = from->gap_frames * 1000 / from->card->format.rate_hz,
        .drift_ppm = fast_ppm(from)};
}

static void card_source_free(struct card_source *from)
{
    if (!from)
        return;
    from->card->free(from->card);
    resampler_free(from->resampler);
    free(from);
}
OWNED(card_source)

static void card_free(struct source *source)
{
    card_source_free(of_source(source));
}

static const struct source_type card_type = {
    .descriptor = card_descriptor,
    .format = card_format,
    .deadline_ns = card_deadline_ns,
    .start_ns = card_start_ns,
    .read = card_read,
    .stop = card_stop,
    .count = card_count,
    .free = card_free,
    .is_stamped = true,
};

struct source *card_source_new(struct card *card, struct err *err)
{
    own(card_source) from = calloc(1, sizeof *from);

    if (!from) {
        card->free(card);
        return err_no_memory(err), NULL;
    }
    from->source.type = &card_type;
    from->card = card;
    capture_clock_init(&from->clock, card->format.rate_hz);
    if (!make_resampler(from, err))
        return NULL;
    return (struct source *)take(from);
}

struct capture_queue *card_queue_new(
    const struct sample_format *format, struct err *err)
{
    size_t frame_bytes = sample_format_frame_bytes(format);

    return capture_queue_new(frame_bytes,
        frame_bytes * (size_t)format->rate_hz * QUEUE_SECONDS, err);
}

int64_t card_retry_ns(int failures)
{
    int64_t delay_ns = RETRY_NS;

    while (--failures > 0 && delay_ns < RETRY_MOST_NS)
        delay_ns *= 2;
    return delay_ns < RETRY_MOST_NS ? delay_ns : RETRY_MOST_NS;
}
