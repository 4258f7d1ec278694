/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/page_reader.h"

#include <errno.h>

#include "recorder/recording/page_scanner.h"

/* Some pages of ours, which are 4 to 32 KiB. */
#define CHUNK_BYTES 65536

struct page_reader {
    int fd;
    int64_t begin;
    int64_t offset; /* of what is read next */
    struct page_scanner *scanner;
};

struct page_reader *page_reader_new(int fd, int64_t offset, struct err *err)
{
    own(page_reader) reader = calloc(1, sizeof *reader);

    if (!reader)
        return err_no_memory(err), NULL;
    reader->fd = fd;
    reader->begin = offset;
    reader->offset = offset;
    reader->scanner = page_scanner_new(err);
    return reader->scanner ? take(reader) : NULL;
}

static ssize_t read_at(int fd, void *bytes, size_t length, int64_t offset)
{
    ssize_t got;

    do
        got = pread(fd, bytes, length, offset);
    while (got < 0 && errno == EINTR);
    return got;
}

static bool feed(struct page_reader *reader, bool *has_ended, struct err *err)
{
    uint8_t *room = page_scanner_room(reader->scanner, CHUNK_BYTES);

    if (!room)
        return err_no_memory(err);
    ssize_t got = read_at(reader->fd, room, CHUNK_BYTES, reader->offset);
    if (got < 0 && errno == ESPIPE)
        return err_set(err, ERR_IO, "it is not a file");
    if (got < 0)
        return err_set_errno(err, ERR_IO, "read");
    *has_ended = got == 0;
    if (got == 0) {
        page_scanner_end(reader->scanner);
    } else {
        page_scanner_fed(reader->scanner, (size_t)got);
        reader->offset += got;
    }
    return true;
}

enum page_reader_step page_reader_next(
    struct page_reader *reader, struct page *page, struct err *err)
{
    bool has_ended = false;

    for (;;) {
        enum page_step step = page_scanner_next(reader->scanner, page);
        if (step != PAGE_STARVED) {
            page->offset += reader->begin;
            return step == PAGE_FOUND ? PAGE_READER_PAGE : PAGE_READER_SKIPPED;
        }
        if (has_ended)
            return PAGE_READER_END;
        if (!feed(reader, &has_ended, err))
            return PAGE_READER_FAILED;
    }
}

void page_reader_free(struct page_reader *reader)
{
    if (!reader)
        return;
    page_scanner_free(reader->scanner);
    free(reader);
}
