/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/audio_probe.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "publisher/media/mp3_frame.h"

#define ID3_HEADER_BYTES 10

struct mp3_walk {
    int64_t samples;
    int64_t frames;
    int rate_hz;
    int first_bitrate;
    bool is_variable;
    bool has_xing;
    uint32_t xing_frames; /* 0: not stated */
    uint32_t trimmed;     /* samples that an encoder added */
};

static uint32_t be32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
           (uint32_t)at[2] << 8 | at[3];
}

/* Tags in front; the size leaves out the top bit of each byte. */
static size_t skip_id3(const uint8_t *bytes, size_t length)
{
    size_t at = 0;

    while (length - at > ID3_HEADER_BYTES && !memcmp(bytes + at, "ID3", 3)) {
        const uint8_t *size = bytes + at + 6;
        size_t tag = (size_t)(size[0] & 127) << 21 |
                     (size_t)(size[1] & 127) << 14 |
                     (size_t)(size[2] & 127) << 7 | (size[3] & 127);
        tag += ID3_HEADER_BYTES + (bytes[at + 5] & 0x10 ? 10 : 0);
        if (tag > length - at)
            return length;
        at += tag;
    }
    return at;
}

/* Xing or Info, with LAME's delay and padding behind. */
static bool read_xing(struct mp3_walk *walk, const uint8_t *frame_bytes,
    const struct mp3_frame *frame)
{
    const uint8_t *at = frame_bytes + frame->xing_at;
    const uint8_t *end = frame_bytes + frame->length;

    if (end - frame_bytes < (long)(frame->xing_at + 8) ||
        (memcmp(at, "Xing", 4) != 0 && memcmp(at, "Info", 4) != 0))
        return end - frame_bytes > 40 && !memcmp(frame_bytes + 36, "VBRI", 4);
    uint32_t flags = be32(at + 4);
    at += 8;
    if (flags & 1 && end - at >= 4)
        walk->xing_frames = be32(at);
    at += (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) +
          (flags & 8 ? 4 : 0);
    if (end - at >= 24 && (!memcmp(at, "LAME", 4) || !memcmp(at, "Lav", 3))) {
        walk->trimmed = (uint32_t)at[21] << 4 | at[22] >> 4;
        walk->trimmed += (uint32_t)(at[22] & 15) << 8 | at[23];
    }
    return true;
}

static void take_frame(
    struct mp3_walk *walk, const uint8_t *bytes, const struct mp3_frame *frame)
{
    if (walk->frames == 0 && !walk->has_xing) {
        walk->rate_hz = frame->rate_hz;
        if (read_xing(walk, bytes, frame)) {
            walk->has_xing = true;
            return;
        }
    }
    if (!walk->frames)
        walk->first_bitrate = frame->bitrate;
    walk->is_variable =
        walk->is_variable || frame->bitrate != walk->first_bitrate;
    walk->samples += frame->samples;
    walk->frames++;
}

/* ID3v1, APE or Lyrics3 may follow the last frame. */
static bool is_tag(const uint8_t *at, size_t left)
{
    return (left >= 3 && !memcmp(at, "TAG", 3)) ||
           (left >= 8 && !memcmp(at, "APETAGEX", 8)) ||
           (left >= 11 && !memcmp(at, "LYRICSBEGIN", 11)) ||
           (left >= 3 && !memcmp(at, "ID3", 3));
}

static void find_fault(struct audio_facts *facts, int64_t at, const char *what)
{
    if (!facts->is_damaged && !facts->is_cut_short)
        snprintf(
            facts->fault, sizeof facts->fault, "%s at byte %" PRId64, what, at);
}

static void finish(struct mp3_walk *walk, struct audio_facts *facts)
{
    if (walk->xing_frames > walk->frames) {
        if (!facts->is_cut_short && !facts->is_damaged)
            snprintf(facts->fault, sizeof facts->fault,
                "it has %" PRId64 " frames, its header says %u", walk->frames,
                walk->xing_frames);
        facts->is_cut_short = true;
    }
    facts->rate_hz = walk->rate_hz;
    facts->lacks_header = walk->is_variable && !walk->has_xing;
    int64_t samples = walk->samples - walk->trimmed;
    if (walk->rate_hz > 0 && samples > 0)
        facts->duration_ms = samples * 1000 / walk->rate_hz;
}

void mp3_probe(const uint8_t *bytes, size_t length, struct audio_facts *facts)
{
    struct mp3_walk walk = {0};
    struct mp3_frame frame;
    size_t at = skip_id3(bytes, length);

    while (length - at >= 4 && !is_tag(bytes + at, length - at)) {
        if (!mp3_frame_parse(bytes + at, &frame)) {
            find_fault(facts, (int64_t)at, "there is no frame");
            facts->is_damaged = true;
            while (length - at >= 4 && !mp3_frame_parse(bytes + at, &frame))
                at++;
            continue;
        }
        if (frame.length > length - at) {
            find_fault(facts, (int64_t)at, "the last frame is cut short");
            facts->is_cut_short = true;
            break;
        }
        take_frame(&walk, bytes + at, &frame);
        at += frame.length;
    }
    if (!walk.frames) {
        find_fault(facts, 0, "there is no sound");
        facts->is_damaged = true;
    }
    finish(&walk, facts);
}
