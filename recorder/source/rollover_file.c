/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/source/rollover_file.h"

#include <fcntl.h>
#include <string.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/jdoc.h"

#define MOST_BYTES 512
#define SSRC "ssrc"
#define ROC "roc"
#define SEQUENCE "sequence"

static bool read_field(
    const struct jdoc *doc, const char *key, int64_t most, int64_t *value)
{
    return jdoc_whole(doc, key, value) && *value >= 0 && *value <= most;
}

bool rollover_file_load(const char *path, struct secure_position *position)
{
    char bytes[MOST_BYTES];
    int64_t ssrc;
    int64_t roc;
    int64_t sequence;
    struct err ignored;
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    ssize_t length = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
    if (length <= 0)
        return false;
    own(jdoc) doc = jdoc_parse(bytes, (size_t)length, &ignored);
    if (!doc || !read_field(doc, SSRC, UINT32_MAX, &ssrc) ||
        !read_field(doc, ROC, UINT32_MAX, &roc) ||
        !read_field(doc, SEQUENCE, UINT16_MAX, &sequence))
        return false;
    *position = (struct secure_position){
        (uint32_t)ssrc, (uint32_t)roc, (uint16_t)sequence};
    return true;
}

static bool make_folder_of(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');

    if (!slash || slash == path)
        return true;
    own_heap(char) folder = strndup(path, (size_t)(slash - path));
    return folder ? durable_make_folder(folder, 0755, err) : err_no_memory(err);
}

bool rollover_file_save(
    const char *path, const struct secure_position *position, struct err *err)
{
    own(jdoc) doc = jdoc_new();

    jdoc_set_whole(doc, SSRC, position->ssrc);
    jdoc_set_whole(doc, ROC, position->roc);
    jdoc_set_whole(doc, SEQUENCE, position->sequence);
    own_heap(char) line = jdoc_format(doc, err);
    return line && make_folder_of(path, err) &&
           durable_replace(path, 0600, line, strlen(line), err);
}
