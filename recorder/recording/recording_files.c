/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/recording_files.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/file_lock.h"
#include "recorder/recording/recording_header.h"

#define FILE_MODE 0640

/* Held ahead of the two files. At the end a quarter is there for the pages
 * in the queue and the last one, and for the last lines. */
#define AUDIO_STEP_BYTES (1 << 20)
#define LEDGER_STEP_BYTES (64 << 10)

static bool make_paths(
    struct recording_files *files, const char *stem, struct err *err)
{
    files->stem = strdup(stem);
    files->new_path = recording_path(stem, RECORDING_NEW_SUFFIX);
    files->part_path = recording_path(stem, RECORDING_PART_SUFFIX);
    files->ledger_path = recording_path(stem, RECORDING_LEDGER_SUFFIX);
    files->audio =
        (struct disk_file){-1, files->part_path, &files->audio_reserve};
    files->ledger =
        (struct disk_file){-1, files->ledger_path, &files->ledger_reserve};
    return (files->stem && files->new_path && files->part_path &&
               files->ledger_path) ||
           err_no_memory(err);
}

/* O_APPEND, so that the header written in place moves nothing. */
static int create(const char *path, int flags, struct err *err)
{
    int fd =
        open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | flags, FILE_MODE);

    if (fd < 0)
        err_set_errno(err, ERR_IO, "create %s", path);
    return fd;
}

static bool check_name_is_free(const char *stem, struct err *err)
{
    own_heap(char) path = recording_path(stem, RECORDING_SUFFIX);

    if (!path)
        return err_no_memory(err);
    if (access(path, F_OK) != 0)
        return true;
    errno = EEXIST;
    return err_set_errno(err, ERR_IO, "create %s", path);
}

bool recording_files_create(
    struct recording_files *files, const char *stem, struct err *err)
{
    if (!make_paths(files, stem, err) || !check_name_is_free(stem, err))
        return false;
    files->ledger.fd = create(files->ledger_path, O_APPEND, err);
    if (files->ledger.fd < 0)
        return false;
    if (disk_reserve_hold(&files->ledger_reserve, files->ledger.fd,
            LEDGER_STEP_BYTES, files->ledger_path, err))
        return true;
    unlink(files->ledger_path);
    return false;
}

static bool store_header(struct recording_files *files,
    const struct recording_facts *facts, uint32_t serial, const char *path,
    struct err *err)
{
    struct stream_header header;

    recording_header_init(&header, facts, serial);
    bool is_stored =
        recording_header_store(&header, files->audio.fd, path, err);
    stream_header_clear(&header);
    if (!is_stored)
        return false;
    return lseek(files->audio.fd, 0, SEEK_END) == RECORDING_HEADER_BYTES ||
           err_set_errno(err, ERR_IO, "seek %s", path);
}

bool recording_files_begin(struct recording_files *files,
    const struct recording_facts *facts, uint32_t serial, struct err *err)
{
    const char *path = files->new_path;

    files->audio.fd = create(path, 0, err);
    if (files->audio.fd < 0 || !file_lock_hold(files->audio.fd, path, err) ||
        !disk_reserve_hold(&files->audio_reserve, files->audio.fd,
            AUDIO_STEP_BYTES, path, err))
        return false;
    disk_reserve_grow(&files->audio_reserve, RECORDING_HEADER_BYTES);
    return store_header(files, facts, serial, path, err);
}

bool recording_files_show(struct recording_files *files, struct err *err)
{
    return durable_rename_new(files->new_path, files->part_path, err);
}

void recording_files_take_back(struct recording_files *files)
{
    /* Gone from there, it is ours under the other name. */
    if (files->audio.fd >= 0 && unlink(files->new_path) != 0 && errno == ENOENT)
        unlink(files->part_path);
    if (files->ledger.fd >= 0)
        unlink(files->ledger_path);
}

bool recording_files_are_full(const struct recording_files *files)
{
    return disk_reserve_is_full(&files->audio_reserve) ||
           disk_reserve_is_full(&files->ledger_reserve);
}

bool recording_files_rename(
    struct recording_files *files, const char *suffix, struct err *err)
{
    own_heap(char) path = recording_path(files->stem, suffix);

    if (!path)
        return err_no_memory(err);
    return disk_reserve_release(files->audio.fd, files->part_path, err) &&
           disk_reserve_release(files->ledger.fd, files->ledger_path, err) &&
           durable_rename_new(files->part_path, path, err);
}

void recording_files_clear(struct recording_files *files)
{
    if (files->audio.path && files->audio.fd >= 0)
        close(files->audio.fd);
    if (files->ledger.path && files->ledger.fd >= 0)
        close(files->ledger.fd);
    free(files->ledger_path);
    free(files->part_path);
    free(files->new_path);
    free(files->stem);
}
