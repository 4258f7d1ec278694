/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/wave_shape.h"

#include <ebur128.h>
#include <math.h>
#include <soxr.h>

void wave_mix_down(struct wave *wave)
{
    if (wave->channels == 1)
        return;
    for (size_t i = 0; i < wave->frames; i++)
        wave->samples[i] =
            (wave->samples[2 * i] + wave->samples[2 * i + 1]) / 2;
    wave->channels = 1;
}

bool wave_convert_rate(struct wave *wave, int rate_hz, struct err *err)
{
    double ratio = (double)rate_hz / wave->rate_hz;
    size_t most = (size_t)ceil((double)wave->frames * ratio) + 1;
    size_t done = 0;
    own_heap(float) out = malloc(most * (size_t)wave->channels * sizeof(float));

    if (!out)
        return err_no_memory(err);
    soxr_error_t failure = soxr_oneshot(wave->rate_hz, rate_hz,
        (unsigned)wave->channels, wave->samples, wave->frames, NULL, out, most,
        &done, NULL, NULL, NULL);
    if (failure)
        return err_set(err, ERR_FORMAT, "resample: %s", failure);
    free(wave->samples);
    wave->samples = take(out);
    wave->frames = done;
    wave->rate_hz = rate_hz;
    return true;
}

static bool measure(const struct wave *wave, double *lufs, struct err *err)
{
    ebur128_state *meter = ebur128_init(
        (unsigned)wave->channels, (unsigned long)wave->rate_hz, EBUR128_MODE_I);

    if (!meter)
        return err_no_memory(err);
    ebur128_add_frames_float(meter, wave->samples, wave->frames);
    ebur128_loudness_global(meter, lufs);
    ebur128_destroy(&meter);
    return isfinite(*lufs) || err_set(err, ERR_FORMAT, "it is silent");
}

bool wave_set_loudness(struct wave *wave, double lufs, struct err *err)
{
    double found;

    if (!measure(wave, &found, err))
        return false;
    float gain = (float)pow(10, (lufs - found) / 20);
    for (size_t i = 0; i < wave->frames * (size_t)wave->channels; i++)
        wave->samples[i] *= gain;
    return true;
}
