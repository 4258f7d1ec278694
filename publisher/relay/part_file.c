/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/relay/part_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/audio/codec.h"
#include "recorder/recording/packet_joiner.h"
#include "recorder/recording/page_scanner.h"
#include "recorder/recording/recording_header.h"

#define CHUNK_BYTES 16384

/* A second at the highest bit rate there is. */
#define END_BYTES 65536

#define NOWHERE INT64_MIN

/* A century. */
#define MOST_GRANULE (INT64_C(100) * 366 * 86400 * 48000)

struct part_file {
    char *path;
    int fd;
    struct recording_facts facts;
    uint32_t serial;
    struct page_scanner *scanner;
    struct packet_joiner joiner;
    size_t next;          /* of the joiner's packets */
    int64_t offset;       /* of what is read next */
    int64_t granule;      /* where the next packet begins, or NOWHERE */
    uint32_t page_number; /* of the next page */
    int64_t skipped_bytes;
};

static bool load_header(struct part_file *part, struct err *err)
{
    struct stream_header header;

    if (!recording_header_load(&header, part->fd, part->path, err))
        return false;
    part->serial = header.serial;
    bool is_good = recording_header_facts(&header, &part->facts, err);
    stream_header_clear(&header);
    return is_good;
}

struct part_file *part_file_open(const char *path, struct err *err)
{
    own(part_file) part = calloc(1, sizeof *part);

    if (!part)
        return err_no_memory(err), NULL;
    part->fd = open(path, O_RDONLY | O_CLOEXEC);
    if (part->fd < 0)
        return err_set_errno(err, ERR_IO, "open %s", path), NULL;
    part->path = strdup(path);
    part->scanner = page_scanner_new(err);
    part->joiner.most_bytes = PAGE_MOST_BYTES;
    part->offset = RECORDING_HEADER_BYTES;
    part->page_number = RECORDING_HEADER_PAGES;
    if (!part->path || !part->scanner)
        return err_no_memory(err), NULL;
    return load_header(part, err) ? take(part) : NULL;
}

const char *part_file_path(const struct part_file *part)
{
    return part->path;
}

const struct recording_facts *part_file_facts(const struct part_file *part)
{
    return &part->facts;
}

void part_file_skip_to_end(struct part_file *part)
{
    struct stat status;

    if (fstat(part->fd, &status) != 0 ||
        status.st_size - END_BYTES <= part->offset)
        return;
    part->offset = status.st_size - END_BYTES;
    part->granule = NOWHERE;
}

/* False at the end of what is there. */
static enum part_step feed(struct part_file *part, struct err *err)
{
    uint8_t *room = page_scanner_room(part->scanner, CHUNK_BYTES);
    ssize_t got;

    if (!room)
        return err_no_memory(err), PART_FAILED;
    do
        got = pread(part->fd, room, CHUNK_BYTES, part->offset);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return err_set_errno(err, ERR_IO, "read %s", part->path), PART_FAILED;
    page_scanner_fed(part->scanner, (size_t)got);
    part->offset += got;
    return got > 0 ? PART_PACKET : PART_STARVED;
}

static int64_t page_frames_48k(const struct packet_joiner *joiner)
{
    int64_t frames = 0;

    for (size_t i = 0; i < joiner->count; i++)
        frames += codec_packet_frames_48k(
            joiner->packets[i].bytes, joiner->packets[i].length);
    return frames;
}

/* A forged granule must not carry the places of packets away. */
static bool is_place(int64_t granule)
{
    return granule >= 0 && granule <= MOST_GRANULE;
}

/* Where its packets are: behind those of the page before, or, when that is
 * not known, by the granule, which an end may have trimmed. */
static bool take_page(
    struct part_file *part, const struct page *page, struct err *err)
{
    if (page->serial != part->serial)
        return true;
    if (!packet_joiner_push(&part->joiner, page, err))
        return false;
    part->next = 0;
    if (page->number != part->page_number || part->granule == NOWHERE)
        part->granule = is_place(page->granule)
                            ? page->granule - page_frames_48k(&part->joiner)
                            : NOWHERE;
    if (part->granule == NOWHERE)
        part->joiner.count = 0;
    part->page_number = page->number + 1;
    return true;
}

static bool has_packet(struct part_file *part, struct part_packet *packet)
{
    while (part->next < part->joiner.count) {
        struct joined_packet joined = part->joiner.packets[part->next++];
        int frames_48k = codec_packet_frames_48k(joined.bytes, joined.length);
        if (frames_48k == 0)
            continue;
        *packet = (struct part_packet){.bytes = joined.bytes,
            .length = joined.length,
            .frames_48k = frames_48k,
            .at_48k = part->facts.offset_48k - part->facts.preskip_48k +
                      part->granule};
        part->granule += frames_48k;
        return true;
    }
    return false;
}

enum part_step part_file_next(
    struct part_file *part, struct part_packet *packet, struct err *err)
{
    struct page page;
    enum part_step fed;

    while (!has_packet(part, packet)) {
        switch (page_scanner_next(part->scanner, &page)) {
        case PAGE_FOUND:
            if (!take_page(part, &page, err))
                return PART_FAILED;
            break;
        case PAGE_SKIPPED:
            part->skipped_bytes += (int64_t)page.length;
            break;
        case PAGE_STARVED:
            fed = feed(part, err);
            if (fed != PART_PACKET)
                return fed;
            break;
        }
    }
    return PART_PACKET;
}

int64_t part_file_skipped_bytes(const struct part_file *part)
{
    return part->skipped_bytes;
}

bool part_file_is_there(const struct part_file *part)
{
    struct stat ours;
    struct stat there;

    return fstat(part->fd, &ours) == 0 && stat(part->path, &there) == 0 &&
           ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
}

void part_file_free(struct part_file *part)
{
    if (!part)
        return;
    if (part->fd >= 0)
        close(part->fd);
    page_scanner_free(part->scanner);
    packet_joiner_clear(&part->joiner);
    free(part->path);
    free(part);
}
