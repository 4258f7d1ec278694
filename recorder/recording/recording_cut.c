/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_cut.h"

#include <sys/stat.h>
#include <unistd.h>

#include "recorder/audio/codec.h"
#include "recorder/recording/page_reader.h"
#include "recorder/recording/page_sound.h"
#include "recorder/recording/page_writer.h"
#include "recorder/recording/recording_header.h"

/* How much of the end is looked at first; twice as much each time. */
#define WINDOW_BYTES (256 * 1024)

/* The page that will be the last, as it is and as it is to be. */
struct last_page {
    uint32_t serial;
    int64_t granule; /* of the end */
    int64_t offset;
    int64_t length;
    struct text bytes; /* "" until it was found */
};

/* Builds the page anew, up to the packet that holds the end. */
static bool rebuild(
    struct last_page *last, const struct page *page, struct err *err)
{
    own(page_writer) writer = page_writer_new(page->serial, page->number, err);
    struct page_piece piece;
    size_t segment = 0;
    int64_t at = page_sound_begin(page);

    if (!writer)
        return false;
    while (at < last->granule && page_next_piece(page, &segment, &piece)) {
        at += codec_packet_frames_48k(piece.bytes, piece.length);
        if (!page_writer_push(writer, piece.bytes, piece.length, at, err))
            return false;
    }
    text_reset(&last->bytes);
    if (!page_writer_flush(writer, &last->bytes, err) ||
        !text_finish(&last->bytes, err))
        return false;
    page_make_last(
        (uint8_t *)last->bytes.bytes, last->bytes.length, last->granule);
    last->offset = page->offset;
    last->length = (int64_t)page->length;
    return true;
}

/* Looks for the page from an offset on; *is_found when the one before it was
 * seen too, or there can be none. */
static bool search(struct last_page *last, int fd, int64_t offset,
    bool *is_found, struct err *err)
{
    own(page_reader) reader = page_reader_new(fd, offset, err);
    enum page_reader_step step;
    struct page page;
    bool is_before_seen = offset == RECORDING_HEADER_BYTES;

    if (!reader)
        return false;
    while ((step = page_reader_next(reader, &page, err)) < PAGE_READER_END) {
        if (step != PAGE_READER_PAGE || page.serial != last->serial)
            continue;
        if (page.granule >= last->granule) {
            *is_found = is_before_seen;
            return !is_before_seen || rebuild(last, &page, err);
        }
        is_before_seen = true;
    }
    *is_found = false;
    return step == PAGE_READER_END;
}

static bool find(struct last_page *last, int fd, struct err *err)
{
    struct stat status;
    bool is_found = false;

    if (fstat(fd, &status) != 0)
        return err_set_errno(err, ERR_IO, "look at it");
    for (int64_t window = WINDOW_BYTES; !is_found; window *= 2) {
        int64_t offset = status.st_size - window;
        if (offset < RECORDING_HEADER_BYTES)
            offset = RECORDING_HEADER_BYTES;
        if (!search(last, fd, offset, &is_found, err))
            return false;
        if (!is_found && offset == RECORDING_HEADER_BYTES)
            return err_set(err, ERR_LIMIT, "it has no sound at %lld frames",
                (long long)last->granule);
    }
    return true;
}

/* First what is behind the page goes, so that the page is never damaged
 * within the file. */
static bool replace(const struct last_page *last, int fd, struct err *err)
{
    size_t length = last->bytes.length;

    if (ftruncate(fd, last->offset + last->length) != 0 ||
        pwrite(fd, last->bytes.bytes, length, last->offset) !=
            (ssize_t)length ||
        ftruncate(fd, last->offset + (int64_t)length) != 0)
        return err_set_errno(err, ERR_IO, "cut its end");
    return true;
}

bool recording_cut(
    int fd, uint32_t serial, int64_t granule, const char *path, struct err *err)
{
    struct last_page last = {.serial = serial, .granule = granule};
    bool is_cut = find(&last, fd, err) && replace(&last, fd, err);

    text_clear(&last.bytes);
    return is_cut || err_prefix(err, "%s", path);
}
