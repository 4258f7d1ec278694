/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/mp3_meter.h"

#include <fcntl.h>
#include <mpg123.h>

#include "recorder/base/own.h"

#define RATE_HZ 48000
#define BLOCK_SAMPLES 2304 /* of one stereo MP3 frame */

struct mp3_decoder {
    mpg123_handle *handle;
    int channels;
};

static void mp3_decoder_clear(struct mp3_decoder *decoder)
{
    if (decoder->handle)
        mpg123_delete(decoder->handle);
}

static bool fail(struct mp3_decoder *decoder, struct err *err)
{
    return err_set(err, ERR_FORMAT, "%s", mpg123_strerror(decoder->handle));
}

/* Other rates and encodings are refused, not converted. */
static bool allow_one_format(mpg123_handle *handle)
{
    return mpg123_param(handle, MPG123_ADD_FLAGS,
               MPG123_QUIET | MPG123_GAPLESS | MPG123_SKIP_ID3V2,
               0) == MPG123_OK &&
           mpg123_param(handle, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0) ==
               MPG123_OK &&
           mpg123_format_none(handle) == MPG123_OK &&
           mpg123_format(handle, RATE_HZ, MPG123_MONO | MPG123_STEREO,
               MPG123_ENC_FLOAT_32) == MPG123_OK;
}

static bool open_decoder(struct mp3_decoder *decoder, int fd, struct err *err)
{
    long rate_hz = 0;
    int encoding = 0;

    decoder->handle = mpg123_new(NULL, NULL);
    if (!decoder->handle)
        return err_no_memory(err);
    if (!allow_one_format(decoder->handle) ||
        mpg123_open_fd(decoder->handle, fd) != MPG123_OK ||
        mpg123_getformat(decoder->handle, &rate_hz, &decoder->channels,
            &encoding) != MPG123_OK)
        return fail(decoder, err);
    return true;
}

/* All of it into the meter. */
static bool decode(struct mp3_decoder *decoder, struct loudness_meter *meter,
    int64_t *frames_48k, struct err *err)
{
    float block[BLOCK_SAMPLES];
    size_t frame_bytes = sizeof block[0] * (size_t)decoder->channels;
    int got = MPG123_OK;

    while (got == MPG123_OK) {
        size_t bytes = 0;
        got = mpg123_read(decoder->handle, block, sizeof block, &bytes);
        loudness_meter_push(meter, block, bytes / frame_bytes);
        *frames_48k += (int64_t)(bytes / frame_bytes);
    }
    if (got == MPG123_NEW_FORMAT)
        return err_set(err, ERR_FORMAT, "its format changes on the way");
    return got == MPG123_DONE || fail(decoder, err);
}

static bool measure(int fd, struct mp3_measured *measured, struct err *err)
{
    own_value(mp3_decoder) decoder = {0};
    int64_t frames_48k = 0;

    if (!open_decoder(&decoder, fd, err))
        return false;
    own(loudness_meter) meter = loudness_meter_new(decoder.channels, err);
    if (!meter || !decode(&decoder, meter, &frames_48k, err))
        return false;
    measured->loudness = loudness_meter_read(meter);
    measured->frames_48k = frames_48k;
    measured->channels = decoder.channels;
    return true;
}

bool mp3_measure(
    const char *path, struct mp3_measured *measured, struct err *err)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return err_set_errno(err, ERR_IO, "open %s", path);
    return measure(fd, measured, err) || err_prefix(err, "decode %s", path);
}
