/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/stream_header.h"

#include "recorder/recording/packet_joiner.h"

/* A file in which no page is found so far is no Ogg file. */
#define SEARCH_BYTES 131072

/* OpusTags may hold a cover picture. */
#define TAGS_MOST_BYTES (16 << 20)

/* The first page of the first Opus stream; those of others come before. */
static bool find_head(
    struct page_reader *pages, struct stream_header *header, struct err *err)
{
    struct page page;
    struct page_piece packet;
    enum page_reader_step step;
    int64_t begin = -1;

    while ((step = page_reader_next(pages, &page, err)) < PAGE_READER_END) {
        size_t segment = 0;
        if (begin < 0)
            begin = page.offset;
        if (page.offset - begin > SEARCH_BYTES)
            break;
        if (step == PAGE_READER_SKIPPED)
            continue;
        if (!page.is_first)
            break;
        header->serial = page.serial;
        if (page_next_piece(&page, &segment, &packet) && packet.has_ended &&
            is_stream_head(packet.bytes, packet.length))
            return stream_head_parse(
                packet.bytes, packet.length, &header->head, err);
    }
    return step != PAGE_READER_FAILED &&
           err_set(err, ERR_FORMAT, "not an Ogg/Opus file");
}

static bool join_tags(struct page_reader *pages, struct packet_joiner *joiner,
    struct stream_header *header, struct err *err)
{
    struct page page;
    enum page_reader_step step;

    while ((step = page_reader_next(pages, &page, err)) == PAGE_READER_PAGE) {
        if (page.serial != header->serial)
            continue;
        if (!packet_joiner_push(joiner, &page, err))
            return false;
        if (joiner->has_lost)
            break;
        if (joiner->count == 0)
            continue;
        header->tags = stream_tags_parse(
            joiner->packets[0].bytes, joiner->packets[0].length, err);
        return header->tags != NULL;
    }
    return step != PAGE_READER_FAILED &&
           err_set(err, ERR_FORMAT, "OpusTags is damaged or missing");
}

bool stream_header_read(
    struct page_reader *pages, struct stream_header *header, struct err *err)
{
    struct packet_joiner joiner = {.most_bytes = TAGS_MOST_BYTES};
    struct stream_header found = {0};

    if (!find_head(pages, &found, err))
        return false;
    bool is_good = join_tags(pages, &joiner, &found, err);
    packet_joiner_clear(&joiner);
    if (is_good)
        *header = found;
    return is_good;
}

void stream_header_clear(struct stream_header *header)
{
    stream_tags_free(header->tags);
    *header = (struct stream_header){0};
}
