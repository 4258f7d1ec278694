/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_meter.h"

#include "recorder/audio/mp3_decoder.h"

#define RATE_HZ 48000

/* All of it into the meter. */
static bool decode(struct mp3_decoder *decoder, struct loudness_meter *meter,
    struct mp3_measured *measured, struct err *err)
{
    size_t channels = (size_t)mp3_decoder_channels(decoder);
    float pcm[MP3_DECODER_MOST_SAMPLES];
    size_t frames;

    do {
        if (!mp3_decoder_pull(decoder, pcm, &frames, err))
            return false;
        loudness_meter_push(meter, pcm, frames);
        sound_curve_push(&measured->curve, pcm, frames * channels,
            loudness_meter_short_term(meter));
        measured->frames_48k += (int64_t)frames;
    } while (frames > 0);
    return true;
}

static bool measure(
    struct mp3_decoder *decoder, struct mp3_measured *measured, struct err *err)
{
    struct mp3_measured made = {.channels = mp3_decoder_channels(decoder)};
    int rate_hz = mp3_decoder_rate_hz(decoder);

    if (rate_hz != RATE_HZ)
        return err_set(
            err, ERR_FORMAT, "its rate is %d Hz, expected 48000", rate_hz);
    own(loudness_meter) meter = loudness_meter_new(made.channels, err);
    if (!meter || !decode(decoder, meter, &made, err))
        return false;
    made.loudness = loudness_meter_read(meter);
    *measured = made;
    return true;
}

bool mp3_measure(
    const char *path, struct mp3_measured *measured, struct err *err)
{
    own(mp3_decoder) decoder = mp3_decoder_new(path, err);

    if (!decoder)
        return err->kind == ERR_IO ? false : err_prefix(err, "decode %s", path);
    return measure(decoder, measured, err) ||
           err_prefix(err, "decode %s", path);
}
