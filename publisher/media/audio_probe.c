/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/media/audio_probe.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "recorder/base/own.h"
#include "recorder/recording/page_reader.h"

#define OPUS_RATE_HZ 48000

struct walk {
    struct audio_facts *facts;
    uint32_t serial;
    uint32_t next_number;
    int64_t preskip;
    int64_t granule;
    bool has_begun;
    bool has_ended;
};

static void note_damage(struct audio_facts *facts, int64_t at, const char *what)
{
    if (!facts->is_damaged)
        snprintf(
            facts->fault, sizeof facts->fault, "%s at byte %" PRId64, what, at);
    facts->is_damaged = true;
}

static void begin_stream(struct walk *walk, const struct page *page)
{
    size_t segment = 0;
    struct page_piece piece;

    if (!page_next_piece(page, &segment, &piece) || piece.length < 12 ||
        memcmp(piece.bytes, "OpusHead", 8) != 0)
        return;
    walk->has_begun = true;
    walk->serial = page->serial;
    walk->next_number = page->number;
    walk->preskip = piece.bytes[10] | piece.bytes[11] << 8;
}

static void take_page(struct walk *walk, const struct page *page)
{
    if (page->is_first && !walk->has_begun)
        begin_stream(walk, page);
    if (!walk->has_begun || page->serial != walk->serial)
        return;
    if (page->number != walk->next_number)
        note_damage(walk->facts, page->offset, "pages are missing");
    walk->next_number = page->number + 1;
    if (page->granule != PAGE_NO_GRANULE)
        walk->granule = page->granule;
    walk->has_ended = walk->has_ended || page->is_last;
}

static void finish_walk(struct walk *walk)
{
    struct audio_facts *facts = walk->facts;

    if (walk->has_begun && !walk->has_ended) {
        facts->is_cut_short = true;
        if (!facts->is_damaged)
            snprintf(facts->fault, sizeof facts->fault,
                "its last page is not marked as the last");
    }
    if (walk->granule > walk->preskip)
        facts->duration_ms =
            (walk->granule - walk->preskip) / (OPUS_RATE_HZ / 1000);
}

static bool probe_ogg(int fd, struct audio_facts *facts, struct err *err)
{
    struct walk walk = {.facts = facts};
    enum page_reader_step step;
    struct page page;

    own(page_reader) reader = page_reader_new(fd, 0, err);
    if (!reader)
        return false;
    while ((step = page_reader_next(reader, &page, err)) < PAGE_READER_END) {
        if (step == PAGE_READER_PAGE)
            take_page(&walk, &page);
        else
            note_damage(facts, page.offset, "there is no whole page");
    }
    finish_walk(&walk);
    return step == PAGE_READER_END;
}

static bool probe_mapped(int fd, struct audio_facts *facts, struct err *err)
{
    size_t length = (size_t)facts->length_bytes;
    uint8_t *bytes = mmap(NULL, length, PROT_READ, MAP_PRIVATE, fd, 0);

    if (bytes == MAP_FAILED)
        return err_set_errno(err, ERR_IO, "map");
    if (facts->kind == FILE_MP3)
        mp3_probe(bytes, length, facts);
    else
        mp4_probe(bytes, length, facts);
    munmap(bytes, length);
    return true;
}

static bool probe(int fd, struct audio_facts *facts, struct err *err)
{
    uint8_t head[FILE_KIND_BYTES];
    struct stat status;

    if (fd < 0 || fstat(fd, &status) != 0)
        return err_set_errno(err, ERR_IO, "open");
    if (!S_ISREG(status.st_mode))
        return err_set(err, ERR_IO, "it is no file");
    facts->length_bytes = status.st_size;
    ssize_t got = pread(fd, head, sizeof head, 0);
    if (got < 0)
        return err_set_errno(err, ERR_IO, "read");
    facts->kind = file_kind_of(head, (size_t)got);
    switch (facts->kind) {
    case FILE_OGG:
        return probe_ogg(fd, facts, err);
    case FILE_MP3:
    case FILE_MP4:
        return probe_mapped(fd, facts, err);
    default:
        return true;
    }
}

bool audio_probe(const char *path, struct audio_facts *facts, struct err *err)
{
    struct audio_facts found = {0};

    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (!probe(fd, &found, err))
        return err_prefix(err, "%s", path);
    *facts = found;
    return true;
}
