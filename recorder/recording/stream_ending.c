/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/stream_ending.h"

#include <sys/stat.h>

#include "recorder/recording/page_reader.h"

/* Where a last page is looked for first: two of the largest. */
#define LAST_PAGE_BYTES 131072

struct stream {
    int fd;
    uint32_t serial;
};

static bool has_granule(const struct page *page)
{
    return page->granule >= 0 && page->granule <= STREAM_GRANULE_MOST;
}

/* As the pages of the stream from `offset` on have it; untouched when none is
 * there. */
static bool find_from(const struct stream *stream, int64_t offset,
    struct stream_ending *ending, struct err *err)
{
    own(page_reader) pages = page_reader_new(stream->fd, offset, err);
    enum page_reader_step step = PAGE_READER_FAILED;
    struct page page;

    while (pages &&
           (step = page_reader_next(pages, &page, err)) < PAGE_READER_END) {
        if (step != PAGE_READER_PAGE || page.serial != stream->serial)
            continue;
        ending->is_end = page.is_last;
        if (has_granule(&page))
            ending->granule = page.granule;
    }
    return step == PAGE_READER_END;
}

/* Looks at ever more of the end of the file. */
bool stream_ending_find(
    struct stream_ending *ending, int fd, uint32_t serial, struct err *err)
{
    const struct stream stream = {fd, serial};
    struct stream_ending found = {.granule = -1};
    struct stat status;
    int64_t offset = 1;

    if (fstat(fd, &status) != 0)
        return err_set_errno(err, ERR_IO, "look at its length");
    for (int64_t window = LAST_PAGE_BYTES; found.granule < 0 && offset > 0;
         window *= 2) {
        offset = status.st_size > window ? status.st_size - window : 0;
        if (!find_from(&stream, offset, &found, err))
            return false;
    }
    *ending = found;
    return true;
}
