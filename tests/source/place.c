/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/source/place.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place place_new(void)
{
    struct place place = {.folder = "/tmp/test_source_XXXXXX"};

    assert_non_null(mkdtemp(place.folder));
    snprintf(place.path, sizeof place.path, "%s/sound", place.folder);
    return place;
}

void place_write(const struct place *place, const void *bytes, size_t length)
{
    FILE *file = fopen(place->path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
}

void place_make_fifo(const struct place *place)
{
    assert_int_equal(mkfifo(place->path, 0600), 0);
}

int place_open_writer(const struct place *place)
{
    int fd = open(place->path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);

    assert_true(fd >= 0);
    return fd;
}

void place_clear(struct place *place)
{
    unlink(place->path);
    rmdir(place->folder);
}
