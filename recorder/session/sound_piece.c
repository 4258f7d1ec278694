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

/* --- A sink -------------------------------------------------------------- */

static bool take_piece(
    void *user, const struct sound_piece *piece, struct err *err)
{
    const struct piece_taker *taker = user;

    return taker->piece(taker->user, piece, err);
}

static bool take_opus(void *user, const uint8_t *packet, size_t bytes,
    int frames_48k, struct err *err)
{
    const struct sound_piece piece = {.kind = PIECE_OPUS,
        .frames = frames_48k,
        .packet = packet,
        .bytes = bytes};

    return take_piece(user, &piece, err);
}

static bool take_pcm(
    void *user, const float *pcm, size_t frames, struct err *err)
{
    const struct sound_piece piece = {
        .kind = PIECE_PCM, .frames = (int64_t)frames, .pcm = pcm};

    return take_piece(user, &piece, err);
}

static bool take_gap(void *user, int64_t frames, int lost, struct err *err)
{
    const struct sound_piece piece = {
        .kind = PIECE_GAP, .frames = frames, .lost = lost};

    return take_piece(user, &piece, err);
}

static void take_event(void *user, const char *event, const char *text)
{
    const struct piece_taker *taker = user;

    taker->event(taker->user, event, text);
}

struct sound_sink piece_sink(struct piece_taker *taker)
{
    return (struct sound_sink){.user = taker,
        .opus = take_opus,
        .pcm = take_pcm,
        .gap = take_gap,
        .event = take_event};
}
