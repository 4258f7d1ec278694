/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recording/scratch.h"

#include <fcntl.h>
#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "recorder/base/own.h"

int scratch_setup(void **state)
{
    char folder[] = "/tmp/roomcast-test.XXXXXX";

    umask(022); /* whatever that of the caller is */
    assert_non_null(mkdtemp(folder));
    *state = strdup(folder);
    assert_non_null(*state);
    return 0;
}

static int remove_entry(
    const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)status;
    (void)type;
    (void)where;
    return remove(path);
}

int scratch_teardown(void **state)
{
    nftw(*state, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return 0;
}

char *scratch_path(void *const *state, const char *name)
{
    struct text path = {0};

    text_appendf(&path, "%s/%s", (const char *)*state, name);
    char *taken = text_take(&path);
    assert_non_null(taken);
    return taken;
}

bool scratch_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

void scratch_read(const char *path, struct text *bytes)
{
    char chunk[65536];
    ssize_t got;
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    while ((got = read(fd, chunk, sizeof chunk)) > 0)
        text_append_bytes(bytes, chunk, (size_t)got);
    assert_int_equal(got, 0);
    assert_false(bytes->has_failed);
}

void scratch_write(const char *path, const void *bytes, size_t length)
{
    own_fd int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    assert_true(fd >= 0);
    if (length)
        assert_int_equal(write(fd, bytes, length), (ssize_t)length);
}

void scratch_copy(const char *from, const char *to)
{
    own_value(text) bytes = {0};

    scratch_read(from, &bytes);
    scratch_write(to, bytes.bytes, bytes.length);
}

void scratch_patch(
    const char *path, int64_t offset, const void *bytes, size_t length)
{
    own_fd int fd = open(path, O_WRONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, length, offset), (ssize_t)length);
}

int64_t scratch_size(const char *path)
{
    struct stat status;

    assert_int_equal(stat(path, &status), 0);
    return status.st_size;
}
