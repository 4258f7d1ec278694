/* SPDX-License-Identifier: BSD-2-Clause */
/* Samples of any bit pattern, repeated so that the slow parts see them. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "recorder/audio/loudness_meter.h"
#include "recorder/audio/normalizer.h"

#define BLOCK_FRAMES 960
#define BLOCKS 22 /* a little more than the look-ahead */

static size_t pull_all(
    struct normalizer *normalizer, struct loudness_meter *meter)
{
    float pcm[BLOCK_FRAMES];
    size_t frames = 0;
    size_t got;

    while ((got = normalizer_pull(normalizer, pcm, BLOCK_FRAMES)) > 0) {
        for (size_t i = 0; i < got; i++)
            assert(fabsf(pcm[i]) <= 0.75f);
        loudness_meter_push(meter, pcm, got);
        frames += got;
    }
    return frames;
}

static void check_loudness(const struct loudness_meter *meter)
{
    struct loudness loudness = loudness_meter_read(meter);

    assert(!isnan(loudness.integrated_lufs));
    assert(!isnan(loudness.momentary_lufs));
    assert(!isnan(loudness.short_term_lufs));
    assert(loudness.range_lu >= 0 && isfinite(loudness.range_lu));
    assert(loudness.true_peak_dbtp < 100);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    float block[BLOCK_FRAMES];
    struct err err;
    own(normalizer) normalizer = normalizer_new(1, -16, &err);
    own(loudness_meter) before = loudness_meter_new(1, &err);
    own(loudness_meter) after = loudness_meter_new(1, &err);
    size_t frames = 0;

    assert(normalizer && before && after);
    if (length == 0)
        return 0;
    for (size_t i = 0; i < BLOCKS; i++) {
        for (size_t at = 0; at < sizeof block; at++)
            ((uint8_t *)block)[at] = bytes[(i * sizeof block + at) % length];
        loudness_meter_push(before, block, BLOCK_FRAMES);
        normalizer_push(normalizer, block, BLOCK_FRAMES);
        frames += pull_all(normalizer, after);
    }
    normalizer_finish(normalizer);
    frames += pull_all(normalizer, after);
    assert(frames == (size_t)BLOCKS * BLOCK_FRAMES);
    check_loudness(before);
    check_loudness(after);
    return 0;
}
