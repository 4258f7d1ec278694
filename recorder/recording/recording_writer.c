/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_writer.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "recorder/audio/codec.h"
#include "recorder/base/config.h"
#include "recorder/recording/chapters.h"
#include "recorder/recording/disk_writer.h"
#include "recorder/recording/ledger.h"
#include "recorder/recording/page_writer.h"
#include "recorder/recording/recording_cut.h"
#include "recorder/recording/recording_files.h"
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

struct recording_writer {
    struct recording_facts facts;
    struct recording_files files;
    struct disk_writer *disk;
    struct page_writer *pages;
    uint32_t serial;

    /* The newest packet is held back, so that the page in hand always has
     * the last two: the end may lie in either. */
    struct text held;
    int held_frames; /* 0: none is held */

    int64_t sent_bytes; /* behind the header, without the page in hand */
    size_t page_bytes;  /* of packets in the page in hand */
    struct chapters chapters;

    int64_t granule; /* of all that was pushed, the held packet included */
    int page_frames; /* in the page in hand, without the held packet */
    int page_most_frames;
    bool is_followed;
    bool is_torn;     /* a page is missing: none may follow it */
    bool is_finished; /* or was tried to */
};

static bool append_line(
    struct recording_writer *writer, const struct jdoc *line, struct err *err)
{
    own_heap(char) letters = jdoc_format(line, err);

    if (!letters)
        return false;
    size_t length = strlen(letters);
    letters[length] = '\n'; /* in place of the NUL: written with its length */
    const struct disk_block block = {
        .file = &writer->files.ledger, .bytes = letters, .length = length + 1};
    return disk_writer_append(writer->disk, &block, err);
}

static bool begin_streams(struct recording_writer *writer, struct err *err)
{
    if (getrandom(&writer->serial, sizeof writer->serial, 0) < 0)
        return err_set_errno(err, ERR_IO, "random serial number");
    writer->disk = disk_writer_new(err);
    writer->pages =
        page_writer_new(writer->serial, RECORDING_HEADER_PAGES, err);
    return writer->disk && writer->pages;
}

static bool begin_files(
    struct recording_writer *writer, const char *stem, struct err *err)
{
    own(jdoc) line = ledger_begin_line(&writer->facts, writer->serial);

    if (!recording_files_create(&writer->files, stem, err))
        return false;
    if (append_line(writer, line, err) &&
        recording_files_begin(
            &writer->files, &writer->facts, writer->serial, err) &&
        disk_writer_drain(writer->disk, err) &&
        recording_files_show(&writer->files, err))
        return true;
    recording_files_take_back(&writer->files);
    return false;
}

/* Of a page that no batch ends. */
static void limit_page(struct recording_writer *writer)
{
    if (writer->is_followed)
        writer->page_most_frames = FOLLOWED_PAGE_MOST_FRAMES_48K;
    else if (writer->facts.normalize == NORMALIZE_LEVEL)
        writer->page_most_frames = LEVELLED_PAGE_MOST_FRAMES_48K;
    else
        writer->page_most_frames = PAGE_MOST_FRAMES_48K;
}

struct recording_writer *recording_writer_new(
    const char *stem, const struct recording_facts *facts, struct err *err)
{
    own(recording_writer) writer = calloc(1, sizeof *writer);

    if (!writer)
        return err_no_memory(err), NULL;
    writer->facts = *facts;
    limit_page(writer);
    if (!begin_streams(writer, err) || !begin_files(writer, stem, err))
        return NULL;
    return take(writer);
}

/* Sends the page in hand to the disk; as the last one with this granule,
 * negative: it is not the last. */
static bool send_page(
    struct recording_writer *writer, int64_t last_granule, struct err *err)
{
    own_value(text) page = {0};

    writer->is_torn = !page_writer_flush(writer->pages, &page, err);
    if (writer->is_torn)
        return false;
    if (last_granule >= 0)
        page_make_last((uint8_t *)page.bytes, page.length, last_granule);
    const struct disk_block block = {.file = &writer->files.audio,
        .bytes = page.bytes,
        .length = page.length,
        .mark = writer->granule - writer->held_frames};
    writer->page_frames = 0;
    writer->page_bytes = 0;
    limit_page(writer);
    writer->sent_bytes += (int64_t)page.length;
    return disk_writer_append(writer->disk, &block, err);
}

/* Moves the held packet into the page in hand. */
static bool add_held(struct recording_writer *writer, struct err *err)
{
    if (!writer->held_frames)
        return true;
    if (!page_writer_push(writer->pages, (const uint8_t *)writer->held.bytes,
            writer->held.length, writer->granule, err))
        return false;
    writer->page_frames += writer->held_frames;
    writer->page_bytes += writer->held.length;
    writer->held_frames = 0;
    text_reset(&writer->held);
    return true;
}

/* True when the page in hand could not take the held packet and one more. */
static bool is_page_full(
    const struct recording_writer *writer, size_t bytes, int frames_48k)
{
    size_t segments_bytes = writer->held.length + bytes + PAGE_SEGMENT_BYTES;

    return writer->page_frames + writer->held_frames + frames_48k >
               writer->page_most_frames ||
           !page_writer_has_room(writer->pages, segments_bytes);
}

bool recording_writer_push(struct recording_writer *writer,
    const uint8_t *packet, size_t bytes, int frames_48k, struct err *err)
{
    if (frames_48k <= 0 || codec_packet_frames_48k(packet, bytes) != frames_48k)
        return err_set(err, ERR_FORMAT,
            "a packet of %zu bytes is no Opus packet of %d frames", bytes,
            frames_48k);
    if (!page_writer_is_empty(writer->pages) &&
        is_page_full(writer, bytes, frames_48k) && !send_page(writer, -1, err))
        return false;
    if (!add_held(writer, err))
        return false;
    text_append_bytes(&writer->held, packet, bytes);
    if (!text_finish(&writer->held, err))
        return false;
    writer->held_frames = frames_48k;
    writer->granule += frames_48k;
    return true;
}

void recording_writer_set_followed(
    struct recording_writer *writer, bool is_followed)
{
    writer->is_followed = is_followed;
    limit_page(writer);
}

bool recording_writer_end_batch(
    struct recording_writer *writer, struct err *err)
{
    int most_frames = writer->facts.normalize == NORMALIZE_LEVEL
                          ? LEVELLED_BATCH_PAGE_MOST_FRAMES_48K
                          : BATCH_PAGE_MOST_FRAMES_48K;

    if (writer->is_followed)
        return true;
    if (writer->page_frames >= most_frames / BATCH_PAGE_LEAST_PART &&
        !send_page(writer, -1, err))
        return false;
    writer->page_most_frames = most_frames;
    return true;
}

bool recording_writer_wait(struct recording_writer *writer, struct err *err)
{
    return disk_writer_drain(writer->disk, err);
}

int64_t recording_writer_frames_48k(const struct recording_writer *writer)
{
    return writer->granule - writer->facts.preskip_48k;
}

int64_t recording_writer_safe_48k(const struct recording_writer *writer)
{
    return disk_writer_synced(writer->disk) - writer->facts.preskip_48k;
}

bool recording_writer_is_full(const struct recording_writer *writer)
{
    return recording_files_are_full(&writer->files);
}

int64_t recording_writer_take_delay_ns(struct recording_writer *writer)
{
    return disk_writer_take_delay_ns(writer->disk);
}

bool recording_writer_note(
    struct recording_writer *writer, const struct jdoc *line, struct err *err)
{
    return append_line(writer, line, err);
}

bool recording_writer_mark(struct recording_writer *writer,
    int64_t at_frames_48k, const char *title, struct err *err)
{
    own(jdoc) line = ledger_line("mark", at_frames_48k);

    jdoc_set_string(line, "text", title);
    return append_line(writer, line, err) &&
           chapters_add(&writer->chapters, at_frames_48k, title, err);
}

int64_t recording_writer_bytes(const struct recording_writer *writer)
{
    size_t in_hand = writer->page_bytes + writer->held.length;

    return RECORDING_HEADER_BYTES + writer->sent_bytes + (int64_t)in_hand +
           PAGE_HEADER_BYTES + PAGE_MOST_SEGMENTS;
}

/* --- The end ----------------------------------------------------------- */

/* Where the page in hand begins. */
static int64_t page_begin(const struct recording_writer *writer)
{
    return writer->granule - writer->held_frames - writer->page_frames;
}

static bool check_end(
    const struct recording_writer *writer, int64_t end_granule, struct err *err)
{
    if (end_granule <= writer->granule)
        return true;
    return err_set(err, ERR_LIMIT,
        "%s: cannot end at %lld frames, %lld were recorded",
        writer->files.part_path, (long long)end_granule,
        (long long)writer->granule);
}

/* The packets of the last page: without the held one if the end lies before
 * it, which otherwise may need a page of its own. */
static bool fill_last_page(
    struct recording_writer *writer, int64_t end_granule, struct err *err)
{
    if (end_granule <= writer->granule - writer->held_frames)
        return true;
    if (!page_writer_has_room(writer->pages, writer->held.length) &&
        !send_page(writer, -1, err))
        return false;
    return add_held(writer, err);
}

/* The end lies in what the disk has already; the page in hand is not
 * written. */
static bool cut_back(
    struct recording_writer *writer, int64_t end_granule, struct err *err)
{
    return disk_writer_drain(writer->disk, err) &&
           recording_cut(writer->files.audio.fd, writer->serial, end_granule,
               writer->files.part_path, err);
}

static bool write_last_page(
    struct recording_writer *writer, int64_t end_granule, struct err *err)
{
    if (end_granule <= page_begin(writer))
        return cut_back(writer, end_granule, err);
    return fill_last_page(writer, end_granule, err) &&
           send_page(writer, end_granule, err);
}

static bool note_left_out(
    struct recording_writer *writer, size_t chapters, struct err *err)
{
    own(jdoc) line = ledger_line("warning", -1);
    char text[64];

    snprintf(
        text, sizeof text, "%zu chapters do not fit in the tags", chapters);
    jdoc_set_any_text(line, "text", text);
    return chapters == 0 || append_line(writer, line, err);
}

/* The last page, the last line, and both on the disk. */
static bool end_files(struct recording_writer *writer, int64_t end_granule,
    const struct jdoc *end_line, struct err *err)
{
    return write_last_page(writer, end_granule, err) &&
           (!end_line || append_line(writer, end_line, err)) &&
           disk_writer_drain(writer->disk, err);
}

static bool end_empty(struct recording_writer *writer,
    const struct jdoc *end_line, struct err *err)
{
    if ((end_line && !append_line(writer, end_line, err)) ||
        !disk_writer_drain(writer->disk, err) ||
        !recording_files_rename(&writer->files, RECORDING_EMPTY_SUFFIX, err))
        return false;
    return err_set(err, ERR_FORMAT, "%s%s: nothing was recorded",
        writer->files.stem, RECORDING_SUFFIX);
}

/* The header is made before the last line, which it may add to, and written
 * when all else is on the disk. */
static bool end_with(struct recording_writer *writer,
    struct stream_header *header, int64_t frames_48k,
    const struct jdoc *end_line, struct err *err)
{
    int64_t end_granule = frames_48k + writer->facts.preskip_48k;
    size_t left_out =
        recording_header_set_chapters(header, &writer->chapters, frames_48k);

    return note_left_out(writer, left_out, err) &&
           end_files(writer, end_granule, end_line, err) &&
           recording_header_store(
               header, writer->files.audio.fd, writer->files.part_path, err) &&
           recording_files_rename(&writer->files, RECORDING_SUFFIX, err);
}

bool recording_writer_finish(struct recording_writer *writer,
    const struct recording_result *result, const struct jdoc *end_line,
    struct err *err)
{
    struct stream_header header;

    assert(!writer->is_finished);
    writer->is_finished = true;
    if (result->frames_48k <= 0)
        return end_empty(writer, end_line, err);
    if (!check_end(writer, result->frames_48k + writer->facts.preskip_48k, err))
        return false;
    recording_header_init(&header, &writer->facts, writer->serial);
    recording_header_set_result(&header, result);
    bool is_good = end_with(writer, &header, result->frames_48k, end_line, err);
    stream_header_clear(&header);
    return is_good;
}

bool recording_writer_discard(struct recording_writer *writer, struct err *err)
{
    assert(!writer->is_finished);
    writer->is_finished = true;
    return disk_file_remove(&writer->files.audio, err) &&
           disk_file_remove(&writer->files.ledger, err);
}

/* What an owner that gave up had in hand is for the repair. */
static void save_rest(struct recording_writer *writer)
{
    struct err ignored;

    if (!writer->disk || writer->is_torn || writer->is_finished ||
        !writer->held_frames)
        return;
    if (add_held(writer, &ignored))
        send_page(writer, -1, &ignored);
}

void recording_writer_free(struct recording_writer *writer)
{
    if (!writer)
        return;
    save_rest(writer);
    disk_writer_free(writer->disk);
    page_writer_free(writer->pages);
    text_clear(&writer->held);
    chapters_clear(&writer->chapters);
    recording_files_clear(&writer->files);
    free(writer);
}
