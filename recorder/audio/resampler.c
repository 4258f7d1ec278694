/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/resampler.h"

#include <assert.h>
#include <math.h>
#include <soxr.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "recorder/audio/pcm.h"

#define OUT_HZ 48000

struct resampler {
    soxr_t state; /* NULL at 48 kHz */
    size_t channels;
    int rate_hz;
    size_t most_in;
    bool is_stretching;
    double stretch;
    double stretched; /* frames that come of those pushed */
    uint64_t frames_in;
    uint64_t frames_out;
    float *finite; /* most_in frames */
};

/* soxr gives out in bursts what it was given before. With input worth half
 * of the room per call, a burst that does not fit is made up for by the next
 * calls. */
static size_t input_for(size_t frames_out, int rate_hz)
{
    size_t frames = frames_out * (size_t)rate_hz / OUT_HZ;

    return frames > 0 ? frames : 1;
}

/* How many frames of input come to one of output. */
static double input_per_output(const struct resampler *resampler)
{
    return resampler->is_stretching ? 1 / (1 + resampler->stretch)
                                    : (double)resampler->rate_hz / OUT_HZ;
}

static bool open_state(struct resampler *resampler, struct err *err)
{
    soxr_io_spec_t io = soxr_io_spec(SOXR_FLOAT32_I, SOXR_FLOAT32_I);
    soxr_quality_spec_t quality =
        soxr_quality_spec(SOXR_HQ, resampler->is_stretching ? SOXR_VR : 0);
    double most = resampler->is_stretching ? 1 + 2 * RESAMPLER_MOST_STRETCH
                                           : input_per_output(resampler);
    soxr_error_t why = NULL;

    resampler->state = soxr_create(
        most, 1, (unsigned)resampler->channels, &why, &io, &quality, NULL);
    if (!resampler->state)
        return err_set(err, ERR_MEMORY, "resample %d Hz: %s",
            resampler->rate_hz, why ? why : "out of memory");
    if (resampler->is_stretching)
        resampler_set_stretch(resampler, 0);
    return true;
}

/* With its state, for `most_in` frames at a time. */
static bool open_resampler(struct resampler *resampler, struct err *err)
{
    resampler->finite =
        calloc(resampler->most_in * resampler->channels, sizeof(float));
    if (!resampler->finite)
        return err_no_memory(err);
    return open_state(resampler, err);
}

struct resampler *resampler_new(int channels, int rate_hz, struct err *err)
{
    own(resampler) resampler = calloc(1, sizeof *resampler);

    if (!resampler)
        return err_no_memory(err), NULL;
    resampler->channels = (size_t)channels;
    resampler->rate_hz = rate_hz;
    if (rate_hz == OUT_HZ) {
        resampler->most_in = RESAMPLER_MOST_OUT;
        return take(resampler);
    }
    resampler->most_in = input_for(RESAMPLER_MOST_OUT / 2, rate_hz);
    return open_resampler(resampler, err) ? take(resampler) : NULL;
}

struct resampler *resampler_new_stretching(int channels, struct err *err)
{
    own(resampler) resampler = calloc(1, sizeof *resampler);

    if (!resampler)
        return err_no_memory(err), NULL;
    resampler->channels = (size_t)channels;
    resampler->rate_hz = OUT_HZ;
    resampler->is_stretching = true;
    resampler->most_in = input_for(RESAMPLER_MOST_OUT / 2, OUT_HZ);
    return open_resampler(resampler, err) ? take(resampler) : NULL;
}

/* At once: a step of so little is heard no more than a slope. */
void resampler_set_stretch(struct resampler *resampler, double stretch)
{
    assert(fabs(stretch) <= RESAMPLER_MOST_STRETCH);
    resampler->stretch = stretch;
    soxr_set_io_ratio(resampler->state, input_per_output(resampler), 0);
}

size_t resampler_most_in(const struct resampler *resampler)
{
    return resampler->most_in;
}

/* With no place for the count of input taken, soxr takes all of it. */
static size_t process(
    struct resampler *resampler, const float *pcm, size_t frames, float *out)
{
    size_t ready = 0;

    soxr_process(
        resampler->state, pcm, frames, NULL, out, RESAMPLER_MOST_OUT, &ready);
    return ready;
}

size_t resampler_push(
    struct resampler *resampler, const float *pcm, size_t frames, float *out)
{
    assert(frames <= resampler->most_in);
    size_t samples = frames * resampler->channels;

    if (frames == 0)
        return 0;
    resampler->frames_in += frames;
    resampler->stretched += (double)frames * (1 + resampler->stretch);
    if (!resampler->state) {
        pcm_copy_finite(out, pcm, samples);
        resampler->frames_out += frames;
        return frames;
    }
    pcm_copy_finite(resampler->finite, pcm, samples);
    size_t ready = process(resampler, resampler->finite, frames, out);
    resampler->frames_out += ready;
    return ready;
}

static uint64_t due_frames(const struct resampler *resampler)
{
    uint64_t rate_hz = (uint64_t)resampler->rate_hz;

    if (resampler->is_stretching)
        return (uint64_t)llround(resampler->stretched) - resampler->frames_out;
    return (resampler->frames_in * OUT_HZ + rate_hz / 2) / rate_hz -
           resampler->frames_out;
}

size_t resampler_drain(struct resampler *resampler, float *out)
{
    uint64_t due = due_frames(resampler);
    size_t now = due < RESAMPLER_MOST_OUT ? (size_t)due : RESAMPLER_MOST_OUT;

    if (now == 0)
        return 0;
    size_t ready = process(resampler, NULL, 0, out);
    if (ready < now) /* soxr rounds the length its own way */
        memset(out + ready * resampler->channels, 0,
            (now - ready) * resampler->channels * sizeof *out);
    resampler->frames_out += now;
    return now;
}

void resampler_free(struct resampler *resampler)
{
    if (!resampler)
        return;
    if (resampler->state)
        soxr_delete(resampler->state);
    free(resampler->finite);
    free(resampler);
}
