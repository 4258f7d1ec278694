/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Samples of any bit pattern, at any rate, in one to eight channels, in pieces
 * of any size: whatever comes, figures stay figures, and what comes after is
 * measured as ever.
 */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "recorder/audio/loudness_meter.h"

#define MOST_FRAMES 4096
#define HEAD_BYTES 4

static void check_level(double lufs)
{
    assert(!isnan(lufs) && lufs < 60);
}

static void check(const struct loudness *loudness)
{
    check_level(loudness->integrated_lufs);
    check_level(loudness->momentary_lufs);
    check_level(loudness->short_term_lufs);
    check_level(loudness->true_peak_dbtp);
    check_level(loudness->sample_peak_dbfs);
    assert(loudness->sample_peak_dbfs <= 40.001);
    assert(loudness->true_peak_dbtp >= loudness->sample_peak_dbfs);
    assert(loudness->true_peak_dbtp <= loudness->sample_peak_dbfs + 5.5 ||
           loudness->sample_peak_dbfs == -HUGE_VAL);
    assert(loudness->highest_momentary_lufs >= loudness->momentary_lufs);
    assert(loudness->highest_short_term_lufs >= loudness->short_term_lufs);
    assert(isfinite(loudness->range_lu) && loudness->range_lu >= 0);
}

/* Half a second of a tone reads as such, a tenth after anything. */
static void check_recovery(
    struct loudness_meter *meter, const struct loudness_format *format)
{
    static const float silence[LOUDNESS_METER_MOST_CHANNELS];
    float tone[LOUDNESS_METER_MOST_CHANNELS] = {0};

    for (int i = 0; i < format->rate_hz / 10; i++)
        loudness_meter_push(meter, silence, 1);
    for (int i = 0; i < format->rate_hz / 2; i++) {
        double turns = fmod(1000. * i / format->rate_hz, 1);
        tone[0] = (float)(0.1 * sin(2 * M_PI * turns));
        loudness_meter_push(meter, tone, 1);
    }
    double expected = format->channels == 1 && format->dual_mono ? -20 : -23.01;
    assert(fabs(loudness_meter_momentary(meter) - expected) < 0.1);
}

static void push_all(struct loudness_meter *meter, int channels, size_t piece,
    const uint8_t *bytes, size_t length)
{
    static float pcm[MOST_FRAMES * LOUDNESS_METER_MOST_CHANNELS];
    size_t frame_bytes = sizeof *pcm * (size_t)channels;
    size_t frames = length / frame_bytes;

    for (size_t at = 0; at < frames; at += piece) {
        size_t now = frames - at < piece ? frames - at : piece;
        memcpy(pcm, bytes + at * frame_bytes, now * frame_bytes);
        loudness_meter_push(meter, pcm, now);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    struct err err;

    if (length < HEAD_BYTES)
        return 0;
    struct loudness_format format = {
        .channels = 1 + bytes[0] % LOUDNESS_METER_MOST_CHANNELS,
        .rate_hz = 8000 + 20 * ((bytes[1] | bytes[2] << 8) % 4401),
        .dual_mono = bytes[0] & 0x80,
    };
    own(loudness_meter) meter = loudness_meter_new_of(&format, &err);
    assert(meter);
    for (int i = 0; i < 20; i++)
        push_all(meter, format.channels, 1 + 16 * (size_t)bytes[3],
            bytes + HEAD_BYTES, length - HEAD_BYTES);
    struct loudness loudness = loudness_meter_read(meter);
    check(&loudness);
    loudness = loudness_meter_read_after(meter, -40);
    assert(!isnan(loudness.integrated_lufs) && !isnan(loudness.range_lu));
    if (bytes[0] & 0x40)
        check_recovery(meter, &format);
    return 0;
}
