/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/session/level_memory.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>

#include "recorder/base/durable_file.h"
#include "recorder/base/jdoc.h"
#include "recorder/base/text.h"

#define KEY "talker_lufs"
#define MOST_BYTES 4096
#define LEAST_LUFS (-70.0)
#define MOST_LUFS 10.0

static bool read_number(
    const char *bytes, size_t length, double *talker_lufs, struct err *err)
{
    own(jdoc) doc = jdoc_parse(bytes, length, err);
    double lufs;

    if (!doc)
        return false;
    if (!jdoc_real(doc, KEY, &lufs) || !(lufs >= LEAST_LUFS) ||
        !(lufs <= MOST_LUFS))
        return err_set(err, ERR_FORMAT, "%s: expected %.0f to %.0f", KEY,
            LEAST_LUFS, MOST_LUFS);
    *talker_lufs = lufs;
    return true;
}

bool level_memory_load(const char *path, double *talker_lufs, struct err *err)
{
    char bytes[MOST_BYTES];
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0 && errno == ENOENT) {
        *talker_lufs = -HUGE_VAL;
        return true;
    }
    ssize_t length = fd < 0 ? -1 : read(fd, bytes, sizeof bytes);
    if (length < 0)
        return err_set_errno(err, ERR_IO, "read %s", path);
    return read_number(bytes, (size_t)length, talker_lufs, err) ||
           err_prefix(err, "%s", path);
}

static bool make_folder_of(const char *path, struct err *err)
{
    own_heap(char) folder = strdup(path);
    char *end = folder ? strrchr(folder, '/') : NULL;

    if (!folder)
        return err_no_memory(err);
    if (!end || end == folder)
        return true;
    *end = '\0';
    return durable_make_folder(folder, 0755, err);
}

bool level_memory_save(const char *path, double talker_lufs, struct err *err)
{
    own(jdoc) doc = jdoc_new();
    own_value(text) line = {0};

    jdoc_set_real(doc, KEY, round(talker_lufs * 10) / 10);
    own_heap(char) json = jdoc_format(doc, err);
    if (!json)
        return false;
    text_appendf(&line, "%s\n", json);
    return text_finish(&line, err) && make_folder_of(path, err) &&
           durable_replace(path, 0644, text_string(&line), line.length, err);
}
