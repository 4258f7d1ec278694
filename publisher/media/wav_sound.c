/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/wav_sound.h"

#include <stdlib.h>
#include <string.h>

#include "recorder/audio/resampler.h"
#include "recorder/audio/wav.h"

#define RATE_HZ 48000

struct sound_bytes {
    const uint8_t *bytes;
    size_t length;
};

bool is_wav_sound(const uint8_t *bytes, size_t length)
{
    return length >= 12 && memcmp(bytes, "RIFF", 4) == 0 &&
           memcmp(bytes + 8, "WAVE", 4) == 0;
}

/* Its header, and the bytes of sound behind it. A data chunk that was streamed
 * claims more than there is. */
static bool read_header(const uint8_t *bytes, size_t length,
    struct wav_header *header, struct sound_bytes *data, struct err *err)
{
    size_t used = 0;

    own(wav) wav = wav_new(err);
    if (!wav || !wav_push(wav, bytes, length, &used, err))
        return false;
    if (!wav_header(wav, header))
        return wav_finish(wav, err);
    size_t left = length - used;
    if (header->data_bytes >= 0 && (uint64_t)header->data_bytes < left)
        left = (size_t)header->data_bytes;
    *data = (struct sound_bytes){bytes + used, left};
    return true;
}

/* Into room for what comes out, and a reserve. */
static size_t resample_all(struct resampler *resampler, size_t channels,
    const float *pcm, size_t frames, float *out)
{
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

static bool resample(const struct sample_format *format, const float *pcm,
    size_t frames, struct montage_sound *sound, struct err *err)
{
    int channels = sample_format_mixed_channels(format);
    size_t most = (size_t)((double)frames * RATE_HZ / format->rate_hz) + 1 +
                  2 * (size_t)RESAMPLER_MOST_OUT;

    own(resampler) resampler = resampler_new(channels, format->rate_hz, err);
    own_heap(float) out = malloc(most * (size_t)channels * sizeof *out);
    if (!resampler)
        return false;
    if (!out)
        return err_no_memory(err);
    sound->channels = channels;
    sound->frames = resample_all(resampler, (size_t)channels, pcm, frames, out);
    sound->pcm = take(out);
    return true;
}

bool wav_sound_decode(const uint8_t *bytes, size_t length,
    struct montage_sound *sound, struct err *err)
{
    struct wav_header header;
    struct sound_bytes data = {0};

    if (!read_header(bytes, length, &header, &data, err))
        return false;
    const struct sample_format *format = &header.format;
    size_t frames = data.length / sample_format_frame_bytes(format);
    size_t channels = (size_t)sample_format_mixed_channels(format);
    own_heap(float) pcm = malloc((frames + 1) * channels * sizeof *pcm);
    if (!pcm)
        return err_no_memory(err);
    sample_format_convert(format, data.bytes, frames, pcm);
    return resample(format, pcm, frames, sound, err);
}
