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
#include "recorder/recording/recording_cut.h"
#include "recorder/recording/recording_files.h"
#include "recorder/recording/recording_header.h"
#include "recorder/recording/recording_pages.h"

struct recording_writer {
    struct recording_facts facts;
    struct recording_files files;
    struct disk_writer *disk;
    struct recording_pages *pages;
    uint32_t serial;
    struct chapters chapters;
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

static bool write_page(
    void *user, const struct text *page, int64_t granule, struct err *err)
{
    struct recording_writer *writer = user;
    const struct disk_block block = {.file = &writer->files.audio,
        .bytes = page->bytes,
        .length = page->length,
        .mark = granule};

    return disk_writer_append(writer->disk, &block, err);
}

static bool begin_streams(struct recording_writer *writer, struct err *err)
{
    const struct recording_page_taker taker = {writer, write_page};

    if (getrandom(&writer->serial, sizeof writer->serial, 0) < 0)
        return err_set_errno(err, ERR_IO, "random serial number");
    writer->disk = disk_writer_new(err);
    writer->pages = recording_pages_new(writer->serial,
        writer->facts.normalize == NORMALIZE_LEVEL, &taker, err);
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

struct recording_writer *recording_writer_new(
    const char *stem, const struct recording_facts *facts, struct err *err)
{
    own(recording_writer) writer = calloc(1, sizeof *writer);

    if (!writer)
        return err_no_memory(err), NULL;
    writer->facts = *facts;
    if (!begin_streams(writer, err) || !begin_files(writer, stem, err))
        return NULL;
    return take(writer);
}

bool recording_writer_push(struct recording_writer *writer,
    const uint8_t *packet, size_t bytes, int frames_48k, struct err *err)
{
    if (frames_48k <= 0 || codec_packet_frames_48k(packet, bytes) != frames_48k)
        return err_set(err, ERR_FORMAT,
            "a packet of %zu bytes is no Opus packet of %d frames", bytes,
            frames_48k);
    return recording_pages_push(writer->pages, packet, bytes, frames_48k, err);
}

void recording_writer_set_followed(
    struct recording_writer *writer, bool is_followed)
{
    recording_pages_set_followed(writer->pages, is_followed);
}

bool recording_writer_end_batch(
    struct recording_writer *writer, struct err *err)
{
    return recording_pages_end_batch(writer->pages, err);
}

bool recording_writer_wait(struct recording_writer *writer, struct err *err)
{
    return disk_writer_drain(writer->disk, err);
}

int64_t recording_writer_frames_48k(const struct recording_writer *writer)
{
    return recording_pages_granule(writer->pages) - writer->facts.preskip_48k;
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
    return RECORDING_HEADER_BYTES + recording_pages_bytes(writer->pages);
}

/* --- The end ----------------------------------------------------------- */

static bool check_end(
    const struct recording_writer *writer, int64_t end_granule, struct err *err)
{
    int64_t granule = recording_pages_granule(writer->pages);

    return end_granule <= granule ||
           err_set(err, ERR_LIMIT,
               "%s: cannot end at %lld frames, %lld were recorded",
               writer->files.part_path, (long long)end_granule,
               (long long)granule);
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
    return end_granule <= recording_pages_taken_granule(writer->pages)
               ? cut_back(writer, end_granule, err)
               : recording_pages_end(writer->pages, end_granule, err);
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

void recording_writer_free(struct recording_writer *writer)
{
    if (!writer)
        return;
    /* What an owner that gave up had in hand is for the repair. */
    if (writer->disk && writer->pages && !writer->is_finished)
        recording_pages_give_up(writer->pages);
    disk_writer_free(writer->disk);
    recording_pages_free(writer->pages);
    chapters_clear(&writer->chapters);
    recording_files_clear(&writer->files);
    free(writer);
}
