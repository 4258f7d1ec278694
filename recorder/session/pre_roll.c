/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/pre_roll.h"

#include <string.h>

#include "recorder/base/clock.h"

struct kept {
    struct kept *next;
    struct sound_piece piece; /* its bytes are those behind */
    size_t bytes;             /* of all this */
    _Alignas(float) uint8_t sound[];
};

struct pre_roll {
    int64_t most_ns;
    size_t most_bytes;
    struct sound_format format;
    struct kept *first;
    struct kept *last;
    int64_t frames;
    size_t bytes;
};

struct pre_roll *pre_roll_new(
    int64_t most_ns, size_t most_bytes, struct err *err)
{
    struct pre_roll *buffer = calloc(1, sizeof *buffer);

    if (!buffer)
        return err_no_memory(err), NULL;
    buffer->most_ns = most_ns;
    buffer->most_bytes = most_bytes;
    return buffer;
}

static size_t sound_bytes(
    const struct sound_piece *piece, const struct sound_format *format)
{
    switch (piece->kind) {
    case PIECE_OPUS:
        return piece->bytes;
    case PIECE_PCM:
        return (size_t)(piece->frames * format->channels) * sizeof(float);
    case PIECE_GAP:
        break;
    }
    return 0;
}

static struct kept *copy(
    const struct sound_piece *piece, const struct sound_format *format)
{
    size_t bytes = sound_bytes(piece, format);
    struct kept *kept = malloc(sizeof *kept + bytes);

    if (!kept)
        return NULL;
    *kept = (struct kept){.piece = *piece, .bytes = sizeof *kept + bytes};
    if (piece->kind == PIECE_OPUS)
        kept->piece.packet = memcpy(kept->sound, piece->packet, bytes);
    if (piece->kind == PIECE_PCM)
        kept->piece.pcm = memcpy(kept->sound, piece->pcm, bytes);
    return kept;
}

static void drop_first(struct pre_roll *buffer)
{
    struct kept *first = buffer->first;

    buffer->frames -= first->piece.frames;
    buffer->bytes -= first->bytes;
    buffer->first = first->next;
    if (!buffer->first)
        buffer->last = NULL;
    free(first);
}

/* Drops what is too old; samples and gaps to the frame. */
static void trim(struct pre_roll *buffer)
{
    int64_t rate = buffer->format.rate_hz;
    int64_t most = buffer->most_ns / CLOCK_SECOND_NS * rate +
                   buffer->most_ns % CLOCK_SECOND_NS * rate / CLOCK_SECOND_NS;

    while (buffer->first &&
           (buffer->bytes > buffer->most_bytes ||
               buffer->frames - buffer->first->piece.frames >= most))
        drop_first(buffer);
    if (!buffer->first || buffer->frames <= most)
        return;
    struct sound_piece *piece = &buffer->first->piece;
    int64_t surplus = buffer->frames - most;
    if (buffer->format.kind == SOUND_OPUS)
        surplus -= surplus % 120;
    if (piece->kind == PIECE_OPUS || surplus <= 0)
        return;
    sound_piece_take(piece, surplus, &buffer->format);
    buffer->frames -= surplus;
}

/* Gaps that follow each other become one: an empty room takes no memory. */
static bool lengthen_gap(
    struct pre_roll *buffer, const struct sound_piece *piece)
{
    struct kept *last = buffer->last;

    if (!last || piece->kind != PIECE_GAP || last->piece.kind != PIECE_GAP ||
        piece->lost || last->piece.lost)
        return false;
    last->piece.frames += piece->frames;
    buffer->frames += piece->frames;
    return true;
}

bool pre_roll_push(struct pre_roll *buffer, const struct sound_piece *piece,
    const struct sound_format *format, struct err *err)
{
    if (buffer->most_ns == 0)
        return true;
    buffer->format = *format;
    if (!lengthen_gap(buffer, piece)) {
        struct kept *kept = copy(piece, format);
        if (!kept)
            return err_no_memory(err);
        if (buffer->last)
            buffer->last->next = kept;
        else
            buffer->first = kept;
        buffer->last = kept;
        buffer->frames += piece->frames;
        buffer->bytes += kept->bytes;
    }
    trim(buffer);
    return true;
}

int64_t pre_roll_frames(const struct pre_roll *buffer)
{
    return buffer->frames;
}

void pre_roll_drop_silence(struct pre_roll *buffer)
{
    while (buffer->first && buffer->first->piece.kind == PIECE_GAP)
        drop_first(buffer);
}

static bool repeat(const struct pre_roll *buffer, const struct sound_sink *sink,
    struct err *err)
{
    for (const struct kept *kept = buffer->first; kept; kept = kept->next) {
        if (!sound_piece_hand_over(&kept->piece, sink, err))
            return false;
    }
    return true;
}

bool pre_roll_hand_over(
    struct pre_roll *buffer, const struct sound_sink *sink, struct err *err)
{
    bool is_good = repeat(buffer, sink, err);

    pre_roll_reset(buffer);
    return is_good;
}

void pre_roll_reset(struct pre_roll *buffer)
{
    while (buffer->first)
        drop_first(buffer);
}

void pre_roll_free(struct pre_roll *buffer)
{
    if (!buffer)
        return;
    pre_roll_reset(buffer);
    free(buffer);
}
