/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * WAVs for tests: those of other programs in tests/data/wav, each with what
 * ffmpeg decodes it to, and small ones made here.
 */
#ifndef ROOMCAST_TESTS_WAV_SAMPLE_H
#define ROOMCAST_TESTS_WAV_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

#include "recorder/base/text.h"
#include "tests/source/heard.h"

struct wav_sample {
    const char *path;
    const char *decoded_path;
    int rate_hz;
    int channels; /* 1 or 2, that come out */
};

#define WAV_SAMPLE_COUNT 17
extern const struct wav_sample wav_samples[WAV_SAMPLE_COUNT];

/* The test fails unless that was heard. */
void wav_sample_assert_heard(
    const struct wav_sample *sample, const struct heard *heard);

void wav_sample_read(const char *path, struct text *bytes);

/* A head of 44 bytes for 8000 Hz, mono, 16 bits, with that size of the sound,
 * and then the bytes. */
void wav_sample_put(
    struct text *wav, uint32_t size, const void *data, size_t length);

#endif
