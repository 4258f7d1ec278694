/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MP3 (ISO 11172-3 layer III), by LAME: 48 kHz in and out, constant or
 * variable bitrate, mono or joint stereo.
 *
 *     own(mp3_encoder) encoder = mp3_encoder_new(&format, err);
 *     mp3_encoder_push(encoder, pcm, frames, &bytes, err);     …
 *     mp3_encoder_finish(encoder, &bytes, err);
 *     mp3_encoder_info(encoder, &first_bytes, err);
 *
 * The stream begins with a frame that is empty at first; mp3_encoder_info()
 * gives what belongs in its place, so that players find the delay and the
 * padding (LAME info tag) and play exactly what was pushed. The same samples
 * give the same bytes.
 */
#ifndef ROOMCAST_PUBLISHER_MEDIA_MP3_ENCODER_H
#define ROOMCAST_PUBLISHER_MEDIA_MP3_ENCODER_H

#include <stddef.h>

#include "recorder/base/err.h"
#include "recorder/base/own.h"
#include "recorder/base/text.h"

struct mp3_encoder;

struct mp3_format {
    int channels; /* 1 or 2 */
    /* One of layer III's, 32000 to 320000 bits a second. 0: it varies with
     * what is heard, for speech somewhat above the default where much happens,
     * far below it in pauses. */
    int bitrate;
};

/* Bits a second for speech, within what Apple asks for of MP3. */
int mp3_encoder_default_bitrate(int channels);

struct mp3_encoder *mp3_encoder_new(
    const struct mp3_format *format, struct err *err);

/* For a stretch from the middle of a stream, or a stream without an end: it
 * begins with sound, there is no frame to replace. Where
 * `is_closed` no frame lends room to a later one (bit reservoir), at the cost
 * of some noise. */
struct mp3_encoder *mp3_encoder_new_inner(
    const struct mp3_format *format, bool is_closed, struct err *err);

/* Encodes any number of frames (interleaved float, full scale 1.0; NaN and
 * infinite samples are taken for silence) and appends what is ready. */
bool mp3_encoder_push(struct mp3_encoder *encoder, const float *pcm,
    size_t frames, struct text *bytes, struct err *err);

/* Appends the rest. Nothing may be pushed any more. */
bool mp3_encoder_finish(
    struct mp3_encoder *encoder, struct text *bytes, struct err *err);

/* After the finish: appends the frame that replaces the first of the stream,
 * byte for byte as long. */
bool mp3_encoder_info(
    struct mp3_encoder *encoder, struct text *bytes, struct err *err);

/* After the finish: how many samples it has added at the end, so that the last
 * frame is whole. */
int mp3_encoder_padding(const struct mp3_encoder *encoder);

void mp3_encoder_free(struct mp3_encoder *encoder);
OWNED(mp3_encoder)

#endif
