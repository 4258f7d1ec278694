/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_repair.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/audio/loudness_gain.h"
#include "recorder/base/config.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/file_lock.h"
#include "recorder/recording/disk_reserve.h"
#include "recorder/recording/leftover.h"
#include "recorder/recording/page.h"
#include "recorder/recording/recording_header.h"
#include "recorder/recording/recording_measure.h"
#include "recorder/recording/repair_ledger.h"
#include "recorder/recording/repair_paths.h"

#define TAIL_MODE 0640
#define CHUNK_BYTES 65536

struct repair {
    struct repair_paths paths;
    int fd; /* of the .part, locked */
    struct stream_header header;
    struct recording_facts facts;
    struct leftover leftover;
    struct recording_result result;
};

/* --- The lock ---------------------------------------------------------- */

/* Between our open and our lock its owner, or another repair, may have
 * finished it: then what we hold has another name. */
static bool check_name(const struct repair *repair, struct err *err)
{
    struct stat ours;
    struct stat there;

    if (fstat(repair->fd, &ours) != 0)
        return err_set_errno(err, ERR_IO, "look at %s", repair->paths.part);
    if (stat(repair->paths.part, &there) == 0 && there.st_ino == ours.st_ino &&
        there.st_dev == ours.st_dev)
        return true;
    return err_set(
        err, ERR_BUSY, "%s: just finished by another", repair->paths.part);
}

static bool hold(struct repair *repair, struct err *err)
{
    repair->fd = open(repair->paths.part, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (repair->fd < 0)
        return err_set_errno(err, ERR_IO, "open %s", repair->paths.part);
    return file_lock_hold(repair->fd, repair->paths.part, err) &&
           check_name(repair, err);
}

/* --- Header and scan --------------------------------------------------- */

/* The header as it was at the beginning, from the ledger; what is in the file
 * is damaged. False when the ledger does not have it either. */
static bool rebuild_header(struct repair *repair)
{
    uint32_t serial;

    if (!repair_ledger_begin(repair->paths.ledger, &repair->facts, &serial))
        return false;
    recording_header_init(&repair->header, &repair->facts, serial);
    return true;
}

/* Finds the header, from the file or the ledger, and scans for the sound;
 * *has_header tells whether the stream is known. */
static bool examine(
    struct repair *repair, bool *has_header, bool *is_rebuilt, struct err *err)
{
    struct err damage = {0};

    *is_rebuilt = false;
    *has_header =
        recording_header_load(
            &repair->header, repair->fd, repair->paths.part, &damage) &&
        recording_header_facts(&repair->header, &repair->facts, &damage);
    if (!*has_header && damage.kind != ERR_FORMAT) {
        *err = damage;
        return false;
    }
    if (!*has_header)
        *has_header = *is_rebuilt = rebuild_header(repair);
    if (!leftover_scan(repair->fd, *has_header ? &repair->header.serial : NULL,
            &repair->leftover, err))
        return err_prefix(err, "%s", repair->paths.part);
    if (*has_header || repair->leftover.last_length == 0)
        return true;
    return err_set(
        err, ERR_FORMAT, "%s, and no ledger tells what it was", damage.text);
}

static bool has_sound(const struct repair *repair, bool has_header)
{
    return has_header && repair->leftover.last_length > 0 &&
           repair->leftover.last_granule > repair->header.head.preskip_48k;
}

/* --- Result ------------------------------------------------------------ */

static bool measure(struct repair *repair, struct err *err)
{
    struct recording_result *result = &repair->result;
    struct loudness_gain gain = {0};
    own(loudness_meter) meter =
        recording_measure_without_gain(repair->paths.part, err);

    if (!meter)
        return false;
    struct loudness loudness = loudness_meter_read(meter);
    if (repair->facts.normalize != NORMALIZE_OFF)
        gain = loudness_gain_find(meter, repair->facts.target_lufs, &loudness);
    *result = (struct recording_result){
        .frames_48k =
            repair->leftover.last_granule - repair->header.head.preskip_48k,
        .gain_q8 = gain.gain_q8,
        .loudness = loudness,
        .short_lu = gain.short_lu,
    };
    return true;
}

/* Before anything is cut, so that what is cut is known. */
static bool note_repair(const struct repair *repair, struct err *err)
{
    const struct repair_note note = {.leftover = &repair->leftover,
        .result = &repair->result,
        .facts = &repair->facts,
        .serial = repair->header.serial};

    return repair_ledger_add(repair->paths.ledger, &note, err);
}

static bool set_chapters(struct repair *repair, struct err *err)
{
    struct chapters chapters = {0};

    if (!repair_ledger_chapters(repair->paths.ledger, &chapters, err))
        return false;
    recording_header_set_chapters(
        &repair->header, &chapters, repair->result.frames_48k);
    chapters_clear(&chapters);
    return true;
}

/* --- The file ---------------------------------------------------------- */

static bool is_zeros(const char *bytes, size_t length)
{
    return length == 0 ||
           (bytes[0] == 0 && memcmp(bytes, bytes + 1, length - 1) == 0);
}

/* Gives the file's bytes from *offset on, at most CHUNK_BYTES, and moves it;
 * *length 0 at its end. */
static bool read_chunk(const struct repair *repair, int64_t *offset,
    char *chunk, size_t *length, struct err *err)
{
    ssize_t got = pread(repair->fd, chunk, CHUNK_BYTES, *offset);

    if (got < 0)
        return err_set_errno(err, ERR_IO, "read %s", repair->paths.part);
    *offset += got;
    *length = (size_t)got;
    return true;
}

static bool is_tail_zeros(
    const struct repair *repair, bool *is_zero, struct err *err)
{
    char chunk[CHUNK_BYTES];
    int64_t offset = repair->leftover.kept_bytes;
    size_t length = 0;

    do {
        if (!read_chunk(repair, &offset, chunk, &length, err))
            return false;
        *is_zero = is_zeros(chunk, length);
    } while (*is_zero && length > 0);
    return true;
}

static bool save_tail(const struct repair *repair, struct err *err)
{
    char chunk[CHUNK_BYTES];
    int64_t offset = repair->leftover.kept_bytes;
    size_t length = 0;
    own_heap(char) path =
        recording_path(repair->paths.stem, RECORDING_TAIL_SUFFIX);

    if (!path)
        return err_no_memory(err);
    own(durable_file) file = durable_file_new(path, TAIL_MODE, err);
    if (!file)
        return false;
    do {
        if (!read_chunk(repair, &offset, chunk, &length, err) ||
            !durable_file_write(file, chunk, length, err))
            return false;
    } while (length > 0);
    return durable_file_commit(file, err);
}

static bool cut_tail(const struct repair *repair, struct err *err)
{
    bool is_zero;

    if (repair->leftover.file_bytes == repair->leftover.kept_bytes)
        return true;
    if (!is_tail_zeros(repair, &is_zero, err) ||
        (!is_zero && !save_tail(repair, err)))
        return false;
    if (ftruncate(repair->fd, repair->leftover.kept_bytes) != 0 ||
        fsync(repair->fd) != 0)
        return err_set_errno(err, ERR_IO, "cut %s", repair->paths.part);
    return true;
}

/* An empty page with EOS behind it would make validators complain. */
static bool mark_end(const struct repair *repair, struct err *err)
{
    const struct leftover *leftover = &repair->leftover;
    uint8_t page[PAGE_MOST_BYTES];
    size_t length = (size_t)leftover->last_length;

    if (leftover->has_end)
        return true;
    if (pread(repair->fd, page, length, leftover->last_offset) !=
        (ssize_t)length)
        return err_set_errno(err, ERR_IO, "read %s", repair->paths.part);
    page_make_last(page, length, leftover->last_granule);
    if (pwrite(repair->fd, page, length, leftover->last_offset) !=
        (ssize_t)length)
        return err_set_errno(err, ERR_IO, "write %s", repair->paths.part);
    return true; /* synced with the header */
}

/* What its recorder had reserved; the ledger may be missing. */
static bool release(const struct repair *repair, struct err *err)
{
    own_fd int ledger =
        open(repair->paths.ledger, O_RDWR | O_CLOEXEC | O_NOFOLLOW);

    return disk_reserve_release(repair->fd, repair->paths.part, err) &&
           (ledger < 0 ||
               disk_reserve_release(ledger, repair->paths.ledger, err));
}

static bool store_header(const struct repair *repair, struct err *err)
{
    return recording_header_store(
        &repair->header, repair->fd, repair->paths.part, err);
}

static bool rename_to(
    const struct repair *repair, const char *path, struct err *err)
{
    return release(repair, err) &&
           durable_rename_new(repair->paths.part, path, err);
}

static bool complete(const struct repair *repair, struct err *err)
{
    own_heap(char) path = recording_path(repair->paths.stem, RECORDING_SUFFIX);

    return path ? rename_to(repair, path, err) : err_no_memory(err);
}

static bool set_aside(const struct repair *repair, struct err *err)
{
    own_heap(char) path =
        recording_free_path(repair->paths.stem, RECORDING_EMPTY_SUFFIX, err);

    return path && rename_to(repair, path, err);
}

static bool finish(struct repair *repair, bool is_rebuilt, struct err *err)
{
    if (is_rebuilt && !store_header(repair, err))
        return false;
    if (!measure(repair, err) || !note_repair(repair, err) ||
        !cut_tail(repair, err) || !mark_end(repair, err))
        return false;
    recording_header_set_result(&repair->header, &repair->result);
    return set_chapters(repair, err) && store_header(repair, err) &&
           complete(repair, err);
}

static enum repair_outcome run(struct repair *repair, struct err *err)
{
    bool has_header;
    bool is_rebuilt;

    if (!hold(repair, err))
        return err->kind == ERR_BUSY ? REPAIR_RUNNING : REPAIR_FAILED;
    if (!examine(repair, &has_header, &is_rebuilt, err))
        return REPAIR_FAILED;
    if (!has_sound(repair, has_header))
        return set_aside(repair, err) ? REPAIR_EMPTY : REPAIR_FAILED;
    return repair_paths_settle(&repair->paths, repair->facts.id, err) &&
                   finish(repair, is_rebuilt, err)
               ? REPAIR_DONE
               : REPAIR_FAILED;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static void report_on(const struct repair *repair, struct repair_report *report)
{
    const struct leftover *leftover = &repair->leftover;

    *report = (struct repair_report){
        .kept_bytes = leftover->kept_bytes,
        .cut_bytes = leftover->file_bytes - leftover->kept_bytes,
        .skipped_bytes = leftover->skipped_bytes,
        .frames_48k = repair->result.frames_48k,
    };
    if (repair->paths.has_moved)
        snprintf(report->other_name, sizeof report->other_name, "%s%s",
            name_of(repair->paths.stem), RECORDING_SUFFIX);
}

enum repair_outcome recording_repair(
    const char *part_path, struct repair_report *report, struct err *err)
{
    struct repair repair = {.fd = -1};
    enum repair_outcome outcome = REPAIR_FAILED;

    if (repair_paths_find(&repair.paths, part_path, err))
        outcome = run(&repair, err);
    if (outcome == REPAIR_DONE || outcome == REPAIR_EMPTY)
        report_on(&repair, report);
    stream_header_clear(&repair.header);
    if (repair.fd >= 0)
        close(repair.fd);
    repair_paths_clear(&repair.paths);
    return outcome;
}
