/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/packet_joiner.h"

static void lose_begun(struct packet_joiner *joiner)
{
    joiner->has_lost = true;
    joiner->is_going_on = false;
    text_reset(&joiner->begun);
}

static void add(
    struct packet_joiner *joiner, const uint8_t *bytes, size_t length)
{
    joiner->packets[joiner->count++] = (struct joined_packet){bytes, length};
}

/* The first piece of a page that continues a packet. */
static void go_on(struct packet_joiner *joiner, const struct page_piece *piece)
{
    if (!joiner->is_going_on) {
        joiner->has_lost = true;
        return;
    }
    text_append_bytes(&joiner->begun, piece->bytes, piece->length);
    if (joiner->begun.length > joiner->most_bytes) {
        lose_begun(joiner);
    } else if (piece->has_ended) {
        struct text swapped = joiner->ended;
        joiner->ended = joiner->begun;
        joiner->begun = swapped;
        joiner->is_going_on = false;
        add(joiner, (const uint8_t *)joiner->ended.bytes, joiner->ended.length);
    }
}

static void begin(struct packet_joiner *joiner, const struct page_piece *piece)
{
    if (piece->has_ended) {
        add(joiner, piece->bytes, piece->length);
        return;
    }
    text_reset(&joiner->begun);
    text_append_bytes(&joiner->begun, piece->bytes, piece->length);
    joiner->is_going_on = true;
}

bool packet_joiner_push(
    struct packet_joiner *joiner, const struct page *page, struct err *err)
{
    struct page_piece piece;
    size_t segment = 0;

    joiner->count = 0;
    joiner->has_lost = false;
    if (joiner->is_going_on &&
        (!page->is_continued || page->number != joiner->next_number))
        lose_begun(joiner);
    joiner->next_number = page->number + 1;
    if (page->is_continued && page_next_piece(page, &segment, &piece))
        go_on(joiner, &piece);
    while (page_next_piece(page, &segment, &piece))
        begin(joiner, &piece);
    return text_finish(&joiner->begun, err);
}

void packet_joiner_clear(struct packet_joiner *joiner)
{
    text_clear(&joiner->ended);
    text_clear(&joiner->begun);
    *joiner = (struct packet_joiner){.most_bytes = joiner->most_bytes};
}
