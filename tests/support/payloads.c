/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/payloads.h"

#include <math.h>
#include <opus/opus.h>
#include <string.h>

#include "tests/support/wave_shape.h"

#define OPUS_MOST_BYTES 1275

static const struct payload_codec codecs[] = {
    {"opus", 48000, 20, 100, true},
    {"opus-fec", 48000, 20, 100, true},
    {"pcmu", 8000, 20, 0, false},
    {"pcma", 8000, 20, 8, false},
    {"l16", 48000, 10, 97, true},
};

const struct payload_codec *payload_codec_find(
    const char *name, struct err *err)
{
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        if (strcmp(codecs[i].name, name) == 0)
            return &codecs[i];
    }
    err_set(err, ERR_CONFIG,
        "\"%s\": expected opus, opus-fec, pcmu, pcma or l16", name);
    return NULL;
}

/* Turns one packet's samples into bytes; returns how many. */
typedef size_t encode_packet(
    void *state, const float *samples, size_t count, uint8_t *bytes);

static int sample_s16(float sample)
{
    return (int)fmaxf(-32768, fminf(roundf(sample * 32768), 32767));
}

/* ITU-T G.711 table 2a, 14 bits of magnitude. */
static uint8_t mulaw(int sample)
{
    int sign = sample < 0 ? 0x80 : 0;
    int magnitude = (sample < 0 ? -sample : sample) + 132;
    int exponent = 7;

    if (magnitude > 32767)
        magnitude = 32767;
    while (exponent > 0 && !(magnitude & (0x80 << exponent)))
        exponent--;
    int mantissa = (magnitude >> (exponent + 3)) & 15;
    return (uint8_t) ~(sign | exponent << 4 | mantissa);
}

/* ITU-T G.711 table 1a, 13 bits of magnitude. */
static uint8_t alaw(int sample)
{
    int sign = sample < 0 ? 0 : 0x80;
    int magnitude = sample < 0 ? -sample - 1 : sample;
    int exponent = 7;

    while (exponent > 0 && !(magnitude & (0x80 << exponent)))
        exponent--;
    int mantissa = (magnitude >> (exponent ? exponent + 3 : 4)) & 15;
    return (uint8_t)((sign | exponent << 4 | mantissa) ^ 0x55);
}

static size_t encode_mulaw(
    void *state, const float *samples, size_t count, uint8_t *bytes)
{
    (void)state;
    for (size_t i = 0; i < count; i++)
        bytes[i] = mulaw(sample_s16(samples[i]));
    return count;
}

static size_t encode_alaw(
    void *state, const float *samples, size_t count, uint8_t *bytes)
{
    (void)state;
    for (size_t i = 0; i < count; i++)
        bytes[i] = alaw(sample_s16(samples[i]));
    return count;
}

static size_t encode_l16(
    void *state, const float *samples, size_t count, uint8_t *bytes)
{
    (void)state;
    for (size_t i = 0; i < count; i++) {
        int sample = sample_s16(samples[i]);
        bytes[2 * i] = (uint8_t)(sample >> 8);
        bytes[2 * i + 1] = (uint8_t)sample;
    }
    return 2 * count;
}

struct room_encoder {
    OpusEncoder *codec;
    int channels;
};

static size_t encode_room(
    void *state, const float *samples, size_t count, uint8_t *bytes)
{
    struct room_encoder *encoder = state;
    int length = opus_encode_float(encoder->codec, samples,
        (int)count / encoder->channels, bytes, OPUS_MOST_BYTES);

    return length > 0 ? (size_t)length : 0;
}

/* Room for the largest packets there can be. */
static bool reserve(
    struct payloads *payloads, size_t packets, size_t most, struct err *err)
{
    payloads->list = calloc(packets + 1, sizeof *payloads->list);
    payloads->bytes = malloc(packets * most + 1);
    if (payloads->list && payloads->bytes)
        return true;
    payloads_clear(payloads);
    return err_no_memory(err);
}

static bool encode_all(struct payloads *payloads, const struct wave *wave,
    int packet_ms, encode_packet *encode, void *state)
{
    size_t frames = (size_t)(wave->rate_hz / 1000 * packet_ms);
    size_t samples = frames * (size_t)wave->channels;
    size_t used = 0;

    payloads->count = wave->frames / frames;
    for (size_t i = 0; i < payloads->count; i++) {
        struct payload *payload = &payloads->list[i];
        payload->data = payloads->bytes + used;
        payload->bytes = encode(state, wave->samples + i * samples, samples,
            payloads->bytes + used);
        if (!payload->bytes)
            return false;
        used += payload->bytes;
    }
    return true;
}

/* As the AudioBridge of Janus sets it up; repeating, as with its default
 * bitrate of 24000 and an expected loss of 20 %. */
static bool encode_opus_packets(struct payloads *payloads,
    const struct wave *mix, bool is_repeating, struct err *err)
{
    int bitrate = is_repeating ? 24000 : 48000;
    struct room_encoder encoder = {.channels = mix->channels};

    if (!reserve(payloads, mix->frames / 960, OPUS_MOST_BYTES, err))
        return false;
    encoder.codec = opus_encoder_create(
        mix->rate_hz, mix->channels, OPUS_APPLICATION_VOIP, NULL);
    if (!encoder.codec)
        return err_no_memory(err);
    opus_encoder_ctl(encoder.codec, OPUS_SET_COMPLEXITY(4));
    opus_encoder_ctl(encoder.codec, OPUS_SET_BITRATE(bitrate * mix->channels));
    opus_encoder_ctl(encoder.codec, OPUS_SET_INBAND_FEC(is_repeating));
    opus_encoder_ctl(
        encoder.codec, OPUS_SET_PACKET_LOSS_PERC(is_repeating ? 20 : 0));
    bool is_good = encode_all(payloads, mix, 20, encode_room, &encoder);
    opus_encoder_destroy(encoder.codec);
    return is_good || err_set(err, ERR_FORMAT, "encode Opus");
}

static bool encode_g711(struct payloads *payloads, const struct wave *mix,
    encode_packet *encode, struct err *err)
{
    size_t bytes = mix->frames * (size_t)mix->channels * sizeof(float);
    own_value(wave) narrow = *mix;

    narrow.samples = malloc(bytes + 1);
    if (!narrow.samples)
        return err_no_memory(err);
    memcpy(narrow.samples, mix->samples, bytes);
    wave_mix_down(&narrow);
    if (!wave_convert_rate(&narrow, 8000, err) ||
        !reserve(payloads, narrow.frames / 160, 160, err))
        return false;
    return encode_all(payloads, &narrow, 20, encode, NULL);
}

static bool encode_by(struct payloads *payloads,
    const struct payload_codec *codec, const struct wave *mix, struct err *err)
{
    if (strcmp(codec->name, "opus") == 0)
        return encode_opus_packets(payloads, mix, false, err);
    if (strcmp(codec->name, "opus-fec") == 0)
        return encode_opus_packets(payloads, mix, true, err);
    if (strcmp(codec->name, "pcmu") == 0)
        return encode_g711(payloads, mix, encode_mulaw, err);
    if (strcmp(codec->name, "pcma") == 0)
        return encode_g711(payloads, mix, encode_alaw, err);
    return reserve(payloads, mix->frames / 480, 480 * 2 * (size_t)mix->channels,
               err) &&
           encode_all(payloads, mix, codec->packet_ms, encode_l16, NULL);
}

bool payloads_encode(struct payloads *payloads,
    const struct payload_codec *codec, const struct wave *mix, struct err *err)
{
    own_value(payloads) made = {0};

    if (!encode_by(&made, codec, mix, err))
        return false;
    *payloads = made;
    made = (struct payloads){0};
    return true;
}

void payloads_clear(struct payloads *payloads)
{
    free(payloads->list);
    free(payloads->bytes);
    *payloads = (struct payloads){0};
}
