/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/mp3_decoder.h"

#include <fcntl.h>
#include <mpg123.h>
#include <stdint.h>
#include <unistd.h>

struct mp3_decoder {
    mpg123_handle *handle;
    int fd;
    int channels;
    long rate_hz;
    int64_t stated_frames; /* by its Xing header; below 0: it has none */
    int64_t given_frames;
    bool has_ended;
};

static bool fail(struct mp3_decoder *decoder, struct err *err)
{
    return err_set(err, ERR_FORMAT, "%s", mpg123_strerror(decoder->handle));
}

/* Any rate as it is; nothing but float. */
static bool allow_float(mpg123_handle *handle)
{
    const long *rates_hz;
    size_t count;

    mpg123_rates(&rates_hz, &count);
    if (mpg123_param(handle, MPG123_ADD_FLAGS,
            MPG123_QUIET | MPG123_GAPLESS | MPG123_SKIP_ID3V2,
            0) != MPG123_OK ||
        mpg123_param(handle, MPG123_REMOVE_FLAGS, MPG123_AUTO_RESAMPLE, 0) !=
            MPG123_OK ||
        mpg123_format_none(handle) != MPG123_OK)
        return false;
    for (size_t i = 0; i < count; i++)
        if (mpg123_format(handle, rates_hz[i], MPG123_MONO | MPG123_STEREO,
                MPG123_ENC_FLOAT_32) != MPG123_OK)
            return false;
    return true;
}

static bool begin(struct mp3_decoder *decoder, struct err *err)
{
    int encoding = 0;

    if (lseek(decoder->fd, 0, SEEK_SET) < 0)
        return err_set_errno(err, ERR_IO, "read");
    return (mpg123_open_fd(decoder->handle, decoder->fd) == MPG123_OK &&
               mpg123_getformat(decoder->handle, &decoder->rate_hz,
                   &decoder->channels, &encoding) == MPG123_OK) ||
           fail(decoder, err);
}

/* Where libmpg123 knows the length of the file it guesses; without it nothing
 * but a Xing header can tell, but then it cannot be read to its end. */
static void ask_length(struct mp3_decoder *decoder)
{
    decoder->stated_frames = -1;
    if (mpg123_set_filesize(decoder->handle, -1) == MPG123_OK)
        decoder->stated_frames = mpg123_length(decoder->handle);
}

static bool start(
    struct mp3_decoder *decoder, const char *path, struct err *err)
{
    decoder->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (decoder->fd < 0)
        return err_set_errno(err, ERR_IO, "open %s", path);
    decoder->handle = mpg123_new(NULL, NULL);
    if (!decoder->handle)
        return err_no_memory(err);
    if (!allow_float(decoder->handle))
        return fail(decoder, err);
    if (!begin(decoder, err))
        return false;
    ask_length(decoder);
    return begin(decoder, err);
}

struct mp3_decoder *mp3_decoder_new(const char *path, struct err *err)
{
    own(mp3_decoder) decoder = calloc(1, sizeof *decoder);

    if (!decoder)
        return err_no_memory(err), NULL;
    decoder->fd = -1;
    return start(decoder, path, err) ? take(decoder) : NULL;
}

int mp3_decoder_channels(const struct mp3_decoder *decoder)
{
    return decoder->channels;
}

int mp3_decoder_rate_hz(const struct mp3_decoder *decoder)
{
    return (int)decoder->rate_hz;
}

bool mp3_decoder_pull(
    struct mp3_decoder *decoder, float *pcm, size_t *frames, struct err *err)
{
    size_t frame_bytes = sizeof *pcm * (size_t)decoder->channels;
    size_t bytes = 0;

    while (bytes == 0 && !decoder->has_ended) {
        int got = mpg123_read(decoder->handle, pcm,
            MP3_DECODER_MOST_FRAMES * frame_bytes, &bytes);
        if (got == MPG123_NEW_FORMAT)
            return err_set(err, ERR_FORMAT, "its format changes on the way");
        if (got != MPG123_OK && got != MPG123_DONE)
            return fail(decoder, err);
        decoder->has_ended = got == MPG123_DONE;
    }
    *frames = bytes / frame_bytes;
    decoder->given_frames += (int64_t)*frames;
    return true;
}

/* Some encoders count the frame of the header, and some lose one at the end. */
bool mp3_decoder_is_cut_off(const struct mp3_decoder *decoder)
{
    return decoder->stated_frames - decoder->given_frames >
           2 * (int64_t)MP3_DECODER_MOST_FRAMES;
}

void mp3_decoder_free(struct mp3_decoder *decoder)
{
    if (!decoder)
        return;
    if (decoder->handle)
        mpg123_delete(decoder->handle);
    if (decoder->fd >= 0)
        close(decoder->fd);
    free(decoder);
}
