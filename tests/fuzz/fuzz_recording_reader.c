/* SPDX-License-Identifier: BSD-2-Clause */
/* Ogg/Opus files of others, with right checksums: the reader comes to an end
 * and never gives more of a packet than there is. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "recorder/recording/recording_reader.h"
#include "tests/fuzz/mend_pages.h"

static void read_all(struct recording_reader *reader)
{
    struct recording_packet packet;
    struct err err = {0};
    enum recording_step step;
    int torn = 0;

    while ((step = recording_reader_next(reader, &packet, &err)) !=
               RECORDING_END &&
           torn < 2) {
        assert(step != RECORDING_FAILED);
        if (step == RECORDING_TORN) {
            assert(err.kind == ERR_FORMAT && err.text[0]);
            torn++;
            continue;
        }
        assert(packet.frames_48k > 0 && packet.frames_48k <= 5760);
        assert(packet.heard_from >= 0 && packet.heard >= 0);
        assert(packet.heard_from + packet.heard <= packet.frames_48k);
        assert(packet.lost_48k >= 0);
    }
}

static void try_file(const char *path)
{
    struct recording_facts facts;
    struct err err = {0};
    int64_t frames = -1;
    own(recording_reader) reader = recording_reader_new(path, &err);

    if (!reader) {
        assert(err.kind == ERR_FORMAT && err.text[0]);
        return;
    }
    recording_reader_facts(reader, &facts, &err);
    read_all(reader);
    assert(recording_duration_48k(path, &frames, &err));
    assert(frames >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    char path[64];
    own_fd int fd = memfd_create("recording", MFD_CLOEXEC);
    own_heap(uint8_t) mended = malloc(length + 1);

    assert(fd >= 0 && mended);
    memcpy(mended, bytes, length);
    mend_pages(mended, length);
    assert(write(fd, mended, length) == (ssize_t)length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    try_file(path);
    return 0;
}
