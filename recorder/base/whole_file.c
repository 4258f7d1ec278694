/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/base/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder/base/own.h"

#define BLOCK_BYTES 65536

static bool read_on(
    int fd, size_t most_bytes, struct text *bytes, struct err *err)
{
    char block[BLOCK_BYTES];
    ssize_t got;

    do {
        do
            got = read(fd, block, sizeof block);
        while (got < 0 && errno == EINTR);
        if (got < 0)
            return err_set_errno(err, ERR_IO, "read");
        text_append_bytes(bytes, block, (size_t)got);
        if (bytes->length > most_bytes)
            return err_set(err, ERR_LIMIT, "more than %zu MiB is too large",
                most_bytes >> 20);
    } while (got > 0);
    return text_finish(bytes, err);
}

bool whole_file_read(
    const char *path, size_t most_bytes, struct text *bytes, struct err *err)
{
    struct stat status;

    if (strcmp(path, "-") == 0)
        return read_on(STDIN_FILENO, most_bytes, bytes, err);
    /* A FIFO that nobody writes to would keep us for ever. */
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, &status) != 0)
        return err_set_errno(err, ERR_IO, "open");
    if (!S_ISREG(status.st_mode))
        return err_set(err, ERR_IO, "it is not a file");
    if (status.st_size > (off_t)most_bytes)
        return err_set(
            err, ERR_LIMIT, "more than %zu MiB is too large", most_bytes >> 20);
    return read_on(fd, most_bytes, bytes, err);
}
