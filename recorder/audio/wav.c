/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/audio/wav.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RIFF_BYTES 12
#define CHUNK_BYTES 8
#define DS64_BYTES 28
#define LEAST_FORMAT_BYTES 16
#define EXTENSIBLE_BYTES 40

#define TAG_PCM 0x0001
#define TAG_FLOAT 0x0003
#define TAG_ALAW 0x0006
#define TAG_MULAW 0x0007
#define TAG_EXTENSIBLE 0xfffe

/* Lengths that stand for "until it ends"; see the header. */
#define UNKNOWN_LENGTH 0xffffffffu
#define LEAST_STREAM_LENGTH 0x7fff0000u
#define MOST_STREAM_LENGTH 0x80000000u

/* What the bytes being gathered are. */
enum part { PART_RIFF, PART_CHUNK, PART_FORMAT, PART_DS64, PART_SOUND };

struct wav {
    enum part part;
    uint8_t bytes[EXTENSIBLE_BYTES]; /* of this part, so far */
    size_t have;
    size_t wanted;
    int64_t offset;     /* in the stream, of the next byte */
    int64_t skip_until; /* the offset where this part begins */
    int64_t chunk_end;  /* the offset behind the chunk being read */
    char chunk[32];     /* its name, for messages */
    bool is_64;
    int64_t ds64_bytes; /* of sound, as ds64 has it; -1: it has not */
    bool has_format;
    struct wav_header header;
};

static uint16_t read_le16(const uint8_t *at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

static uint32_t read_le32(const uint8_t *at)
{
    return read_le16(at) | (uint32_t)read_le16(at + 2) << 16;
}

static uint64_t read_le64(const uint8_t *at)
{
    return read_le32(at) | (uint64_t)read_le32(at + 4) << 32;
}

static bool is_name(const uint8_t *at, const char *name)
{
    return memcmp(at, name, 4) == 0;
}

static bool is_printable(const uint8_t *at)
{
    for (int i = 0; i < 4; i++) {
        if (at[i] < 0x20 || at[i] > 0x7e)
            return false;
    }
    return true;
}

/* A chunk's name as a message can show it. */
static void format_name(const uint8_t *at, char name[32])
{
    if (is_printable(at))
        snprintf(name, 32, "\"%.4s\"", (const char *)at);
    else
        snprintf(
            name, 32, "bytes %02x %02x %02x %02x", at[0], at[1], at[2], at[3]);
}

/* Where that byte of this part is in the stream. */
static int64_t offset_of(const struct wav *wav, int field)
{
    return wav->offset - (int64_t)wav->have + field;
}

static void await(struct wav *wav, enum part part, size_t bytes)
{
    wav->part = part;
    wav->wanted = bytes;
}

/* What is left of the chunk is skipped. */
static void await_chunk(struct wav *wav)
{
    wav->skip_until = wav->chunk_end;
    await(wav, PART_CHUNK, CHUNK_BYTES);
}

struct wav *wav_new(struct err *err)
{
    struct wav *wav = calloc(1, sizeof *wav);

    if (!wav) {
        err_no_memory(err);
        return NULL;
    }
    wav->ds64_bytes = -1;
    await(wav, PART_RIFF, RIFF_BYTES);
    return wav;
}

static bool refuse_name(
    const struct wav *wav, int field, const char *expected, struct err *err)
{
    char found[32];

    format_name(wav->bytes + field, found);
    return err_set(err, ERR_FORMAT, "byte %" PRId64 ": found %s, expected %s",
        offset_of(wav, field), found, expected);
}

static bool refuse_number(const struct wav *wav, int field, const char *what,
    uint32_t found, const char *expected, struct err *err)
{
    return err_set(err, ERR_FORMAT,
        "byte %" PRId64 ": found %s %" PRIu32 ", expected %s",
        offset_of(wav, field), what, found, expected);
}

static bool take_riff(struct wav *wav, struct err *err)
{
    wav->is_64 = is_name(wav->bytes, "RF64") || is_name(wav->bytes, "BW64");
    if (!wav->is_64 && !is_name(wav->bytes, "RIFF"))
        return refuse_name(wav, 0,
            "a WAV header, RIFF, RF64 or BW64 (raw PCM needs a format, such as "
            "s16le,48000,2)",
            err);
    if (!is_name(wav->bytes + 8, "WAVE"))
        return refuse_name(wav, 8, "WAVE", err);
    await_chunk(wav);
    return true;
}

/* Gathers the first bytes of a chunk's body. */
static bool await_body(
    struct wav *wav, enum part part, size_t least, size_t most, struct err *err)
{
    uint32_t size = read_le32(wav->bytes + 4);
    size_t wanted = size < most ? size : most;

    if (size < least)
        return err_set(err, ERR_FORMAT,
            "byte %" PRId64 ": found a %s chunk of %" PRIu32
            " bytes, expected at least %zu",
            offset_of(wav, 4), wav->chunk, size, least);
    await(wav, part, wanted);
    return true;
}

static bool take_data(struct wav *wav, struct err *err)
{
    uint32_t size = read_le32(wav->bytes + 4);

    if (!wav->has_format)
        return refuse_name(wav, 0, "a \"fmt \" chunk before it", err);
    if (wav->is_64 && size == UNKNOWN_LENGTH)
        wav->header.data_bytes = wav->ds64_bytes;
    else if (size == 0 || size == UNKNOWN_LENGTH ||
             (size >= LEAST_STREAM_LENGTH && size <= MOST_STREAM_LENGTH))
        wav->header.data_bytes = -1;
    else
        wav->header.data_bytes = size;
    await(wav, PART_SOUND, 0);
    return true;
}

static bool take_chunk(struct wav *wav, struct err *err)
{
    uint32_t size = read_le32(wav->bytes + 4);

    format_name(wav->bytes, wav->chunk);
    /* Bodies of odd length are padded. */
    wav->chunk_end = wav->offset + (int64_t)size + (size & 1);
    if (is_name(wav->bytes, "data"))
        return take_data(wav, err);
    if (is_name(wav->bytes, "fmt ") && wav->has_format)
        return refuse_name(wav, 0, "one such chunk only", err);
    if (is_name(wav->bytes, "fmt "))
        return await_body(
            wav, PART_FORMAT, LEAST_FORMAT_BYTES, EXTENSIBLE_BYTES, err);
    if (is_name(wav->bytes, "ds64") && wav->is_64)
        return await_body(wav, PART_DS64, DS64_BYTES, DS64_BYTES, err);
    if (!is_printable(wav->bytes))
        return refuse_name(wav, 0, "the name of a chunk", err);
    await_chunk(wav);
    return true;
}

static bool take_ds64(struct wav *wav)
{
    uint64_t bytes = read_le64(wav->bytes + 8);

    if (bytes && bytes <= INT64_MAX)
        wav->ds64_bytes = (int64_t)bytes;
    await_chunk(wav);
    return true;
}

/* The tag of the format; of an extensible one that in its GUID, 0 when that
 * is of another family (RFC 2361 appendix A). */
static uint32_t format_tag(const struct wav *wav)
{
    static const uint8_t family[] = {0x00, 0x00, 0x00, 0x00, 0x10, 0x00, 0x80,
        0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71};
    uint32_t tag = read_le16(wav->bytes);

    if (tag != TAG_EXTENSIBLE || wav->have < EXTENSIBLE_BYTES)
        return tag;
    if (memcmp(wav->bytes + 26, family, sizeof family) != 0)
        return 0;
    return read_le16(wav->bytes + 24);
}

static bool find_encoding(
    uint32_t tag, uint32_t bits, enum sample_encoding *encoding)
{
    static const struct {
        uint32_t tag;
        uint32_t bits;
        enum sample_encoding encoding;
    } encodings[] = {{TAG_PCM, 8, SAMPLE_U8}, {TAG_PCM, 16, SAMPLE_S16LE},
        {TAG_PCM, 24, SAMPLE_S24LE}, {TAG_PCM, 32, SAMPLE_S32LE},
        {TAG_FLOAT, 32, SAMPLE_F32LE}, {TAG_FLOAT, 64, SAMPLE_F64LE},
        {TAG_ALAW, 8, SAMPLE_ALAW}, {TAG_MULAW, 8, SAMPLE_MULAW}};

    for (size_t i = 0; i < sizeof encodings / sizeof encodings[0]; i++) {
        if (encodings[i].tag == tag && encodings[i].bits == bits) {
            *encoding = encodings[i].encoding;
            return true;
        }
    }
    return false;
}

static bool check_encoding(
    const struct wav *wav, enum sample_encoding *encoding, struct err *err)
{
    uint32_t tag = format_tag(wav);
    uint32_t bits = read_le16(wav->bytes + 14);

    if (tag != TAG_PCM && tag != TAG_FLOAT && tag != TAG_ALAW &&
        tag != TAG_MULAW)
        return refuse_number(wav, 0, "format tag", tag,
            "1 (PCM), 3 (IEEE float), 6 (A-law), 7 (mu-law) or 65534 (any of "
            "them, extensible)",
            err);
    if (find_encoding(tag, bits, encoding))
        return true;
    return refuse_number(wav, 14, "bits per sample", bits,
        tag == TAG_PCM     ? "8, 16, 24 or 32"
        : tag == TAG_FLOAT ? "32 or 64"
                           : "8",
        err);
}

/* Janus' stereo WAVs claim blocks of one channel: sample sizes are taken as
 * well as frame sizes. */
static bool check_block(
    const struct wav *wav, const struct sample_format *format, struct err *err)
{
    uint32_t block = read_le16(wav->bytes + 12);
    size_t frame_bytes = sample_format_frame_bytes(format);
    char expected[16];

    if (block == frame_bytes || block * (size_t)format->channels == frame_bytes)
        return true;
    snprintf(expected, sizeof expected, "%zu", frame_bytes);
    return refuse_number(wav, 12, "block align", block, expected, err);
}

static bool take_format(struct wav *wav, struct err *err)
{
    struct sample_format format = {0};
    uint32_t channels = read_le16(wav->bytes + 2);
    uint32_t rate_hz = read_le32(wav->bytes + 4);

    if (!check_encoding(wav, &format.encoding, err))
        return false;
    if (channels < 1 || channels > SAMPLE_MOST_CHANNELS)
        return refuse_number(wav, 2, "channels", channels, "1 to 8", err);
    if (rate_hz < SAMPLE_LEAST_HZ || rate_hz > SAMPLE_MOST_HZ)
        return refuse_number(
            wav, 4, "sample rate", rate_hz, "4000 to 384000", err);
    format.channels = (int)channels;
    format.rate_hz = (int)rate_hz;
    if (!check_block(wav, &format, err))
        return false;
    if (wav->have == EXTENSIBLE_BYTES &&
        read_le16(wav->bytes) == TAG_EXTENSIBLE)
        format.speakers = read_le32(wav->bytes + 20);
    wav->header.format = format;
    wav->has_format = true;
    await_chunk(wav);
    return true;
}

/* A part is there as a whole: reads it and awaits the next. */
static bool take_part(struct wav *wav, struct err *err)
{
    switch (wav->part) {
    case PART_RIFF:
        return take_riff(wav, err);
    case PART_CHUNK:
        return take_chunk(wav, err);
    case PART_FORMAT:
        return take_format(wav, err);
    case PART_DS64:
        return take_ds64(wav);
    case PART_SOUND:
        break;
    }
    return true;
}

/* Passes over bytes, or gathers them; returns how many. */
static size_t gather(struct wav *wav, const uint8_t *bytes, size_t length)
{
    int64_t skip = wav->skip_until - wav->offset;
    size_t count = wav->wanted - wav->have;

    if (skip > 0) {
        count = skip < (int64_t)length ? (size_t)skip : length;
    } else {
        if (count > length)
            count = length;
        memcpy(wav->bytes + wav->have, bytes, count);
        wav->have += count;
    }
    wav->offset += (int64_t)count;
    return count;
}

bool wav_push(struct wav *wav, const uint8_t *bytes, size_t length,
    size_t *used, struct err *err)
{
    size_t taken = 0;

    while (taken < length && wav->part != PART_SOUND) {
        taken += gather(wav, bytes + taken, length - taken);
        if (wav->have < wav->wanted)
            continue;
        if (!take_part(wav, err))
            return false;
        wav->have = 0;
    }
    *used = taken;
    return true;
}

bool wav_header(const struct wav *wav, struct wav_header *header)
{
    if (wav->part != PART_SOUND)
        return false;
    *header = wav->header;
    return true;
}

bool wav_finish(const struct wav *wav, struct err *err)
{
    if (wav->part == PART_SOUND)
        return true;
    if (!wav->offset)
        return err_set(err, ERR_FORMAT, "it is empty: expected a WAV header");
    if (wav->part == PART_RIFF || wav->offset == wav->chunk_end)
        return err_set(err, ERR_FORMAT,
            "byte %" PRId64 ": found the end, expected a \"data\" chunk",
            wav->offset);
    if (wav->offset > wav->chunk_end)
        return err_set(err, ERR_FORMAT,
            "byte %" PRId64 ": found the end, expected the rest of a chunk's "
            "head",
            wav->offset);
    return err_set(err, ERR_FORMAT,
        "byte %" PRId64 ": found the end, expected the %s chunk to go on until "
        "byte %" PRId64,
        wav->offset, wav->chunk, wav->chunk_end);
}

void wav_free(struct wav *wav)
{
    free(wav);
}
