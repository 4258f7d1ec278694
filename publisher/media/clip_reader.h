/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The packets of a recording with their places in time, from its beginning,
 * and the sound of a stretch of it.
 *
 *     own(clip_reader) reader = clip_reader_new(path, err);
 *     while ((step = clip_reader_next(reader, &packet, err)) == CLIP_PACKET)
 *         …
 *
 * A position is counted in frames of what a decoder gives from the first
 * packet on, pre-skip included, and what is lost in the middle too.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_CLIP_READER_H
#define ROOMCAST_PUBLISHER_MEDIA_CLIP_READER_H

#include "publisher/media/montage.h"
#include "recorder/recording/recording_reader.h"

struct clip_reader;

struct clip_packet {
    const uint8_t *bytes; /* NULL: silence in place of what is lost */
    size_t length;
    int64_t position;
    int64_t frames_48k;
    int64_t heard_to; /* the position behind what is heard of it, or -1 */
};

enum clip_step { CLIP_PACKET, CLIP_END, CLIP_FAILED };

struct clip_reader *clip_reader_new(const char *path, struct err *err);

/* The bytes are lent until the next call. */
enum clip_step clip_reader_next(
    struct clip_reader *reader, struct clip_packet *packet, struct err *err);

/* The page that begins with the packet that was given last, if it can be
 * copied as it is (recording_reader.h); false otherwise. */
bool clip_reader_page(
    const struct clip_reader *reader, struct recording_page *page);

/* Then: the next packet is the first one behind it. */
void clip_reader_pass_page(struct clip_reader *reader);

/* Of the file itself. Borrowed. */
struct recording_reader *clip_reader_recording(struct clip_reader *reader);

/* Frames of a clip's recording, from a position on. */
struct clip_stretch {
    const struct montage_clip *clip;
    int64_t position;
    size_t frames;
};

/* Decodes a stretch, without the header gain, into `pcm` of
 * the montage's channels: what is to be silent, and what lies before or behind
 * the recording, is 0. A decoder that has settled gives it (RFC 7845 4.6). */
bool clip_decode(const struct montage *montage,
    const struct clip_stretch *stretch, float *pcm, struct err *err);

/* NULL is fine. */
void clip_reader_free(struct clip_reader *reader);
OWNED(clip_reader)

#endif
