/* SPDX-License-Identifier: BSD-2-Clause */
#include "feeds/server/web_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>

struct web_folder {
    int fd;
};

/* A path that changes while it is resolved may give EAGAIN, again and again
 * under a hostile local writer. */
#define OPEN_TRIES 10

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
static int open_beneath(int folder_fd, const char *path)
{
    struct open_how how = {
        .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS,
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
