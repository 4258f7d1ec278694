/* SPDX-License-Identifier: BSD-2-Clause */
/* MP3 files of any kind, through libmpg123. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "publisher/media/mp3_meter.h"
#include "recorder/base/own.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char path[64];
    struct mp3_measured measured = {0};
    struct err err = {0};
    own_fd int fd = memfd_create("mp3", MFD_CLOEXEC);

    assert(fd >= 0);
    assert(write(fd, bytes, length) == (ssize_t)length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (!mp3_measure(path, &measured, &err)) {
        assert(err.kind == ERR_FORMAT && err.text[0]);
        assert(measured.channels == 0);
        return 0;
    }
    assert(measured.channels == 1 || measured.channels == 2);
    assert(measured.frames_48k >= 0);
    return 0;
}
