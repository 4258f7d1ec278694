/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/source/wav_sample.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SAMPLE(name, rate_hz, channels)                                        \
    {                                                                          \
        "wav/" name ".wav", "wav/" name ".f32le", rate_hz, channels            \
    }

const struct wav_sample wav_samples[WAV_SAMPLE_COUNT] = {
    SAMPLE("sox_u8", 48000, 2),
    SAMPLE("sox_s16", 48000, 2),
    SAMPLE("sox_s24", 48000, 2),
    SAMPLE("sox_s32", 48000, 2),
    SAMPLE("sox_f32", 48000, 2),
    SAMPLE("sox_f64", 48000, 2),
    SAMPLE("sox_mono", 11025, 1),
    SAMPLE("sox_pipe", 48000, 2),
    SAMPLE("ffmpeg_u8", 44100, 2),
    SAMPLE("ffmpeg_s16le", 44100, 2),
    SAMPLE("ffmpeg_s24le", 44100, 2),
    SAMPLE("ffmpeg_s32le", 44100, 2),
    SAMPLE("ffmpeg_f32le", 44100, 2),
    SAMPLE("ffmpeg_f64le", 44100, 2),
    SAMPLE("ffmpeg_rf64", 44100, 2),
    SAMPLE("ffmpeg_pipe", 44100, 2),
    SAMPLE("ffmpeg_5_1", 48000, 2),
};

void wav_sample_assert_heard(
    const struct wav_sample *sample, const struct heard *heard)
{
    own_value(text) expected = {0};

    wav_sample_read(sample->decoded_path, &expected);
    assert_int_equal(heard->samples.length, expected.length);
    for (size_t i = 0; i < expected.length / sizeof(float); i++) {
        float value;
        memcpy(&value, expected.bytes + i * sizeof value, sizeof value);
        if (fabsf(heard_sample(heard, i) - value) > 3e-7f)
            fail_msg("%s: sample %zu is %g, expected %g", sample->path, i,
                (double)heard_sample(heard, i), (double)value);
    }
}

void wav_sample_read(const char *path, struct text *bytes)
{
    char buffer[4096];
    FILE *file = fopen(path, "rb");
    size_t count;

    assert_non_null(file);
    while ((count = fread(buffer, 1, sizeof buffer, file)) > 0)
        text_append_bytes(bytes, buffer, count);
    fclose(file);
}

void wav_sample_put(
    struct text *wav, uint32_t size, const void *data, size_t length)
{
    static const char head[] = "RIFF\0\0\0\0WAVE"
                               "fmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0"
                               "\x80\x3e\0\0\x02\0\x10\0"
                               "data";

    text_append_bytes(wav, head, sizeof head - 1);
    text_append_le32(wav, size);
    text_append_bytes(wav, data, length);
}
