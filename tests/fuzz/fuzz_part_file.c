/* SPDX-License-Identifier: BSD-2-Clause */
/* A recording that is followed while anything at all is written to it, in
 * pieces: what comes out is packets of Opus in the order of their places, and
 * what is made of them a stream. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "publisher/relay/live_stream.h"
#include "publisher/relay/part_file.h"
#include "recorder/audio/codec.h"
#include "recorder/recording/recording_header.h"
#include "tests/fuzz/mend_pages.h"

#define SERIAL 0x726f6f6d

/* A file without a name, which is opened by its descriptor. */
static int make_file(char path[64])
{
    const struct recording_facts facts = {
        .id = "6f1c3a52-7f0e-4b5e-9d0c-2f6f5d3c8a11",
        .part = 1,
        .room = "hall",
        .channels = 2,
        .preskip_48k = 312};
    struct stream_header header;
    uint8_t bytes[RECORDING_HEADER_BYTES];
    struct err err;
    int fd = memfd_create("part", MFD_CLOEXEC);

    assert(fd >= 0);
    recording_header_init(&header, &facts, SERIAL);
    assert(recording_header_format(&header, bytes, &err));
    stream_header_clear(&header);
    assert(write(fd, bytes, sizeof bytes) == (ssize_t)sizeof bytes);
    snprintf(path, 64, "/proc/self/fd/%d", fd);
    return fd;
}

static void relay(struct live_stream *stream, const struct part_packet *packet)
{
    struct live_page page = {0};
    struct err err;

    assert(packet->frames_48k ==
           codec_packet_frames_48k(packet->bytes, packet->length));
    assert(packet->frames_48k > 0);
    assert(
        live_stream_packet(stream, packet->bytes, packet->length, &page, &err));
    assert(live_stream_flush(stream, &page, &err));
    assert(page.bytes.length > packet->length);
    live_page_clear(&page);
}

static void take_all(struct part_file *part, struct live_stream *stream)
{
    struct part_packet packet;
    struct err err;
    enum part_step step;

    while ((step = part_file_next(part, &packet, &err)) == PART_PACKET)
        relay(stream, &packet);
    assert(step == PART_STARVED);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const struct live_facts facts = {.format = LIVE_OPUS, .channels = 2};
    char path[64];
    struct err err;
    own_value(text) headers = {0};
    own_heap(uint8_t) mended = malloc(length + 1);
    own_fd int fd = make_file(path);
    own(live_stream) stream = live_stream_new(&facts, &headers, &err);
    own(part_file) part = part_file_open(path, &err);
    size_t step = length > 0 ? 1 + bytes[0] * (size_t)16 : 1;

    assert(mended && stream && part);
    memcpy(mended, bytes, length);
    mend_pages(mended, length);
    for (size_t at = 0; at < length; at += step) {
        size_t piece = length - at < step ? length - at : step;
        assert(write(fd, mended + at, piece) == (ssize_t)piece);
        take_all(part, stream);
    }
    assert(part_file_skipped_bytes(part) <= (int64_t)length);
    return 0;
}
