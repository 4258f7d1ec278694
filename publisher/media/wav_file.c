/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/wav_file.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "recorder/audio/pcm.h"
#include "recorder/audio/resampler.h"

#define RATE_HZ 48000
#define FORMAT_PCM 1
#define FORMAT_FLOAT 3
#define FORMAT_EXTENSIBLE 0xfffe

struct wav {
    int format;
    int channels;
    int rate_hz;
    int bits;
    const uint8_t *data;
    size_t data_bytes;
};

static uint32_t le(const uint8_t *at, int bytes)
{
    uint32_t number = 0;

    for (int i = bytes; i-- > 0;)
        number = number << 8 | at[i];
    return number;
}

bool is_wav_file(const uint8_t *bytes, size_t length)
{
    return length >= 12 && memcmp(bytes, "RIFF", 4) == 0 &&
           memcmp(bytes + 8, "WAVE", 4) == 0;
}

static void read_format(struct wav *wav, const uint8_t *chunk, size_t length)
{
    if (length < 16)
        return;
    wav->format = (int)le(chunk, 2);
    wav->channels = (int)le(chunk + 2, 2);
    wav->rate_hz = (int)(le(chunk + 4, 4) & INT32_MAX);
    wav->bits = (int)le(chunk + 14, 2);
    if (wav->format == FORMAT_EXTENSIBLE && length >= 26)
        wav->format = (int)le(chunk + 24, 2);
}

/* A data chunk that was streamed claims more than there is. */
static void read_chunks(struct wav *wav, const uint8_t *bytes, size_t length)
{
    size_t at = 12;

    while (length - at >= 8 && !wav->data) {
        const uint8_t *chunk = bytes + at + 8;
        size_t left = length - at - 8;
        size_t size = le(bytes + at + 4, 4);
        size_t there = size < left ? size : left;
        if (memcmp(bytes + at, "fmt ", 4) == 0)
            read_format(wav, chunk, there);
        if (memcmp(bytes + at, "data", 4) == 0) {
            wav->data = chunk;
            wav->data_bytes = there;
        }
        at += 8 + (size + size % 2 < left ? size + size % 2 : left);
    }
}

static bool is_usable(const struct wav *wav)
{
    bool is_pcm =
        wav->format == FORMAT_PCM && (wav->bits == 8 || wav->bits == 16 ||
                                         wav->bits == 24 || wav->bits == 32);
    bool is_float = wav->format == FORMAT_FLOAT && wav->bits == 32;

    return (is_pcm || is_float) && wav->data && wav->channels >= 1 &&
           wav->channels <= 2 && wav->rate_hz >= 1000 && wav->rate_hz <= 768000;
}

static float sample_at(const struct wav *wav, size_t at)
{
    int bytes = wav->bits / 8;
    uint32_t bits = le(wav->data + at * (size_t)bytes, bytes);
    float sample;

    if (wav->format == FORMAT_FLOAT) {
        memcpy(&sample, &bits, sizeof sample);
        return pcm_finite(sample);
    }
    if (bytes == 1)
        return ((float)bits - 128) / 128;
    return (float)(int32_t)(bits << (32 - wav->bits)) / 2147483648.0f;
}

static float *decode_samples(const struct wav *wav, size_t samples)
{
    float *pcm = malloc((samples + 1) * sizeof *pcm);

    for (size_t i = 0; pcm && i < samples; i++)
        pcm[i] = sample_at(wav, i);
    return pcm;
}

/* Into room for what comes out, and a reserve. */
static size_t resample_all(struct resampler *resampler, const struct wav *wav,
    const float *pcm, size_t frames, float *out)
{
    size_t channels = (size_t)wav->channels;
    size_t most = resampler_most_in(resampler);
    size_t made = 0;
    size_t got;

    for (size_t at = 0; at < frames; at += most) {
        size_t now = frames - at < most ? frames - at : most;
        made += resampler_push(
            resampler, pcm + at * channels, now, out + made * channels);
    }
    while ((got = resampler_drain(resampler, out + made * channels)) > 0)
        made += got;
    return made;
}

static bool resample(const struct wav *wav, const float *pcm, size_t frames,
    struct montage_sound *sound, struct err *err)
{
    size_t most = (size_t)((double)frames * RATE_HZ / wav->rate_hz) + 1 +
                  2 * (size_t)RESAMPLER_MOST_OUT;

    own(resampler) resampler = resampler_new(wav->channels, wav->rate_hz, err);
    own_heap(float) out = malloc(most * (size_t)wav->channels * sizeof *out);
    if (!resampler)
        return false;
    if (!out)
        return err_no_memory(err);
    sound->channels = wav->channels;
    sound->frames = resample_all(resampler, wav, pcm, frames, out);
    sound->pcm = take(out);
    return true;
}

bool wav_file_decode(const uint8_t *bytes, size_t length,
    struct montage_sound *sound, struct err *err)
{
    struct wav wav = {0};

    if (is_wav_file(bytes, length))
        read_chunks(&wav, bytes, length);
    if (!is_usable(&wav))
        return err_set(
            err, ERR_FORMAT, "not a WAV file with PCM in one or two channels");
    size_t frames =
        wav.data_bytes / ((size_t)wav.channels * (size_t)wav.bits / 8);
    own_heap(float) pcm = decode_samples(&wav, frames * (size_t)wav.channels);
    if (!pcm)
        return err_no_memory(err);
    return resample(&wav, pcm, frames, sound, err);
}
