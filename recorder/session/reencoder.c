/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/reencoder.h"

#include <math.h>
#include <string.h>

#include "recorder/audio/codec.h"
#include "recorder/audio/normalizer.h"
#include "recorder/audio/pcm.h"
#include "recorder/audio/peak_keeper.h"
#include "recorder/audio/resampler.h"
#include "recorder/audio/stream_decoder.h"
#include "recorder/base/log.h"
#include "recorder/base/unfilled.h"
#include "recorder/session/level_memory.h"

#define BLOCK_SAMPLES (CODEC_PACKET_MOST_FRAMES_48K * 2)

struct reencoder {
    struct reencoder_settings settings;
    struct track *track;
    struct stream_decoder *decoder;   /* of Opus; else NULL */
    struct resampler *resampler;      /* of PCM; else NULL */
    struct normalizer *normalizer;    /* NULL: not levelled */
    struct peak_keeper *keeper;       /* encodes what is levelled … */
    struct encoder *encoder;          /* … or what is not */
    float block[CODEC_FRAME_48K * 2]; /* what the next packet will hold */
    size_t block_frames;
    int64_t taken_frames; /* of PCM, at its rate */
    int64_t fed_frames;   /* at 48 kHz, before levelling */
    int64_t clipped_samples;
};

static int channels_of(const struct reencoder *reencoder)
{
    return reencoder->settings.format.channels;
}

static bool make_input(struct reencoder *reencoder, struct err *err)
{
    const struct sound_format *format = &reencoder->settings.format;

    if (format->kind == SOUND_OPUS)
        return (reencoder->decoder = stream_decoder_new(format->channels, err));
    reencoder->resampler =
        resampler_new(format->channels, format->rate_hz, err);
    return reencoder->resampler;
}

static bool make_output(struct reencoder *reencoder, struct err *err)
{
    const struct reencoder_settings *settings = &reencoder->settings;
    int channels = settings->format.channels;

    if (!settings->is_levelled) {
        reencoder->encoder = encoder_new(channels, settings->bitrate, err);
        return reencoder->encoder;
    }
    reencoder->normalizer =
        normalizer_new(channels, settings->target_lufs, err);
    if (!reencoder->normalizer)
        return false;
    reencoder->keeper = peak_keeper_new(channels, settings->bitrate, err);
    return reencoder->keeper;
}

/* What cannot be read is only a pity. */
static void remember_level(const struct reencoder *reencoder)
{
    const char *path = reencoder->settings.level_state;
    struct err err = {0};
    double lufs;

    if (!path || !reencoder->normalizer)
        return;
    if (!level_memory_load(path, &lufs, &err))
        log_warning("%s; it is ignored", err.text);
    else if (isfinite(lufs))
        normalizer_expect(reencoder->normalizer, lufs);
}

static void keep_level(const struct reencoder *reencoder)
{
    const char *path = reencoder->settings.level_state;
    struct err err = {0};
    double lufs;

    if (!path || !reencoder->normalizer)
        return;
    lufs = normalizer_talker_lufs(reencoder->normalizer);
    if (isfinite(lufs) && !level_memory_save(path, lufs, &err))
        log_warning("%s; its level will be found anew", err.text);
}

struct reencoder *reencoder_new(
    const struct reencoder_settings *settings, struct err *err)
{
    own(reencoder) reencoder = calloc(1, sizeof *reencoder);

    if (!reencoder)
        return err_no_memory(err), NULL;
    reencoder->settings = *settings;
    if (!make_input(reencoder, err) || !make_output(reencoder, err))
        return NULL;
    remember_level(reencoder);
    return take(reencoder);
}

int reencoder_preskip_48k(const struct reencoder *reencoder)
{
    return reencoder->keeper ? peak_keeper_lookahead_48k(reencoder->keeper)
                             : encoder_lookahead_48k(reencoder->encoder);
}

void reencoder_attach(struct reencoder *reencoder, struct track *track)
{
    reencoder->track = track;
}

/* The block with its peaks kept; the packet before it is written. */
static bool write_levelled(struct reencoder *reencoder, struct err *err)
{
    UNFILLED uint8_t packet[CODEC_PACKET_MOST_BYTES];

    peak_keeper_set_ceiling(
        reencoder->keeper, normalizer_decoded_peak_dbtp(reencoder->normalizer));
    const struct measured_packet coded = {.packet = packet,
        .bytes =
            peak_keeper_encode(reencoder->keeper, reencoder->block, packet),
        .heard = peak_keeper_heard(reencoder->keeper),
        .frames_48k = CODEC_FRAME_48K};
    return coded.bytes == 0 || track_push_heard(reencoder->track, &coded, err);
}

/* Encodes the block, and writes the packet that comes of it, if one does. */
static bool write_block(struct reencoder *reencoder, struct err *err)
{
    UNFILLED uint8_t packet[CODEC_PACKET_MOST_BYTES];

    if (reencoder->keeper)
        return write_levelled(reencoder, err);
    size_t bytes = encoder_encode(reencoder->encoder, reencoder->block, packet);
    return track_push(reencoder->track, packet, bytes, CODEC_FRAME_48K, err);
}

/* Encodes whole packets; the rest waits in the block. */
static bool encode(struct reencoder *reencoder, const float *pcm, size_t frames,
    struct err *err)
{
    size_t channels = (size_t)channels_of(reencoder);

    while (frames > 0) {
        size_t room = CODEC_FRAME_48K - reencoder->block_frames;
        size_t part = frames < room ? frames : room;
        memcpy(reencoder->block + reencoder->block_frames * channels, pcm,
            part * channels * sizeof *pcm);
        reencoder->block_frames += part;
        pcm += part * channels;
        frames -= part;
        if (reencoder->block_frames < CODEC_FRAME_48K)
            return true;
        reencoder->block_frames = 0;
        if (!write_block(reencoder, err))
            return false;
    }
    return true;
}

static bool encode_levelled(struct reencoder *reencoder, struct err *err)
{
    UNFILLED float pcm[CODEC_FRAME_48K * 2];
    size_t frames;

    while ((frames = normalizer_pull(
                reencoder->normalizer, pcm, CODEC_FRAME_48K)) > 0) {
        if (!encode(reencoder, pcm, frames, err))
            return false;
    }
    return true;
}

/* Takes sound at 48 kHz, up to the most that is wanted. */
static bool feed(struct reencoder *reencoder, const float *pcm, size_t frames,
    struct err *err)
{
    int64_t wanted =
        reencoder->settings.most_frames_48k - reencoder->fed_frames;

    if ((int64_t)frames > wanted)
        frames = (size_t)wanted;
    reencoder->fed_frames += (int64_t)frames;
    if (!reencoder->normalizer)
        return encode(reencoder, pcm, frames, err);
    normalizer_push(reencoder->normalizer, pcm, frames);
    return encode_levelled(reencoder, err);
}

static void count_clipped(
    struct reencoder *reencoder, const float *pcm, size_t frames)
{
    reencoder->clipped_samples +=
        pcm_count_clipped(pcm, frames, channels_of(reencoder));
}

static bool feed_decoded(struct reencoder *reencoder, struct err *err)
{
    UNFILLED float pcm[BLOCK_SAMPLES];
    int frames;

    while ((frames = stream_decoder_pull(reencoder->decoder, pcm)) > 0) {
        count_clipped(reencoder, pcm, (size_t)frames);
        if (!feed(reencoder, pcm, (size_t)frames, err))
            return false;
    }
    return true;
}

bool reencoder_opus(struct reencoder *reencoder, const uint8_t *packet,
    size_t bytes, struct err *err)
{
    stream_decoder_packet(reencoder->decoder, packet, bytes);
    return feed_decoded(reencoder, err);
}

bool reencoder_pcm(struct reencoder *reencoder, const float *pcm, size_t frames,
    struct err *err)
{
    UNFILLED float out[BLOCK_SAMPLES];
    size_t most = resampler_most_in(reencoder->resampler);

    reencoder->taken_frames += (int64_t)frames;
    count_clipped(reencoder, pcm, frames);

    while (frames > 0) {
        size_t part = frames < most ? frames : most;
        size_t got = resampler_push(reencoder->resampler, pcm, part, out);
        if (!feed(reencoder, out, got, err))
            return false;
        pcm += part * (size_t)channels_of(reencoder);
        frames -= part;
    }
    return true;
}

static bool feed_silence(
    struct reencoder *reencoder, int64_t frames, struct err *err)
{
    static const float zeros[CODEC_FRAME_48K * 2];

    while (frames > 0) {
        size_t part =
            frames < CODEC_FRAME_48K ? (size_t)frames : CODEC_FRAME_48K;
        if (!reencoder_pcm(reencoder, zeros, part, err))
            return false;
        frames -= (int64_t)part;
    }
    return true;
}

bool reencoder_gap(
    struct reencoder *reencoder, int64_t frames, int lost, struct err *err)
{
    if (!reencoder->decoder)
        return feed_silence(reencoder, frames, err);
    stream_decoder_gap(reencoder->decoder, frames, lost);
    return feed_decoded(reencoder, err);
}

int64_t reencoder_clipped_samples(const struct reencoder *reencoder)
{
    return reencoder->clipped_samples;
}

int64_t reencoder_frames_48k(const struct reencoder *reencoder)
{
    if (!reencoder->decoder)
        return reencoder->taken_frames * 48000 /
               reencoder->settings.format.rate_hz;
    return reencoder->fed_frames + stream_decoder_held_48k(reencoder->decoder);
}

int64_t reencoder_recovered(const struct reencoder *reencoder)
{
    return reencoder->decoder ? stream_decoder_recovered(reencoder->decoder)
                              : 0;
}

static bool drain_decoder(struct reencoder *reencoder, struct err *err)
{
    stream_decoder_finish(reencoder->decoder);
    return feed_decoded(reencoder, err);
}

static bool drain_resampler(struct reencoder *reencoder, struct err *err)
{
    UNFILLED float out[BLOCK_SAMPLES];
    size_t got;

    while ((got = resampler_drain(reencoder->resampler, out)) > 0) {
        if (!feed(reencoder, out, got, err))
            return false;
    }
    return true;
}

/* The encoder gives the last sample only when it was pushed a lookahead more,
 * and a peak_keeper holds a packet back. */
static bool flush_encoder(struct reencoder *reencoder, struct err *err)
{
    static const float zeros[CODEC_FRAME_48K * 2];

    while (track_frames_48k(reencoder->track) < reencoder->fed_frames) {
        size_t part = CODEC_FRAME_48K - reencoder->block_frames;
        if (!encode(reencoder, zeros, part, err))
            return false;
    }
    return true;
}

bool reencoder_finish(
    struct reencoder *reencoder, int64_t *frames_48k, struct err *err)
{
    if (reencoder->decoder ? !drain_decoder(reencoder, err)
                           : !drain_resampler(reencoder, err))
        return false;
    keep_level(reencoder);
    if (reencoder->normalizer) {
        normalizer_finish(reencoder->normalizer);
        if (!encode_levelled(reencoder, err))
            return false;
    }
    if (!flush_encoder(reencoder, err))
        return false;
    *frames_48k = reencoder->fed_frames;
    return true;
}

void reencoder_free(struct reencoder *reencoder)
{
    if (!reencoder)
        return;
    stream_decoder_free(reencoder->decoder);
    resampler_free(reencoder->resampler);
    normalizer_free(reencoder->normalizer);
    peak_keeper_free(reencoder->keeper);
    encoder_free(reencoder->encoder);
    free(reencoder);
}
