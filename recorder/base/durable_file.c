/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/durable_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder/base/text.h"

#define COPY_BYTES 65536

struct durable_file {
    char *path;
    char *temporary; /* NULL once committed */
    int fd;
};

static char *temporary_template(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    struct text template = {0};

    text_append_bytes(&template, path, (size_t)(name - path));
    text_append(&template, DURABLE_TEMPORARY_MARK);
    text_append(&template, "XXXXXX");
    return text_take(&template);
}

struct durable_file *durable_file_new(
    const char *path, mode_t mode, struct err *err)
{
    own(durable_file) file = calloc(1, sizeof *file);

    if (!file)
        return err_no_memory(err), NULL;
    file->fd = -1;
    file->path = strdup(path);
    own_heap(char) template = temporary_template(path);
    if (!file->path || !template)
        return err_no_memory(err), NULL;
    file->fd = mkostemp(template, O_CLOEXEC);
    if (file->fd < 0)
        return err_set_errno(err, ERR_IO, "create %s", path), NULL;
    file->temporary = take(template);
    if (fchmod(file->fd, mode) != 0)
        return err_set_errno(err, ERR_IO, "set the mode of %s", path), NULL;
    return take(file);
}

bool durable_write_all(
    int fd, const void *bytes, size_t length, const char *path, struct err *err)
{
    const char *at = bytes;

    while (length > 0) {
        ssize_t written = write(fd, at, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return err_set_errno(err, ERR_IO, "write %s", path);
        at += written;
        length -= (size_t)written;
    }
    return true;
}

bool durable_file_write(struct durable_file *file, const void *bytes,
    size_t length, struct err *err)
{
    return durable_write_all(file->fd, bytes, length, file->path, err);
}

const char *durable_file_temporary(const struct durable_file *file)
{
    return file->temporary;
}

int durable_file_descriptor(const struct durable_file *file)
{
    return file->fd;
}

/* Closes and renames. */
static bool put_in_place(struct durable_file *file, struct err *err)
{
    /* NFS and quotas report the last write here. */
    int closed = close(file->fd);
    file->fd = -1;
    if (closed != 0)
        return err_set_errno(err, ERR_IO, "close %s", file->path);
    if (rename(file->temporary, file->path) != 0)
        return err_set_errno(err, ERR_IO, "rename to %s", file->path);
    free(file->temporary);
    file->temporary = NULL;
    return true;
}

bool durable_file_commit(struct durable_file *file, struct err *err)
{
    if (fsync(file->fd) != 0)
        return err_set_errno(err, ERR_IO, "sync %s", file->path);
    return put_in_place(file, err) && durable_sync_folder_of(file->path, err);
}

void durable_file_free(struct durable_file *file)
{
    if (!file)
        return;
    if (file->fd >= 0)
        close(file->fd);
    if (file->temporary)
        unlink(file->temporary);
    free(file->temporary);
    free(file->path);
    free(file);
}

bool durable_replace(const char *path, mode_t mode, const void *bytes,
    size_t length, struct err *err)
{
    own(durable_file) file = durable_file_new(path, mode, err);

    return file && durable_file_write(file, bytes, length, err) &&
           durable_file_commit(file, err);
}

static bool copy_bytes(
    int from, struct durable_file *to, const char *path, struct err *err)
{
    own_heap(char) chunk = malloc(COPY_BYTES);
    ssize_t length;

    if (!chunk)
        return err_no_memory(err);
    while ((length = read(from, chunk, COPY_BYTES)) > 0) {
        if (!durable_file_write(to, chunk, (size_t)length, err))
            return false;
    }
    return length == 0 || err_set_errno(err, ERR_IO, "read %s", path);
}

bool durable_copy(
    const char *from, const char *path, mode_t mode, struct err *err)
{
    own_fd int fd = open(from, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return err_set_errno(err, ERR_IO, "open %s", from);
    own(durable_file) file = durable_file_new(path, mode, err);
    return file && copy_bytes(fd, file, from, err) &&
           durable_file_commit(file, err);
}

bool durable_replace_unsynced(const char *path, mode_t mode, const void *bytes,
    size_t length, struct err *err)
{
    own(durable_file) file = durable_file_new(path, mode, err);

    return file && durable_file_write(file, bytes, length, err) &&
           put_in_place(file, err);
}

/* NFS and some others know no RENAME_NOREPLACE; a link does not replace
 * either. */
static bool rename_by_link(const char *from, const char *to)
{
    return errno == EINVAL && link(from, to) == 0 && unlink(from) == 0;
}

bool durable_rename_new(const char *from, const char *to, struct err *err)
{
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) != 0 &&
        !rename_by_link(from, to))
        return err_set_errno(err, ERR_IO, "rename %s to %s", from, to);
    return durable_sync_folder_of(to, err);
}

bool durable_sync_folder_of(const char *path, struct err *err)
{
    own_heap(char) copy = strdup(path);

    if (!copy)
        return err_no_memory(err);
    const char *folder = dirname(copy);
    own_fd int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        return err_set_errno(err, ERR_IO, "sync folder %s", folder);
    return true;
}

static bool make_one_folder(const char *path, mode_t mode, struct err *err)
{
    struct stat status;

    if (mkdir(path, mode) == 0)
        return durable_sync_folder_of(path, err);
    if (errno != EEXIST)
        return err_set_errno(err, ERR_IO, "create folder %s", path);
    if (stat(path, &status) != 0)
        return err_set_errno(err, ERR_IO, "look at %s", path);
    return S_ISDIR(status.st_mode) ||
           err_set(
               err, ERR_IO, "create folder %s: a file is in its place", path);
}

bool durable_make_folder(const char *path, mode_t mode, struct err *err)
{
    own_heap(char) part = strdup(path);

    if (!part)
        return err_no_memory(err);
    for (char *at = part + 1; *part && *at; at++) {
        if (*at != '/')
            continue;
        *at = '\0';
        if (!make_one_folder(part, mode, err))
            return false;
        *at = '/';
    }
    return make_one_folder(part, mode, err);
}

bool durable_is_temporary(const char *name)
{
    return strncmp(name, DURABLE_TEMPORARY_MARK,
               strlen(DURABLE_TEMPORARY_MARK)) == 0;
}
