/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/text.h"

#define FILE_MODE 0644
#define FOLDER_MODE 0755
#define CHUNK_BYTES 65536

struct directory {
    char *folder;
};

static char *path_of(
    const struct directory *directory, const char *key, struct err *err)
{
    struct text path = {0};

    text_appendf(&path, "%s/%s", directory->folder, key);
    char *string = text_take(&path);
    if (!string)
        err_no_memory(err);
    return string;
}

/* Removes what a killed run left; failing to is no reason to stop. */
static void sweep(const char *folder)
{
    DIR *entries = opendir(folder);
    const struct dirent *entry;

    if (!entries)
        return;
    while ((entry = readdir(entries))) {
        if (durable_is_temporary(entry->d_name))
            unlinkat(dirfd(entries), entry->d_name, 0);
    }
    closedir(entries);
}

static bool prepare_folder_of(const char *path, struct err *err)
{
    own_heap(char) copy = strdup(path);

    if (!copy)
        return err_no_memory(err);
    const char *folder = dirname(copy);
    if (!durable_make_folder(folder, FOLDER_MODE, err))
        return false;
    sweep(folder);
    return true;
}

static bool copy_bytes(
    int from, struct durable_file *to, const char *path, struct err *err)
{
    own_heap(char) chunk = malloc(CHUNK_BYTES);
    ssize_t length;

    if (!chunk)
        return err_no_memory(err);
    while ((length = read(from, chunk, CHUNK_BYTES)) > 0) {
        if (!durable_file_write(to, chunk, (size_t)length, err))
            return false;
    }
    return length == 0 || err_set_errno(err, ERR_IO, "read %s", path);
}

/* For a workshop on another file system. */
static bool copy_over(const char *from, const char *to, struct err *err)
{
    own_fd int fd = open(from, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return err_set_errno(err, ERR_IO, "open %s", from);
    own(durable_file) file = durable_file_new(to, FILE_MODE, err);
    if (!file || !copy_bytes(fd, file, from, err) ||
        !durable_file_commit(file, err))
        return false;
    unlink(from);
    return true;
}

static bool directory_put_file(
    void *self, const char *key, const char *path, struct err *err)
{
    own_heap(char) to = path_of(self, key, err);

    if (!to || !prepare_folder_of(to, err))
        return false;
    if (rename(path, to) == 0)
        return durable_sync_folder_of(to, err);
    if (errno == EXDEV)
        return copy_over(path, to, err);
    return err_set_errno(err, ERR_IO, "move %s to %s", path, to);
}

/* True when the file holds exactly these bytes. Whatever else is the matter
 * with it, writing it anew will tell. */
static bool has_bytes(const char *path, const char *bytes, size_t length)
{
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    char chunk[4096];
    size_t at = 0;
    ssize_t got;

    if (fd < 0)
        return false;
    while ((got = read(fd, chunk, sizeof chunk)) > 0) {
        if ((size_t)got > length - at ||
            memcmp(bytes + at, chunk, (size_t)got) != 0)
            return false;
        at += (size_t)got;
    }
    return got == 0 && at == length;
}

static bool directory_put_bytes(void *self, const char *key, const void *bytes,
    size_t length, struct err *err)
{
    own_heap(char) path = path_of(self, key, err);

    if (!path)
        return false;
    if (has_bytes(path, bytes, length))
        return true;
    return prepare_folder_of(path, err) &&
           durable_replace(path, FILE_MODE, bytes, length, err);
}

static bool directory_find(
    void *self, const char *key, int64_t *length_bytes, struct err *err)
{
    own_heap(char) path = path_of(self, key, err);
    struct stat status;

    if (!path)
        return false;
    if (stat(path, &status) == 0)
        *length_bytes = status.st_size;
    else if (errno == ENOENT || errno == ENOTDIR)
        *length_bytes = -1;
    else
        return err_set_errno(err, ERR_IO, "look at %s", path);
    return true;
}

static void directory_free(void *self)
{
    struct directory *directory = self;

    free(directory->folder);
    free(directory);
}

static const struct store_functions directory_functions = {
    .put_file = directory_put_file,
    .put_bytes = directory_put_bytes,
    .find = directory_find,
    .free = directory_free,
};

struct store *store_directory_new(const char *folder, struct err *err)
{
    struct directory *directory = calloc(1, sizeof *directory);
    if (!directory || !(directory->folder = strdup(folder))) {
        free(directory);
        return err_no_memory(err), NULL;
    }
    return store_new(&directory_functions, directory, err);
}
