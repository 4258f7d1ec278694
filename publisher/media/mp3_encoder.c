/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/mp3_encoder.h"

#include <float.h>
#include <lame/lame.h>
#include <math.h>

#define RATE_HZ 48000
#define BLOCK_FRAMES 1152 /* one MP3 frame */
/* What lame.h states as the worst case of a block, and of a flush. */
#define BLOCK_MOST_BYTES (BLOCK_FRAMES * 5 / 4 + 7200)
/* LAME's own scale of 0 (best) to 9. Ten minutes of stereo speech take 11.5 s
 * at 2, 8.2 at 3, 7.9 at 5 and 3.6 at 7, which shapes no noise. */
#define QUALITY 3
#define MOST_LEVEL 8.0F /* of full scale */
/* LAME's scale of 0 to 9 for variable bitrates: as good as 128k of speech. */
#define VBR_QUALITY 5

struct mp3_encoder {
    lame_t lame;
    int channels;
    float gain;
    float left[BLOCK_FRAMES];
    float right[BLOCK_FRAMES];
    unsigned char block[BLOCK_MOST_BYTES];
};

int mp3_encoder_default_bitrate(int channels)
{
    return channels == 1 ? 96000 : 128000;
}

static void ignore_report(const char *format, va_list list)
{
    (void)format;
    (void)list;
}

/* How a stretch is encoded. */
struct manner {
    bool has_info;
    bool is_closed;
};

static bool configure(
    lame_t lame, const struct mp3_format *format, struct manner manner)
{
    int kbits = format->bitrate / 1000;

    lame_set_errorf(lame, ignore_report);
    lame_set_debugf(lame, ignore_report);
    lame_set_msgf(lame, ignore_report);
    lame_set_num_channels(lame, format->channels);
    lame_set_mode(lame, format->channels == 1 ? MONO : JOINT_STEREO);
    lame_set_in_samplerate(lame, RATE_HZ);
    /* Left to itself it resamples to 32 kHz where bits are few. */
    lame_set_out_samplerate(lame, RATE_HZ);
    lame_set_VBR(lame, kbits ? vbr_off : vbr_mtrh);
    if (kbits)
        lame_set_brate(lame, kbits);
    else
        lame_set_VBR_quality(lame, VBR_QUALITY);
    lame_set_quality(lame, QUALITY);
    lame_set_bWriteVbrTag(lame, manner.has_info);
    lame_set_disable_reservoir(lame, manner.is_closed);
    /* It would take the nearest bitrate there is for an impossible one. */
    return lame_init_params(lame) == 0 &&
           (!kbits || lame_get_brate(lame) == kbits);
}

static struct mp3_encoder *new_encoder(
    const struct mp3_format *format, struct manner manner, struct err *err)
{
    own(mp3_encoder) encoder = calloc(1, sizeof *encoder);

    if (!encoder || !(encoder->lame = lame_init()))
        return err_no_memory(err), NULL;
    if (!configure(encoder->lame, format, manner))
        return err_set(err, ERR_FORMAT,
                   "LAME does not take %d Hz, %d channels "
                   "at %d bit/s",
                   RATE_HZ, format->channels, format->bitrate),
               NULL;
    encoder->channels = format->channels;
    /* Its presets attenuate by 3 to 5 %, which is not wanted here: what goes
     * in has been measured and limited. */
    encoder->gain = 1.0F / lame_get_scale(encoder->lame);
    return take(encoder);
}

struct mp3_encoder *mp3_encoder_new(
    const struct mp3_format *format, struct err *err)
{
    return new_encoder(format, (struct manner){.has_info = true}, err);
}

struct mp3_encoder *mp3_encoder_new_inner(
    const struct mp3_format *format, bool is_closed, struct err *err)
{
    return new_encoder(format, (struct manner){.is_closed = is_closed}, err);
}

/* LAME may run out of its tables at NaN, infinity and absurd levels. Without
 * branches, so that many samples are taken at once. */
static float tame(float sample)
{
    float tamed = sample > MOST_LEVEL ? MOST_LEVEL : sample;

    tamed = tamed < -MOST_LEVEL ? -MOST_LEVEL : tamed;
    return fabsf(sample) <= FLT_MAX ? tamed : 0.0F;
}

static void take_channel(
    const float *pcm, size_t step, size_t frames, float gain, float *to)
{
    if (step == 1) {
        for (size_t i = 0; i < frames; i++)
            to[i] = tame(pcm[i]) * gain;
        return;
    }
    for (size_t i = 0; i < frames; i++)
        to[i] = tame(pcm[2 * i]) * gain;
}

static void split_channels(
    struct mp3_encoder *encoder, const float *pcm, size_t frames)
{
    size_t channels = (size_t)encoder->channels;

    take_channel(pcm, channels, frames, encoder->gain, encoder->left);
    take_channel(
        pcm + channels - 1, channels, frames, encoder->gain, encoder->right);
}

/* What LAME returned: a number of bytes in the block, or an error. */
static bool append_block(
    struct mp3_encoder *encoder, int got, struct text *bytes, struct err *err)
{
    if (got == -2)
        return err_no_memory(err);
    if (got < 0)
        return err_set(err, ERR_FORMAT, "LAME failed (%d)", got);
    text_append_bytes(bytes, encoder->block, (size_t)got);
    return text_finish(bytes, err);
}

bool mp3_encoder_push(struct mp3_encoder *encoder, const float *pcm,
    size_t frames, struct text *bytes, struct err *err)
{
    while (frames > 0) {
        size_t now = frames < BLOCK_FRAMES ? frames : BLOCK_FRAMES;
        split_channels(encoder, pcm, now);
        int got = lame_encode_buffer_ieee_float(encoder->lame, encoder->left,
            encoder->right, (int)now, encoder->block, BLOCK_MOST_BYTES);
        if (!append_block(encoder, got, bytes, err))
            return false;
        pcm += now * (size_t)encoder->channels;
        frames -= now;
    }
    return true;
}

bool mp3_encoder_finish(
    struct mp3_encoder *encoder, struct text *bytes, struct err *err)
{
    int got =
        lame_encode_flush(encoder->lame, encoder->block, sizeof encoder->block);

    return append_block(encoder, got, bytes, err);
}

bool mp3_encoder_info(
    struct mp3_encoder *encoder, struct text *bytes, struct err *err)
{
    size_t got = lame_get_lametag_frame(
        encoder->lame, encoder->block, sizeof encoder->block);

    if (got == 0 || got > sizeof encoder->block)
        return err_set(err, ERR_FORMAT, "LAME gave no info tag");
    return append_block(encoder, (int)got, bytes, err);
}

int mp3_encoder_padding(const struct mp3_encoder *encoder)
{
    return lame_get_encoder_padding(encoder->lame);
}

void mp3_encoder_free(struct mp3_encoder *encoder)
{
    if (!encoder)
        return;
    if (encoder->lame)
        lame_close(encoder->lame);
    free(encoder);
}
