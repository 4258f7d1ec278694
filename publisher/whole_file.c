/* SPDX-License-Identifier: BSD-2-Clause */
#include "publisher/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "recorder/base/own.h"

static bool read_descriptor(
    int fd, size_t most, struct text *bytes, struct err *err)
{
    char block[65536];
    size_t total = 0;
    ssize_t got;

    while ((got = read(fd, block, sizeof block)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set_errno(err, ERR_IO, "read");
        total += (size_t)got;
        if (total > most)
            return err_set(err, ERR_LIMIT, "it has more than %zu bytes", most);
        text_append_bytes(bytes, block, (size_t)got);
    }
    return text_finish(bytes, err);
}

bool whole_file_read(
    const char *path, size_t most, struct text *bytes, struct err *err)
{
    if (!strcmp(path, "-"))
        return read_descriptor(STDIN_FILENO, most, bytes, err) ||
               err_prefix(err, "standard input");
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_set_errno(err, ERR_IO, "%s", path);
    return read_descriptor(fd, most, bytes, err) || err_prefix(err, "%s", path);
}
