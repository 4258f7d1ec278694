/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/sound_piece.h"

#define OPUS_GRAIN 120

struct sound_piece sound_piece_take(struct sound_piece *piece, int64_t frames,
    const struct sound_format *format)
{
    struct sound_piece first = *piece;

    if (format->kind == SOUND_OPUS && frames < piece->frames)
        frames += (OPUS_GRAIN - frames % OPUS_GRAIN) % OPUS_GRAIN;
    if (piece->kind == PIECE_OPUS || frames >= piece->frames) {
        piece->frames = 0;
        return first;
    }
    first.frames = frames;
    piece->frames -= frames;
    piece->lost = 0; /* they are counted once */
    if (piece->pcm)
        piece->pcm += frames * format->channels;
    return first;
}

bool sound_piece_hand_over(const struct sound_piece *piece,
    const struct sound_sink *sink, struct err *err)
{
    switch (piece->kind) {
    case PIECE_OPUS:
        return sink->opus(
            sink->user, piece->packet, piece->bytes, (int)piece->frames, err);
    case PIECE_PCM:
        return sink->pcm(sink->user, piece->pcm, (size_t)piece->frames, err);
    case PIECE_GAP:
        break;
    }
    return sink->gap(sink->user, piece->frames, piece->lost, err);
}
