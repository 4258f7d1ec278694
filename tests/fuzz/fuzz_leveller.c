/* SPDX-License-Identifier: BSD-2-Clause */
/* Samples of any bit pattern, made finite as the leveller wants them, repeated
 * for longer than its look-ahead; the first bytes choose what it expects and
 * hears. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "recorder/audio/leveller.h"
#include "recorder/audio/pcm.h"

#define BLOCK_FRAMES 480
#define BLOCKS 70
#define MOST_OUT (PCM_LOUDEST * 201) /* at +46 dB */

static void process(struct leveller *leveller, int channels,
    const uint8_t *bytes, size_t length)
{
    float block[2 * BLOCK_FRAMES];
    size_t size = sizeof *block * BLOCK_FRAMES * (size_t)channels;

    for (size_t i = 0; i < BLOCKS; i++) {
        for (size_t at = 0; at < size; at++)
            ((uint8_t *)block)[at] = bytes[(i * size + at) % length];
        pcm_copy_finite(block, block, size / sizeof *block);
        leveller_process(leveller, block, BLOCK_FRAMES);
        leveller_heard(leveller, (double)bytes[i % length] / 255);
        for (size_t k = 0; k < size / sizeof *block; k++)
            assert(fabsf(block[k]) <= MOST_OUT);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct err err;

    if (length < 2)
        return 0;
    int channels = 1 + bytes[0] % 2;
    own(leveller) leveller = leveller_new(channels, -8 - bytes[0] % 29, &err);
    assert(leveller);
    if (bytes[1] % 2)
        leveller_expect(leveller, -70 + bytes[1] % 80);
    process(leveller, channels, bytes, length);
    assert(!isnan(leveller_talker_lufs(leveller)));
    assert(!isnan(leveller_programme_lufs(leveller)));
    return 0;
}
