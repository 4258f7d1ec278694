/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/publisher/recording_file.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "recorder/audio/codec.h"
#include "recorder/audio/loudness_gain.h"
#include "recorder/base/config.h"
#include "recorder/recording/recording_writer.h"

#define BITRATE 64000 /* of a channel */

/* What goes on at once. */
struct studio {
    struct encoder *encoder;
    struct decoder *decoder;
    struct loudness_meter *meter;
    struct recording_writer *writer;
    struct recording_facts facts;
};

static void studio_open(struct studio *studio, int channels)
{
    struct err err = {0};

    studio->encoder = encoder_new(channels, BITRATE * channels, &err);
    studio->decoder = decoder_new(channels, &err);
    studio->meter = loudness_meter_new(channels, &err);
    assert_non_null(studio->encoder);
    studio->facts = (struct recording_facts){
        .id = RECORDING_FILE_ID,
        .room = "townhall",
        .title = "A recording",
        .start_utc_ns = INT64_C(1795370400) * 1000000000,
        .normalize = NORMALIZE_GAIN,
        .target_lufs = -16,
        .channels = channels,
        .preskip_48k = encoder_lookahead_48k(studio->encoder),
        .input_rate_hz = 48000,
    };
}

static void studio_begin(struct studio *studio, const char *stem)
{
    struct err err = {0};

    studio->writer = recording_writer_new(stem, &studio->facts, &err);
    if (!studio->writer)
        fail_msg("%s", err.text);
}

static void record_block(struct studio *studio, const float *pcm, size_t number)
{
    uint8_t packet[CODEC_PACKET_MOST_BYTES];
    float heard[2 * CODEC_PACKET_MOST_FRAMES_48K];
    struct err err = {0};
    size_t bytes = encoder_encode(studio->encoder, pcm, packet);
    int frames = decoder_decode(studio->decoder, packet, bytes, heard);
    int from = number == 0 ? studio->facts.preskip_48k : 0;

    loudness_meter_push(studio->meter, heard + from * studio->facts.channels,
        (size_t)(frames - from));
    if (!recording_writer_push(studio->writer, packet, bytes, frames, &err))
        fail_msg("%s", err.text);
    if (number % 100 == 0)
        assert_true(recording_writer_wait(studio->writer, &err));
}

/* In blocks of 20 ms, and silence behind it until all of it is out. */
static void record_all(struct studio *studio, const struct sound *sound)
{
    size_t channels = (size_t)sound->channels;
    size_t all = sound->frames + (size_t)studio->facts.preskip_48k;
    float block[2 * CODEC_FRAME_48K];

    for (size_t at = 0; at < all; at += CODEC_FRAME_48K) {
        size_t left = at < sound->frames ? sound->frames - at : 0;
        size_t now = left < CODEC_FRAME_48K ? left : CODEC_FRAME_48K;
        memset(block, 0, sizeof block);
        memcpy(block, sound->pcm + at * channels,
            now * channels * sizeof block[0]);
        record_block(studio, block, at / CODEC_FRAME_48K);
    }
}

static void studio_close(
    struct studio *studio, const struct sound *sound, double target_lufs)
{
    struct err err = {0};
    struct loudness measured = loudness_meter_read(studio->meter);
    struct loudness_gain gain = {0};

    if (!isnan(target_lufs))
        gain = loudness_gain_find(studio->meter, target_lufs, &measured);
    struct recording_result result = {
        .frames_48k = (int64_t)sound->frames,
        .gain_q8 = gain.gain_q8,
        .loudness = measured,
        .short_lu = gain.short_lu,
    };
    if (!recording_writer_finish(studio->writer, &result, NULL, &err))
        fail_msg("%s", err.text);
    recording_writer_free(studio->writer);
    loudness_meter_free(studio->meter);
    decoder_free(studio->decoder);
    encoder_free(studio->encoder);
}

void make_recording(
    const char *stem, const struct sound *sound, double target_lufs)
{
    struct studio studio;

    studio_open(&studio, sound->channels);
    studio_begin(&studio, stem);
    record_all(&studio, sound);
    studio_close(&studio, sound, target_lufs);
}

void make_continuing_recording(
    const char *stem, const struct sound *sound, int64_t offset_48k)
{
    struct studio studio;

    studio_open(&studio, sound->channels);
    studio.facts.part = 2;
    studio.facts.offset_48k = offset_48k;
    studio.facts.continues = 1;
    studio_begin(&studio, stem);
    record_all(&studio, sound);
    studio_close(&studio, sound, NAN);
}
