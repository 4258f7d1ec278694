/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/support/wave_file.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/text.h"

#define FULL_SCALE 32768.0f

static uint32_t le16(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static uint32_t le32(const uint8_t *at)
{
    return le16(at) | le16(at + 2) << 16;
}

static bool slurp(const char *path, struct text *bytes, struct err *err)
{
    uint8_t block[65536];
    size_t got;
    FILE *file = fopen(path, "rbe");

    if (!file)
        return err_set_errno(err, ERR_IO, "%s", path);
    while ((got = fread(block, 1, sizeof block, file)) > 0)
        text_append_bytes(bytes, block, got);
    bool is_read = !ferror(file);
    fclose(file);
    return is_read ? text_finish(bytes, err)
                   : err_set(err, ERR_IO, "%s: cannot be read", path);
}

/* The body of a chunk, cut at the end of the file; NULL if there is none. */
static const uint8_t *find_chunk(
    const struct text *file, const char *id, size_t *length)
{
    const uint8_t *bytes = (const uint8_t *)file->bytes;
    size_t at = 12;

    while (at + 8 <= file->length) {
        size_t claimed = le32(bytes + at + 4);
        size_t rest = file->length - at - 8;
        *length = claimed < rest ? claimed : rest;
        if (memcmp(bytes + at, id, 4) == 0)
            return bytes + at + 8;
        at += 8 + *length + (*length & 1);
    }
    return NULL;
}

static bool read_format(
    const struct text *file, struct wave *wave, struct err *err)
{
    size_t length;
    const uint8_t *format = NULL;

    if (file->length >= 12 && memcmp(file->bytes, "RIFF", 4) == 0)
        format = find_chunk(file, "fmt ", &length);
    if (!format || length < 16 || le16(format) != 1 || le16(format + 14) != 16)
        return err_set(err, ERR_FORMAT, "expected a WAV of 16-bit PCM");
    wave->channels = (int)le16(format + 2);
    wave->rate_hz = (int)le32(format + 4);
    if (wave->channels < 1 || wave->channels > 2 || wave->rate_hz < 1000)
        return err_set(err, ERR_FORMAT, "expected one or two channels");
    return true;
}

static bool read_samples(
    const struct text *file, struct wave *wave, struct err *err)
{
    size_t length;
    const uint8_t *data = find_chunk(file, "data", &length);

    wave->frames = data ? length / 2 / (size_t)wave->channels : 0;
    if (!wave->frames)
        return err_set(err, ERR_FORMAT, "no samples in it");
    size_t count = wave->frames * (size_t)wave->channels;
    wave->samples = malloc(count * sizeof *wave->samples);
    if (!wave->samples)
        return err_no_memory(err);
    for (size_t i = 0; i < count; i++)
        wave->samples[i] = (int16_t)le16(data + 2 * i) / FULL_SCALE;
    return true;
}

bool wave_read(const char *path, struct wave *wave, struct err *err)
{
    own_value(text) file = {0};
    struct wave found = {0};

    if (!slurp(path, &file, err))
        return false;
    if (!read_format(&file, &found, err) || !read_samples(&file, &found, err))
        return err_prefix(err, "%s", path);
    *wave = found;
    return true;
}

static void append_le16(struct text *text, uint32_t number)
{
    text_append_byte(text, (uint8_t)number);
    text_append_byte(text, (uint8_t)(number >> 8));
}

static void append_header(struct text *file, const struct wave *wave)
{
    uint32_t frame_bytes = 2 * (uint32_t)wave->channels;
    uint32_t data_bytes = (uint32_t)wave->frames * frame_bytes;

    text_append(file, "RIFF");
    text_append_le32(file, 36 + data_bytes);
    text_append(file, "WAVEfmt ");
    text_append_le32(file, 16);
    append_le16(file, 1);
    append_le16(file, (uint32_t)wave->channels);
    text_append_le32(file, (uint32_t)wave->rate_hz);
    text_append_le32(file, (uint32_t)wave->rate_hz * frame_bytes);
    append_le16(file, frame_bytes);
    append_le16(file, 16);
    text_append(file, "data");
    text_append_le32(file, data_bytes);
}

bool wave_write(const char *path, const struct wave *wave, struct err *err)
{
    own_value(text) file = {0};

    append_header(&file, wave);
    for (size_t i = 0; i < wave->frames * (size_t)wave->channels; i++) {
        float scaled = roundf(wave->samples[i] * FULL_SCALE);
        int sample = (int)fmaxf(-FULL_SCALE, fminf(scaled, FULL_SCALE - 1));
        append_le16(&file, (uint32_t)sample);
    }
    return text_finish(&file, err) &&
           durable_replace(path, 0644, file.bytes, file.length, err);
}

void wave_clear(struct wave *wave)
{
    free(wave->samples);
    *wave = (struct wave){0};
}
