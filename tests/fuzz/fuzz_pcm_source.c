/* SPDX-License-Identifier: BSD-2-Clause */
/* A file of sound: what is handed over is finite and not more than came. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "recorder/audio/sample_format.h"
#include "recorder/source/pcm_source.h"

struct heard {
    struct source *source;
    size_t samples;
};

static bool hear(void *user, const float *pcm, size_t frames, struct err *err)
{
    struct heard *heard = user;
    struct sound_format format;

    (void)err;
    assert(source_format(heard->source, &format));
    assert(frames > 0 && frames <= PCM_SOURCE_BLOCK_FRAMES);
    heard->samples += frames * (size_t)format.channels;
    for (size_t i = 0; i < frames * (size_t)format.channels; i++)
        assert(fabsf(pcm[i]) <= SAMPLE_MOST);
    return true;
}

static void note(void *user, const char *event, const char *text)
{
    (void)user;
    assert(event[0] && text[0]);
}

static void hear_file(const char *path, const char *format, size_t length)
{
    struct err err = {0};
    struct heard heard = {0};
    const struct sound_sink sink = {.user = &heard, .pcm = hear, .event = note};
    own(source) source = pcm_source_open(path, format, &err);
    enum source_step step = SOURCE_GOES_ON;

    heard.source = source;
    while (source && step == SOURCE_GOES_ON)
        step = source_read(source, 0, &sink, &err);
    assert(step == SOURCE_ENDED || err.kind == ERR_FORMAT);
    assert(heard.samples <= length);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char path[64];
    own_fd int fd = memfd_create("sound", MFD_CLOEXEC);

    assert(fd >= 0);
    assert(write(fd, bytes, length) == (ssize_t)length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    hear_file(path, NULL, length);
    hear_file(path, "f32le,48000,6", length);
    return 0;
}
