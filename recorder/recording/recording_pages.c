/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_pages.h"

#include "recorder/recording/page_writer.h"
#include "recorder/recording/recording_header.h"

/* What a kill may take. With what the room's jitter buffer still holds, it
 * stays below the promised second; 52 bytes a page are one percent of
 * 64 kbit/s. */
#define PAGE_MOST_FRAMES_48K 24000

/* Of levelled sound, of which the look-ahead holds half a second more. */
#define LEVELLED_PAGE_MOST_FRAMES_48K 12000

/* Of a recording that is followed: what a listener waits for at most. Six
 * pages a second instead of two cost another 1.2 kbit/s. */
#define FOLLOWED_PAGE_MOST_FRAMES_48K 7680

/* Where a page ends with a batch, it holds all of it: two of them a second, or
 * three that are levelled, and some packets that came early. A fraction that
 * was left over waits for the next one. */
#define BATCH_PAGE_MOST_FRAMES_48K 28800
#define LEVELLED_BATCH_PAGE_MOST_FRAMES_48K 19200
#define BATCH_PAGE_LEAST_PART 4

struct recording_pages {
    struct recording_page_taker taker;
    struct page_writer *writer;
    bool is_levelled;
    bool is_followed;
    bool is_torn; /* a page is missing: none may follow it */

    /* The newest packet is held back, so that the page in hand always has
     * the last two: the end may lie in either. */
    struct text held;
    int held_frames; /* 0: none is held */

    int64_t granule; /* of all that was pushed, the held packet included */
    int frames;      /* in the page in hand, without the held packet */
    int most_frames;
    size_t bytes; /* of packets in the page in hand */
    int64_t taken_bytes;
};

/* Of a page that no batch ends. */
static void limit_page(struct recording_pages *pages)
{
    if (pages->is_followed)
        pages->most_frames = FOLLOWED_PAGE_MOST_FRAMES_48K;
    else if (pages->is_levelled)
        pages->most_frames = LEVELLED_PAGE_MOST_FRAMES_48K;
    else
        pages->most_frames = PAGE_MOST_FRAMES_48K;
}

struct recording_pages *recording_pages_new(uint32_t serial, bool is_levelled,
    const struct recording_page_taker *taker, struct err *err)
{
    own(recording_pages) pages = calloc(1, sizeof *pages);

    if (!pages)
        return err_no_memory(err), NULL;
    pages->taker = *taker;
    pages->is_levelled = is_levelled;
    limit_page(pages);
    pages->writer = page_writer_new(serial, RECORDING_HEADER_PAGES, err);
    return pages->writer ? take(pages) : NULL;
}

void recording_pages_free(struct recording_pages *pages)
{
    if (!pages)
        return;
    page_writer_free(pages->writer);
    text_clear(&pages->held);
    free(pages);
}

/* --- The page in hand --------------------------------------------------- */

/* Hands it over; as the last one with this granule, negative: it is not the
 * last. */
static bool hand_over(
    struct recording_pages *pages, int64_t last_granule, struct err *err)
{
    own_value(text) page = {0};

    pages->is_torn = !page_writer_flush(pages->writer, &page, err);
    if (pages->is_torn)
        return false;
    if (last_granule >= 0)
        page_make_last((uint8_t *)page.bytes, page.length, last_granule);
    pages->frames = 0;
    pages->bytes = 0;
    pages->taken_bytes += (int64_t)page.length;
    limit_page(pages);
    return pages->taker.write(
        pages->taker.user, &page, recording_pages_taken_granule(pages), err);
}

/* Moves the held packet into it. */
static bool add_held(struct recording_pages *pages, struct err *err)
{
    if (!pages->held_frames)
        return true;
    if (!page_writer_push(pages->writer, (const uint8_t *)pages->held.bytes,
            pages->held.length, pages->granule, err))
        return false;
    pages->frames += pages->held_frames;
    pages->bytes += pages->held.length;
    pages->held_frames = 0;
    text_reset(&pages->held);
    return true;
}

/* True when it could not take the held packet and one more. */
static bool is_full(
    const struct recording_pages *pages, size_t bytes, int frames_48k)
{
    size_t segments_bytes = pages->held.length + bytes + PAGE_SEGMENT_BYTES;

    return pages->frames + pages->held_frames + frames_48k >
               pages->most_frames ||
           !page_writer_has_room(pages->writer, segments_bytes);
}

bool recording_pages_push(struct recording_pages *pages, const uint8_t *packet,
    size_t bytes, int frames_48k, struct err *err)
{
    if (!page_writer_is_empty(pages->writer) &&
        is_full(pages, bytes, frames_48k) && !hand_over(pages, -1, err))
        return false;
    if (!add_held(pages, err))
        return false;
    text_append_bytes(&pages->held, packet, bytes);
    if (!text_finish(&pages->held, err))
        return false;
    pages->held_frames = frames_48k;
    pages->granule += frames_48k;
    return true;
}

void recording_pages_set_followed(
    struct recording_pages *pages, bool is_followed)
{
    pages->is_followed = is_followed;
    limit_page(pages);
}

bool recording_pages_end_batch(struct recording_pages *pages, struct err *err)
{
    int most_frames = pages->is_levelled ? LEVELLED_BATCH_PAGE_MOST_FRAMES_48K
                                         : BATCH_PAGE_MOST_FRAMES_48K;

    if (pages->is_followed)
        return true;
    if (pages->frames >= most_frames / BATCH_PAGE_LEAST_PART &&
        !hand_over(pages, -1, err))
        return false;
    pages->most_frames = most_frames;
    return true;
}

/* --- Asking -------------------------------------------------------------- */

int64_t recording_pages_granule(const struct recording_pages *pages)
{
    return pages->granule;
}

int64_t recording_pages_taken_granule(const struct recording_pages *pages)
{
    return pages->granule - pages->held_frames - pages->frames;
}

int64_t recording_pages_bytes(const struct recording_pages *pages)
{
    size_t in_hand = pages->bytes + pages->held.length;

    return pages->taken_bytes + (int64_t)in_hand + PAGE_HEADER_BYTES +
           PAGE_MOST_SEGMENTS;
}

/* --- The end ------------------------------------------------------------- */

/* The packets of the last page: without the held one if the end lies before
 * it, which otherwise may need a page of its own. */
static bool fill_last(
    struct recording_pages *pages, int64_t end_granule, struct err *err)
{
    if (end_granule <= pages->granule - pages->held_frames)
        return true;
    if (!page_writer_has_room(pages->writer, pages->held.length) &&
        !hand_over(pages, -1, err))
        return false;
    return add_held(pages, err);
}

bool recording_pages_end(
    struct recording_pages *pages, int64_t end_granule, struct err *err)
{
    return fill_last(pages, end_granule, err) &&
           hand_over(pages, end_granule, err);
}

void recording_pages_give_up(struct recording_pages *pages)
{
    struct err ignored;

    if (!pages->is_torn && pages->held_frames && add_held(pages, &ignored))
        hand_over(pages, -1, &ignored);
}
