/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/leftover.h"

#include <sys/stat.h>

#include "recorder/recording/page_reader.h"
#include "recorder/recording/page_sound.h"
#include "recorder/recording/recording_header.h"

static bool is_sound(const struct page *page, const uint32_t *serial)
{
    return (!serial || page->serial == *serial) && page->granule >= 0 &&
           !page->is_first;
}

static void note_hole(struct leftover *leftover, const struct page *page)
{
    int64_t bytes = page->offset - leftover->kept_bytes;

    if (bytes == 0 || leftover->hole_count == LEFTOVER_MOST_HOLES)
        return;
    leftover->holes[leftover->hole_count++] =
        (struct leftover_hole){.offset = leftover->kept_bytes,
            .bytes = bytes,
            .begin = leftover->last_granule,
            .end = page_sound_begin(page)};
}

static void take_page(struct leftover *leftover, const struct page *page)
{
    note_hole(leftover, page);
    leftover->skipped_bytes += page->offset - leftover->kept_bytes;
    leftover->kept_bytes = page->offset + (int64_t)page->length;
    leftover->last_offset = page->offset;
    leftover->last_length = (int64_t)page->length;
    leftover->last_granule = page->granule;
    leftover->has_end = page->is_last;
}

bool leftover_scan(
    int fd, const uint32_t *serial, struct leftover *leftover, struct err *err)
{
    own(page_reader) pages = page_reader_new(fd, RECORDING_HEADER_BYTES, err);
    struct leftover found = {.kept_bytes = RECORDING_HEADER_BYTES};
    enum page_reader_step step;
    struct page page;
    struct stat status;

    if (!pages)
        return false;
    if (fstat(fd, &status) != 0)
        return err_set_errno(err, ERR_IO, "look at it");
    found.file_bytes = status.st_size;
    while ((step = page_reader_next(pages, &page, err)) < PAGE_READER_END) {
        if (step == PAGE_READER_PAGE && is_sound(&page, serial))
            take_page(&found, &page);
    }
    if (step == PAGE_READER_FAILED)
        return false;
    if (found.file_bytes < RECORDING_HEADER_BYTES)
        found.kept_bytes = found.file_bytes;
    *leftover = found;
    return true;
}
