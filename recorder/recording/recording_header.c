/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_header.h"

#include <errno.h>
#include <string.h>

#include "recorder/recording/page_scanner.h"
#include "recorder/recording/page_writer.h"
#include "recorder/recording/recording_tags.h"

#define HEAD_PAGE_BYTES (PAGE_HEADER_BYTES + 1 + STREAM_HEAD_BYTES)

/* As long as makes its page end at RECORDING_HEADER_BYTES: 32 segments. */
#define TAGS_SEGMENTS 32
#define TAGS_BYTES                                                             \
    (RECORDING_HEADER_BYTES - HEAD_PAGE_BYTES - PAGE_HEADER_BYTES -            \
        TAGS_SEGMENTS)
_Static_assert(TAGS_BYTES / PAGE_SEGMENT_BYTES + 1 == TAGS_SEGMENTS,
    "the tags fill their page");

void recording_header_init(struct stream_header *header,
    const struct recording_facts *facts, uint32_t serial)
{
    *header = (struct stream_header){
        .head = {.channels = facts->channels,
            .preskip_48k = facts->preskip_48k,
            .input_rate_hz = facts->input_rate_hz},
        .tags = recording_tags_new(facts),
        .serial = serial,
    };
}

void recording_header_set_result(
    struct stream_header *header, const struct recording_result *result)
{
    header->head.gain_q8 = result->gain_q8;
    recording_tags_set_result(header->tags, result);
}

size_t recording_header_set_chapters(struct stream_header *header,
    const struct chapters *chapters, int64_t end_frames_48k)
{
    return chapters_set_tags(
        chapters, end_frames_48k, header->tags, TAGS_BYTES);
}

/* Pushes a packet of its own page. */
static bool append_page(struct page_writer *writer, const void *packet,
    size_t length, struct text *pages, struct err *err)
{
    return page_writer_push(writer, packet, length, 0, err) &&
           page_writer_flush(writer, pages, err);
}

bool recording_header_format(const struct stream_header *header,
    uint8_t bytes[RECORDING_HEADER_BYTES], struct err *err)
{
    own(page_writer) writer = page_writer_new(header->serial, 0, err);
    own_value(text) tags = {0};
    own_value(text) pages = {0};
    uint8_t head[STREAM_HEAD_BYTES];

    stream_head_format(&header->head, head);
    if (!writer || !stream_tags_format(header->tags, TAGS_BYTES, &tags, err) ||
        !append_page(writer, head, sizeof head, &pages, err) ||
        !append_page(writer, tags.bytes, tags.length, &pages, err))
        return false;
    memcpy(bytes, pages.bytes, RECORDING_HEADER_BYTES);
    return true;
}

bool recording_header_store(const struct stream_header *header, int fd,
    const char *path, struct err *err)
{
    uint8_t bytes[RECORDING_HEADER_BYTES];
    size_t done = 0;

    if (!recording_header_format(header, bytes, err))
        return false;
    while (done < sizeof bytes) {
        ssize_t written =
            pwrite(fd, bytes + done, sizeof bytes - done, (off_t)done);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return err_set_errno(err, ERR_IO, "write %s", path);
        done += (size_t)written;
    }
    return fdatasync(fd) == 0 || err_set_errno(err, ERR_IO, "sync %s", path);
}

/* The only packet of the next page. */
static bool next_packet(struct page_scanner *scanner, struct page *page,
    struct page_piece *packet, struct err *err)
{
    size_t segment = 0;

    if (page_scanner_next(scanner, page) != PAGE_FOUND ||
        !page_next_piece(page, &segment, packet) || !packet->has_ended)
        return err_set(err, ERR_FORMAT, "its header is damaged");
    return true;
}

static bool parse_pages(
    struct page_scanner *scanner, struct stream_header *header, struct err *err)
{
    struct page page;
    struct page_piece packet;

    if (!next_packet(scanner, &page, &packet, err) || page.offset != 0 ||
        !stream_head_parse(packet.bytes, packet.length, &header->head, err))
        return err_set(err, ERR_FORMAT, "its header is damaged");
    header->serial = page.serial;
    if (!next_packet(scanner, &page, &packet, err))
        return false;
    if (page.offset + (int64_t)page.length != RECORDING_HEADER_BYTES ||
        page.serial != header->serial)
        return err_set(err, ERR_FORMAT, "its header is not one of ours");
    header->tags = stream_tags_parse(packet.bytes, packet.length, err);
    return header->tags != NULL;
}

bool recording_header_load(
    struct stream_header *header, int fd, const char *path, struct err *err)
{
    own(page_scanner) scanner = page_scanner_new(err);
    uint8_t *room =
        scanner ? page_scanner_room(scanner, RECORDING_HEADER_BYTES) : NULL;
    struct stream_header found = {0};
    struct recording_facts facts;

    if (!room)
        return err_no_memory(err);
    ssize_t got = pread(fd, room, RECORDING_HEADER_BYTES, 0);
    if (got < 0)
        return err_set_errno(err, ERR_IO, "read %s", path);
    page_scanner_fed(scanner, (size_t)got);
    if (!parse_pages(scanner, &found, err) ||
        !recording_header_facts(&found, &facts, err)) {
        stream_header_clear(&found);
        return err_prefix(err, "%s", path);
    }
    *header = found;
    return true;
}

bool recording_header_facts(const struct stream_header *header,
    struct recording_facts *facts, struct err *err)
{
    if (!recording_tags_facts(header->tags, facts, err))
        return false;
    facts->channels = header->head.channels;
    facts->preskip_48k = header->head.preskip_48k;
    facts->input_rate_hz = header->head.input_rate_hz;
    return true;
}
