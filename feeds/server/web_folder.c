/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/web_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "feeds/server/http_target.h"

struct web_folder {
    int fd;
};

/* A path that changes while it is resolved may give EAGAIN, again and again
 * under a hostile local writer. */
#define OPEN_TRIES 10

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
static int open_by(int folder_fd, const char *path, uint64_t resolve)
{
    struct open_how how = {
        .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | resolve,
    };
    long fd = -1;

    for (int i = 0; i < OPEN_TRIES; i++) {
        fd = syscall(
            SYS_openat2, folder_fd, *path ? path : ".", &how, sizeof how);
        if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
            break;
    }
    return (int)fd;
}

/* Where a descriptor leads; false when it cannot be told. */
static bool read_place(int fd, char place[PATH_MAX])
{
    char link[sizeof "/proc/self/fd/" + 3 * sizeof fd];

    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, place, PATH_MAX - 1);
    if (length <= 0)
        return false;
    place[length] = '\0';
    return true;
}

/* A link with a good name must not lead to a file without one. */
static bool leads_to_good_names(int folder_fd, int fd)
{
    char folder[PATH_MAX];
    char file[PATH_MAX];

    if (!read_place(folder_fd, folder) || !read_place(fd, file))
        return false;
    size_t length = strlen(folder);
    if (strncmp(file, folder, length) != 0 ||
        (file[length] && file[length] != '/'))
        return false;
    return !file[length] || http_target_is_served(file + length + 1);
}

static int open_through_links(int folder_fd, const char *path)
{
    int fd = open_by(folder_fd, path, 0);

    if (fd >= 0 && !leads_to_good_names(folder_fd, fd)) {
        close(fd);
        errno = ENOENT;
        return -1;
    }
    return fd;
}

static int open_beneath(int folder_fd, const char *path)
{
    int fd = open_by(folder_fd, path, RESOLVE_NO_SYMLINKS);

    return fd < 0 && errno == ELOOP ? open_through_links(folder_fd, path) : fd;
}

struct web_folder *web_folder_new(const char *path, struct err *err)
{
    own(web_folder) folder = calloc(1, sizeof *folder);

    if (!folder)
        return err_no_memory(err), NULL;
    folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder->fd < 0)
        return err_set_errno(err, ERR_IO, "open folder %s", path), NULL;
    /* Tells a kernel or a sandbox without openat2 now, not at each request. */
    own_fd int fd = open_beneath(folder->fd, "");
    if (fd < 0)
        return err_set_errno(err, ERR_IO, "open folder %s by openat2", path),
               NULL;
    return take(folder);
}

static enum web_folder_outcome explain_errno(int number)
{
    switch (number) {
    case EACCES:
    case EPERM:
        return WEB_FOLDER_FORBIDDEN;
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EIO:
    case EAGAIN:
        return WEB_FOLDER_FAILED;
    default:
        return WEB_FOLDER_NOTHING;
    }
}

static void describe(const struct stat *status, struct web_file *file)
{
    int64_t modified_ns =
        (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec;

    file->size_bytes = (uint64_t)status->st_size;
    file->version.modified_s = status->st_mtim.tv_sec;
    snprintf(file->version.etag, sizeof file->version.etag,
        "\"%" PRIx64 "-%" PRIx64 "-%" PRIx64 "\"", (uint64_t)status->st_ino,
        (uint64_t)status->st_size, (uint64_t)modified_ns);
}

enum web_folder_outcome web_folder_open(
    const struct web_folder *folder, const char *path, struct web_file *file)
{
    struct stat status;
    own_fd int fd = open_beneath(folder->fd, path);

    if (fd < 0)
        return explain_errno(errno);
    if (fstat(fd, &status) < 0)
        return WEB_FOLDER_FAILED;
    if (S_ISDIR(status.st_mode))
        return WEB_FOLDER_FOLDER;
    if (!S_ISREG(status.st_mode))
        return WEB_FOLDER_NOTHING;
    describe(&status, file);
    file->fd = fd;
    fd = -1;
    return WEB_FOLDER_FILE;
}

void web_folder_free(struct web_folder *folder)
{
    if (!folder)
        return;
    if (folder->fd >= 0)
        close(folder->fd);
    free(folder);
}
