/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "publisher/store/integrity.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/file_print.h"
#include "recorder/base/free_space.h"
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

/* For a workshop on another file system. */
static bool copy_over(const char *from, const char *to, struct err *err)
{
    if (!durable_copy(from, to, FILE_MODE, err))
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
static bool holds(const char *path, const char *bytes, size_t length)
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

static bool directory_has_bytes(
    void *self, const char *key, const void *bytes, size_t length)
{
    struct err err;
    own_heap(char) path = path_of(self, key, &err);

    return path && holds(path, bytes, length);
}

static bool directory_put_bytes(void *self, const char *key, const void *bytes,
    size_t length, struct err *err)
{
    own_heap(char) path = path_of(self, key, err);

    return path && prepare_folder_of(path, err) &&
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

#define MOST_BYTES (64 << 20)

static bool directory_get_bytes(
    void *self, const char *key, struct text *bytes, struct err *err)
{
    own_heap(char) path = path_of(self, key, err);
    own_heap(char) chunk = malloc(CHUNK_BYTES);
    ssize_t got;

    if (!path)
        return false;
    if (!chunk)
        return err_no_memory(err);
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT || errno == ENOTDIR ||
               err_set_errno(err, ERR_IO, "open %s", path);
    while ((got = read(fd, chunk, CHUNK_BYTES)) > 0) {
        if (bytes->length > MOST_BYTES)
            return err_set(err, ERR_LIMIT, "%s: larger than any feed", path);
        text_append_bytes(bytes, chunk, (size_t)got);
    }
    if (got < 0)
        return err_set_errno(err, ERR_IO, "read %s", path);
    return text_finish(bytes, err);
}

static bool directory_remove(void *self, const char *key, struct err *err)
{
    const struct directory *directory = self;
    own_heap(char) path = path_of(directory, key, err);

    if (!path)
        return false;
    if (unlink(path) != 0 && errno != ENOENT && errno != ENOTDIR)
        return err_set_errno(err, ERR_IO, "remove %s", path);
    /* A folder that still holds something refuses. */
    char *slash = strrchr(path, '/');
    *slash = '\0';
    if (strlen(path) > strlen(directory->folder))
        rmdir(path);
    return true;
}

/* Files only: nothing of ours lies deeper. */
static bool directory_remove_below(void *self, const char *key, struct err *err)
{
    own_heap(char) path = path_of(self, key, err);
    const struct dirent *entry;
    bool is_good = true;

    if (!path)
        return false;
    DIR *entries = opendir(path);
    if (!entries)
        return errno == ENOENT || err_set_errno(err, ERR_IO, "read %s", path);
    while (is_good && (entry = readdir(entries)))
        is_good =
            strcmp(entry->d_name, ".") == 0 ||
            strcmp(entry->d_name, "..") == 0 ||
            unlinkat(dirfd(entries), entry->d_name, 0) == 0 ||
            err_set_errno(err, ERR_IO, "remove %s/%s", path, entry->d_name);
    closedir(entries);
    if (is_good)
        rmdir(path);
    return is_good;
}

static bool directory_verify(void *self, const char *key, const char *integrity,
    bool *is_whole, struct err *err)
{
    own_heap(char) path = path_of(self, key, err);
    char found[INTEGRITY_BYTES];

    if (!path)
        return false;
    if (access(path, F_OK) != 0) {
        if (errno != ENOENT && errno != ENOTDIR)
            return err_set_errno(err, ERR_IO, "look for %s", path);
        *is_whole = false;
        return true;
    }
    if (!integrity_of_file(path, found, err))
        return false;
    *is_whole = strcmp(found, integrity) == 0;
    return true;
}

static int64_t directory_free_bytes(void *self)
{
    const struct directory *directory = self;
    int64_t bytes = free_space_bytes(directory->folder);

    return bytes < 0 ? INT64_MAX : bytes;
}

static bool directory_look(
    void *self, const char *key, struct fingerprint *print, struct err *err)
{
    own_heap(char) path = path_of(self, key, err);
    const struct dirent *entry;

    if (!path)
        return false;
    DIR *entries = opendir(path);
    if (!entries)
        return errno == ENOENT || err_set_errno(err, ERR_IO, "read %s", path);
    while ((entry = readdir(entries)))
        if (entry->d_name[0] != '.')
            file_print_add(print, dirfd(entries), entry->d_name);
    closedir(entries);
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
    .has_bytes = directory_has_bytes,
    .put_bytes = directory_put_bytes,
    .get_bytes = directory_get_bytes,
    .find = directory_find,
    .remove = directory_remove,
    .remove_below = directory_remove_below,
    .verify = directory_verify,
    .free_bytes = directory_free_bytes,
    .look = directory_look,
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
