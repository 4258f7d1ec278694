/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/sample_format.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* By enum sample_encoding. */
static const struct encoding {
    const char *name;
    size_t bytes;
} encodings[] = {{"u8", 1}, {"s16le", 2}, {"s16be", 2}, {"s24le", 3},
    {"s32le", 4}, {"f32le", 4}, {"f64le", 8}, {"alaw", 1}, {"mulaw", 1}};

#define ENCODING_COUNT (sizeof encodings / sizeof encodings[0])

/* -3 dB, and that twice. */
#define HALF_POWER 0.70710678f
#define QUARTER_POWER 0.5f

/* What each loudspeaker gives to left and right, by its bit in
 * WAVEFORMATEXTENSIBLE's dwChannelMask. The back centre is a surround shared
 * by both sides; those above (from the twelfth) count as their fellows below.
 */
static const struct gain {
    float left;
    float right;
} speaker_gains[] = {
    {1, 0},                         /* front left */
    {0, 1},                         /* front right */
    {HALF_POWER, HALF_POWER},       /* front centre */
    {0, 0},                         /* low frequency effects */
    {HALF_POWER, 0},                /* back left */
    {0, HALF_POWER},                /* back right */
    {1, 0},                         /* front left of centre */
    {0, 1},                         /* front right of centre */
    {QUARTER_POWER, QUARTER_POWER}, /* back centre */
    {HALF_POWER, 0},                /* side left */
    {0, HALF_POWER},                /* side right */
    {QUARTER_POWER, QUARTER_POWER}, /* top centre */
    {1, 0},                         /* top front left */
    {HALF_POWER, HALF_POWER},       /* top front centre */
    {0, 1},                         /* top front right */
    {HALF_POWER, 0},                /* top back left */
    {QUARTER_POWER, QUARTER_POWER}, /* top back centre */
    {0, HALF_POWER},                /* top back right */
};

#define SPEAKER_COUNT (sizeof speaker_gains / sizeof speaker_gains[0])

#define SPEAKER_LFE 0x8u
#define SPEAKERS_BACK 0x30u
#define SPEAKERS_SIDE 0x600u
#define SURROUND_WEIGHT 1.41

/* By the number of channels, when the file does not say. */
static const uint32_t usual_speakers[SAMPLE_MOST_CHANNELS + 1] = {
    0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f};

static bool find_encoding(
    const char *name, size_t length, enum sample_encoding *encoding)
{
    for (size_t i = 0; i < ENCODING_COUNT; i++) {
        if (strlen(encodings[i].name) == length &&
            memcmp(encodings[i].name, name, length) == 0) {
            *encoding = (enum sample_encoding)i;
            return true;
        }
    }
    return false;
}

/* Reads "," and a number and moves *text behind it. */
static bool parse_number(const char **text, int least, int most, int *number)
{
    if (**text != ',')
        return false;
    const char *digits = *text + 1;
    size_t length = strspn(digits, "0123456789");
    if (!length)
        return false;
    long value = strtol(digits, NULL, 10);
    if (value < least || value > most)
        return false;
    *number = (int)value;
    *text = digits + length;
    return true;
}

bool sample_format_parse(
    const char *text, struct sample_format *format, struct err *err)
{
    struct sample_format parsed = {0};
    const char *rest = text + strcspn(text, ",");

    if (!find_encoding(text, (size_t)(rest - text), &parsed.encoding))
        return err_set(err, ERR_CONFIG,
            "format \"%.80s\": expected u8, s16le, s16be, s24le, s32le, f32le, "
            "f64le, alaw or mulaw first, as in s16le,48000,2",
            text);
    if (!parse_number(&rest, SAMPLE_LEAST_HZ, SAMPLE_MOST_HZ, &parsed.rate_hz))
        return err_set(err, ERR_CONFIG,
            "format \"%.80s\": expected a rate from %d to %d, as in "
            "s16le,48000,2",
            text, SAMPLE_LEAST_HZ, SAMPLE_MOST_HZ);
    if (!parse_number(&rest, 1, SAMPLE_MOST_CHANNELS, &parsed.channels) ||
        *rest)
        return err_set(err, ERR_CONFIG,
            "format \"%.80s\": expected 1 to %d channels last, as in "
            "s16le,48000,2",
            text, SAMPLE_MOST_CHANNELS);
    *format = parsed;
    return true;
}

size_t sample_format_frame_bytes(const struct sample_format *format)
{
    return encodings[format->encoding].bytes * (size_t)format->channels;
}

int sample_format_mixed_channels(const struct sample_format *format)
{
    return format->channels == 1 ? 1 : 2;
}

/* The first `count` bytes as the top of 32 bits, least significant first. */
static float read_little(const uint8_t *at, int count)
{
    uint32_t bits = 0;

    for (int i = 0; i < count; i++)
        bits = bits >> 8 | (uint32_t)at[i] << 24;
    return (float)(int32_t)bits / 2147483648.0f;
}

static float bound(double sample)
{
    if (!isfinite(sample))
        return 0;
    return (float)fmax(-SAMPLE_MOST, fmin(SAMPLE_MOST, sample));
}

static float read_f32le(const uint8_t *at)
{
    float sample;
    uint32_t bits = 0;

    for (int i = 3; i >= 0; i--)
        bits = bits << 8 | at[i];
    memcpy(&sample, &bits, sizeof sample);
    return bound((double)sample);
}

static float read_f64le(const uint8_t *at)
{
    double sample;
    uint64_t bits = 0;

    for (int i = 7; i >= 0; i--)
        bits = bits << 8 | at[i];
    memcpy(&sample, &bits, sizeof sample);
    return bound(sample);
}

/* Both laws of ITU-T G.711: a sign, an exponent of three bits and a mantissa
 * of four, in the middle of its step. Full scale is that of 16 bits. */
static float read_a_law(uint8_t byte)
{
    int bits = byte ^ 0x55; /* every second bit is sent inverted */
    int exponent = bits >> 4 & 7;
    int magnitude = (bits & 15) << 4 | 8;

    if (exponent)
        magnitude = (magnitude + 256) << (exponent - 1);
    return (float)(bits & 0x80 ? magnitude : -magnitude) / 32768.0f;
}

static float read_mu_law(uint8_t byte)
{
    int bits = ~byte & 0xff;
    int magnitude = (((bits & 15) << 3 | 0x84) << (bits >> 4 & 7)) - 0x84;

    return (float)(bits & 0x80 ? -magnitude : magnitude) / 32768.0f;
}

static float read_sample(enum sample_encoding encoding, const uint8_t *at)
{
    switch (encoding) {
    case SAMPLE_U8:
        return ((float)at[0] - 128) / 128;
    case SAMPLE_S16LE:
        return read_little(at, 2);
    case SAMPLE_S16BE:
        return read_little((const uint8_t[]){at[1], at[0]}, 2);
    case SAMPLE_S24LE:
        return read_little(at, 3);
    case SAMPLE_S32LE:
        return read_little(at, 4);
    case SAMPLE_F32LE:
        return read_f32le(at);
    case SAMPLE_F64LE:
        return read_f64le(at);
    case SAMPLE_ALAW:
        return read_a_law(at[0]);
    case SAMPLE_MULAW:
        return read_mu_law(at[0]);
    }
    return 0;
}

static uint32_t speakers_of(const struct sample_format *format)
{
    uint32_t speakers = format->speakers & ((1u << SPEAKER_COUNT) - 1);

    if (__builtin_popcount(speakers) == format->channels)
        return speakers;
    return usual_speakers[format->channels];
}

/* Gives each channel its loudspeaker's gains, from the lowest bit up. */
static void place_channels(
    const struct sample_format *format, struct gain gains[SAMPLE_MOST_CHANNELS])
{
    uint32_t speakers = speakers_of(format);
    int channel = 0;

    for (size_t i = 0; i < SPEAKER_COUNT; i++) {
        if (speakers & 1u << i)
            gains[channel++] = speaker_gains[i];
    }
}

/* Turns all down together until neither side's sum exceeds 1. */
static void turn_down(struct gain *gains, int channels)
{
    struct gain sum = {0, 0};

    for (int i = 0; i < channels; i++) {
        sum.left += gains[i].left;
        sum.right += gains[i].right;
    }
    float most = fmaxf(1, fmaxf(sum.left, sum.right));
    for (int i = 0; i < channels; i++) {
        gains[i].left /= most;
        gains[i].right /= most;
    }
}

static void mix_to_stereo(const struct sample_format *format,
    const uint8_t *bytes, size_t frames, float *pcm)
{
    struct gain gains[SAMPLE_MOST_CHANNELS];
    size_t step = encodings[format->encoding].bytes;

    place_channels(format, gains);
    turn_down(gains, format->channels);
    for (size_t frame = 0; frame < frames; frame++, pcm += 2) {
        pcm[0] = 0;
        pcm[1] = 0;
        for (int i = 0; i < format->channels; i++, bytes += step) {
            float sample = read_sample(format->encoding, bytes);
            pcm[0] += gains[i].left * sample;
            pcm[1] += gains[i].right * sample;
        }
    }
}

void sample_format_convert_unmixed(const struct sample_format *format,
    const uint8_t *bytes, size_t frames, float *pcm)
{
    size_t samples = frames * (size_t)format->channels;
    size_t step = encodings[format->encoding].bytes;

    for (size_t i = 0; i < samples; i++)
        pcm[i] = read_sample(format->encoding, bytes + i * step);
}

void sample_format_convert(const struct sample_format *format,
    const uint8_t *bytes, size_t frames, float *pcm)
{
    if (format->channels > 2)
        mix_to_stereo(format, bytes, frames, pcm);
    else
        sample_format_convert_unmixed(format, bytes, frames, pcm);
}

/* With loudspeakers at the sides, those at the back stand farther back than
 * 120 degrees, where the ear is not more sensitive. */
void sample_format_weigh(
    const struct sample_format *format, double weights[SAMPLE_MOST_CHANNELS])
{
    uint32_t speakers = speakers_of(format);
    uint32_t surrounds = speakers & SPEAKERS_SIDE;
    int channel = 0;

    if (!surrounds)
        surrounds = speakers & SPEAKERS_BACK;
    for (uint32_t bit = 1; bit < 1u << SPEAKER_COUNT; bit <<= 1) {
        if (!(speakers & bit))
            continue;
        weights[channel++] = bit & surrounds     ? SURROUND_WEIGHT
                             : bit & SPEAKER_LFE ? 0
                                                 : 1;
    }
}
