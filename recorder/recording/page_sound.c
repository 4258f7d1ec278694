/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/page_sound.h"

#include "recorder/audio/codec.h"

int64_t page_sound_begin(const struct page *page)
{
    struct page_piece piece;
    size_t segment = 0;
    int64_t frames = 0;

    while (page_next_piece(page, &segment, &piece))
        frames += codec_packet_frames_48k(piece.bytes, piece.length);
    return page->granule - frames;
}
