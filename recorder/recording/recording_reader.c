/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_reader.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "recorder/audio/codec.h"
#include "recorder/recording/packet_joiner.h"
#include "recorder/recording/page_reader.h"
#include "recorder/recording/recording_tags.h"
#include "recorder/recording/stream_ending.h"
#include "recorder/recording/stream_header.h"

#define PACKET_MOST_BYTES 65536

struct recording_reader {
    int fd;
    char *path;
    struct page_reader *pages;
    struct stream_header header;
    bool is_ours;

    struct page page;            /* in hand */
    int64_t page_frames_48k;     /* of its packets together */
    bool is_whole;               /* it may be copied as it is */
    struct packet_joiner joiner; /* its packets */
    size_t next;                 /* of them */
    bool has_begun;              /* a page of sound has been read */
    bool has_ended;              /* with EOS */
    bool is_chained;             /* another stream begins */
    int64_t link_offset;         /* then: where; -1: it is not known */
    int64_t origin;              /* granule of the first frame */
    int64_t position;            /* granule of the next packet's first frame */
    int64_t end;                 /* granule at which hearing ends */
    int64_t lost_48k;            /* before the next packet */
    bool is_damage_told;
    struct err damage; /* to be told; ERR_NONE: none */
};

static void note_damage(
    struct recording_reader *reader, int64_t offset, const char *what)
{
    if (reader->damage.kind == ERR_NONE)
        err_set(&reader->damage, ERR_FORMAT, "%s: %s at byte %lld",
            reader->path, what, (long long)offset);
}

static struct recording_reader *open_at(
    const char *path, int64_t offset, struct err *err)
{
    own(recording_reader) reader = calloc(1, sizeof *reader);

    if (!reader)
        return err_no_memory(err), NULL;
    reader->end = INT64_MAX;
    reader->link_offset = -1;
    reader->joiner.most_bytes = PACKET_MOST_BYTES;
    /* A FIFO must not hold us until somebody writes into it. */
    reader->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (reader->fd < 0)
        return err_set_errno(err, ERR_IO, "open %s", path), NULL;
    reader->path = strdup(path);
    if (!reader->path)
        return err_no_memory(err), NULL;
    reader->pages = page_reader_new(reader->fd, offset, err);
    if (!reader->pages ||
        !stream_header_read(reader->pages, &reader->header, err))
        return err_prefix(err, "%s", path), NULL;
    reader->is_ours = recording_reader_tag(reader, "ROOMCAST_ID") != NULL;
    return take(reader);
}

struct recording_reader *recording_reader_new(const char *path, struct err *err)
{
    return open_at(path, 0, err);
}

/* --- Sound ------------------------------------------------------------- */

/* What the packets that end on the page in hand last together. */
static int64_t page_frames(
    struct recording_reader *reader, const struct page *page)
{
    int64_t sum = 0;

    reader->is_whole = page_is_closed(page) && !page->is_last;

    for (size_t i = 0; i < reader->joiner.count; i++) {
        const struct joined_packet *packet = &reader->joiner.packets[i];
        int frames = codec_packet_frames_48k(packet->bytes, packet->length);
        if (frames == 0) {
            note_damage(reader, page->offset, "a packet that is not Opus");
            reader->is_whole = false;
        }
        sum += frames;
    }
    return sum;
}

static bool has_granule(const struct page *page)
{
    return page->granule >= 0 && page->granule <= STREAM_GRANULE_MOST;
}

/* Where a stream counts from: ours from 0, even if its first page is lost;
 * one that was joined in the middle from there (RFC 7845 4.3). */
static int64_t find_origin(
    const struct recording_reader *reader, int64_t page_begin)
{
    return reader->is_ours || page_begin < 0 ? 0 : page_begin;
}

/* Takes the page's granule for where it begins and, on the last, ends. */
static void place_page(struct recording_reader *reader, const struct page *page)
{
    int64_t sum = page_frames(reader, page);

    reader->page_frames_48k = sum;
    if (reader->joiner.count == 0 || !has_granule(page))
        return;
    int64_t begin = page->granule - sum;
    if (!reader->has_begun) {
        reader->origin = find_origin(reader, begin);
        reader->position = reader->origin;
        reader->has_begun = true;
    }
    if (begin > reader->position) {
        reader->lost_48k += begin - reader->position;
        reader->position = begin;
    }
    if (page->is_last)
        reader->end = page->granule;
}

static bool take_page(
    struct recording_reader *reader, const struct page *page, struct err *err)
{
    /* Ours have one stream: another is a stray block of a damaged disk. */
    if (page->is_first && !reader->is_ours) {
        reader->is_chained = true;
        reader->link_offset = page->offset;
        return true;
    }
    if (page->is_first || page->serial != reader->header.serial)
        return true;
    if (!packet_joiner_push(&reader->joiner, page, err))
        return false;
    reader->page = *page;
    reader->next = 0;
    reader->has_ended = page->is_last;
    if (reader->joiner.has_lost)
        note_damage(reader, page->offset, "a packet with a part missing");
    place_page(reader, page);
    return true;
}

/* The next valid packet of the page in hand. */
static bool next_packet(
    struct recording_reader *reader, struct recording_packet *packet)
{
    while (reader->next < reader->joiner.count) {
        const struct joined_packet *found =
            &reader->joiner.packets[reader->next++];
        int frames = codec_packet_frames_48k(found->bytes, found->length);
        if (frames == 0)
            continue;
        *packet = (struct recording_packet){.bytes = found->bytes,
            .length = found->length,
            .frames_48k = frames};
        return true;
    }
    return false;
}

static int clamp_frames(int64_t frames, int most)
{
    return frames < 0 ? 0 : frames > most ? most : (int)frames;
}

/* Says what of it is to be heard. */
static void place_packet(
    struct recording_reader *reader, struct recording_packet *packet)
{
    int frames = packet->frames_48k;
    int64_t from = reader->origin + reader->header.head.preskip_48k;

    packet->lost_48k = reader->lost_48k;
    packet->heard_from = clamp_frames(from - reader->position, frames);
    packet->heard = clamp_frames(reader->end - reader->position, frames) -
                    packet->heard_from;
    if (packet->heard < 0)
        packet->heard = 0;
    reader->lost_48k = 0;
    reader->position += frames;
}

static enum recording_step tell_torn(
    struct recording_reader *reader, struct err *err)
{
    if (reader->is_chained)
        err_set(err, ERR_FORMAT,
            "%s: another stream begins before the end of the first",
            reader->path);
    else
        err_set(err, ERR_FORMAT, "%s: cut off: its last page is missing",
            reader->path);
    return RECORDING_TORN;
}

static enum recording_step tell_damage(
    struct recording_reader *reader, struct err *err)
{
    reader->is_damage_told = true;
    *err = reader->damage;
    return RECORDING_TORN;
}

enum recording_step recording_reader_next(struct recording_reader *reader,
    struct recording_packet *packet, struct err *err)
{
    struct page page;

    while (!next_packet(reader, packet)) {
        if (reader->has_ended)
            return RECORDING_END;
        if (reader->is_chained)
            return tell_torn(reader, err);
        switch (page_reader_next(reader->pages, &page, err)) {
        case PAGE_READER_FAILED:
            err_prefix(err, "%s", reader->path);
            return RECORDING_FAILED;
        case PAGE_READER_END:
            return tell_torn(reader, err);
        case PAGE_READER_SKIPPED:
            note_damage(reader, page.offset, "a damaged page");
            break;
        case PAGE_READER_PAGE:
            if (!take_page(reader, &page, err))
                return RECORDING_FAILED;
            break;
        }
        if (reader->damage.kind != ERR_NONE && !reader->is_damage_told)
            return tell_damage(reader, err);
    }
    place_packet(reader, packet);
    return RECORDING_PACKET;
}

/* The first packet of a page that is whole is valid, so it was the last. */
bool recording_reader_page(
    const struct recording_reader *reader, struct recording_page *page)
{
    size_t bytes = reader->page.length;

    if (!reader->is_whole || reader->next != 1)
        return false;
    *page = (struct recording_page){
        .page = &reader->page,
        .frames_48k = reader->page_frames_48k,
        .packet_bytes = bytes - page_head_bytes(reader->page.bytes),
    };
    return true;
}

void recording_reader_pass_page(struct recording_reader *reader)
{
    const struct joined_packet *first = &reader->joiner.packets[0];

    assert(reader->is_whole && reader->next == 1);
    reader->position += reader->page_frames_48k -
                        codec_packet_frames_48k(first->bytes, first->length);
    reader->next = reader->joiner.count;
}

/* Ours have one stream, but two of them may have been put together. */
static bool find_link(struct recording_reader *reader, struct err *err)
{
    enum page_reader_step step = PAGE_READER_PAGE;
    struct page page;

    while (reader->link_offset < 0 && (step = page_reader_next(reader->pages,
                                           &page, err)) < PAGE_READER_END) {
        if (step == PAGE_READER_PAGE && page.is_first)
            reader->link_offset = page.offset;
    }
    return step != PAGE_READER_FAILED || err_prefix(err, "%s", reader->path);
}

bool recording_reader_next_link(struct recording_reader *reader,
    struct recording_reader **link, struct err *err)
{
    struct recording_reader *found = NULL;

    if (!find_link(reader, err))
        return false;
    if (reader->link_offset >= 0) {
        found = open_at(reader->path, reader->link_offset, err);
        if (!found)
            return false;
    }
    *link = found;
    return true;
}

/* --- What it says of itself -------------------------------------------- */

int recording_reader_channels(const struct recording_reader *reader)
{
    return reader->header.head.channels;
}

int recording_reader_preskip_48k(const struct recording_reader *reader)
{
    return reader->header.head.preskip_48k;
}

int recording_reader_gain_q8(const struct recording_reader *reader)
{
    return reader->header.head.gain_q8;
}

const char *recording_reader_tag(
    const struct recording_reader *reader, const char *name)
{
    return stream_tags_get(reader->header.tags, name);
}

bool recording_reader_facts(const struct recording_reader *reader,
    struct recording_facts *facts, struct err *err)
{
    if (!recording_tags_facts(reader->header.tags, facts, err))
        return err_prefix(err, "%s", reader->path);
    facts->channels = reader->header.head.channels;
    facts->preskip_48k = reader->header.head.preskip_48k;
    facts->input_rate_hz = reader->header.head.input_rate_hz;
    return true;
}

bool recording_reader_loudness(
    const struct recording_reader *reader, struct loudness *loudness)
{
    return recording_tags_loudness(reader->header.tags, loudness);
}

/* Which tells where the stream counts from; damage before it is passed over.
 */
static bool read_first_page(struct recording_reader *reader, struct err *err)
{
    struct recording_packet packet;
    struct err torn;
    enum recording_step step = recording_reader_next(reader, &packet, &torn);

    if (step == RECORDING_TORN)
        step = recording_reader_next(reader, &packet, &torn);
    if (step != RECORDING_FAILED)
        return true;
    *err = torn;
    return false;
}

bool recording_extent_48k(
    const char *path, int64_t *frames_48k, bool *has_end, struct err *err)
{
    own(recording_reader) reader = recording_reader_new(path, err);
    struct stream_ending ending;

    if (!reader || !read_first_page(reader, err))
        return false;
    if (!stream_ending_find(&ending, reader->fd, reader->header.serial, err))
        return err_prefix(err, "%s", path);
    int64_t heard =
        ending.granule - reader->origin - reader->header.head.preskip_48k;
    *frames_48k = heard > 0 ? heard : 0;
    *has_end = ending.is_end;
    return true;
}

bool recording_duration_48k(
    const char *path, int64_t *frames_48k, struct err *err)
{
    bool has_end;

    return recording_extent_48k(path, frames_48k, &has_end, err);
}

void recording_reader_free(struct recording_reader *reader)
{
    if (!reader)
        return;
    packet_joiner_clear(&reader->joiner);
    page_reader_free(reader->pages);
    stream_header_clear(&reader->header);
    free(reader->path);
    if (reader->fd >= 0)
        close(reader->fd);
    free(reader);
}
