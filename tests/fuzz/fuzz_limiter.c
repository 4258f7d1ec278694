/* SPDX-License-Identifier: BSD-2-Clause */
/* Samples of any bit pattern in pieces of any size; the first bytes move the
 * ceiling. No sample may come out above the highest ceiling. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "recorder/audio/limiter.h"

#define MOST_FRAMES 255
#define PIECES 60

static size_t fill(
    float *pcm, int channels, const uint8_t *bytes, size_t length, size_t from)
{
    size_t frames = 1 + bytes[from % length] % MOST_FRAMES;
    size_t size = sizeof *pcm * frames * (size_t)channels;

    for (size_t at = 0; at < size; at++)
        ((uint8_t *)pcm)[at] = bytes[(from + at) % length];
    return frames;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    float pcm[2 * MOST_FRAMES];
    struct err err;

    if (length == 0)
        return 0;
    int channels = 1 + bytes[0] % 2;
    own(limiter) limiter = limiter_new(channels, -1, &err);
    assert(limiter);
    for (size_t i = 0, from = 0; i < PIECES; i++) {
        size_t frames = fill(pcm, channels, bytes, length, from);
        from += frames * (size_t)channels * sizeof *pcm;
        limiter_set_ceiling(limiter, -1 - (double)(bytes[i % length] % 8) / 2);
        limiter_process(limiter, pcm, frames);
        for (size_t k = 0; k < frames * (size_t)channels; k++)
            assert(fabsf(pcm[k]) <= 0.8914F); /* -1 dBFS */
        double passed = limiter_passed(limiter);
        assert(passed >= 0 && passed <= 1.0001);
    }
    return 0;
}
