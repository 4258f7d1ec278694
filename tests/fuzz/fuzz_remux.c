/* SPDX-License-Identifier: BSD-2-Clause */
/* Recordings of any kind as Opus episodes, whole or cut at their middle: every
 * packet comes through as it is, silence where something is lost, in a file
 * that ends where it says. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "publisher/media/clip_reader.h"
#include "publisher/media/remux.h"
#include "tests/fuzz/mend_pages.h"

/* A hole of a day is as long in packets. */
#define MOST_SILENCE_48K (INT64_C(60) * 48000)

static char folder[64];

static void remove_folder(void)
{
    rmdir(folder);
}

static void make_folder(void)
{
    if (folder[0])
        return;
    snprintf(folder, sizeof folder, "%s/roomcast-fuzz.XXXXXX",
        access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    assert(mkdtemp(folder));
    atexit(remove_folder);
}

static bool is_short(const char *path)
{
    struct clip_packet packet;
    struct err err;
    int64_t silence = 0;
    enum clip_step step;

    own(clip_reader) reader = clip_reader_new(path, &err);
    if (!reader)
        return false;
    while ((step = clip_reader_next(reader, &packet, &err)) == CLIP_PACKET)
        silence += packet.bytes ? 0 : packet.frames_48k;
    return step == CLIP_END && silence < MOST_SILENCE_48K;
}

/* False when the episode ends before it. */
static bool expect_silence(struct recording_reader *made, int64_t frames_48k)
{
    struct recording_packet packet;
    struct err err;

    while (frames_48k > 0) {
        if (recording_reader_next(made, &packet, &err) != RECORDING_PACKET)
            return false;
        assert(packet.lost_48k == 0 && packet.length == 3);
        frames_48k -= packet.frames_48k;
    }
    assert(frames_48k == 0);
    return true;
}

/* A cut episode ends before its recording does. */
static void compare(const char *recording, const char *episode, bool is_cut)
{
    struct clip_packet expected = {0};
    struct recording_packet packet;
    struct err err;

    own(clip_reader) reader = clip_reader_new(recording, &err);
    own(recording_reader) made = recording_reader_new(episode, &err);
    assert(reader && made);
    while (clip_reader_next(reader, &expected, &err) == CLIP_PACKET) {
        if (!expected.bytes && !expect_silence(made, expected.frames_48k))
            break;
        if (!expected.bytes)
            continue;
        if (recording_reader_next(made, &packet, &err) != RECORDING_PACKET)
            break;
        assert(packet.lost_48k == 0 && packet.length == expected.length);
        assert(memcmp(packet.bytes, expected.bytes, packet.length) == 0);
        expected.bytes = NULL;
    }
    assert(is_cut || !expected.bytes);
}

/* It is read to a proper end, and is as long as remux() says. */
static void check_length(const char *episode, int64_t heard_48k)
{
    struct recording_packet packet;
    enum recording_step step;
    struct err err;
    int64_t heard = 0;

    own(recording_reader) made = recording_reader_new(episode, &err);
    assert(made);
    while (
        (step = recording_reader_next(made, &packet, &err)) == RECORDING_PACKET)
        heard += packet.heard;
    assert(step == RECORDING_END);
    assert(heard == heard_48k);
}

static void remux_one(const char *recording, bool is_cut)
{
    static const struct episode_settings settings = {.title = "Fuzz"};
    const struct cover cover = {0};
    struct montage_clip clip = {
        .path = (char *)recording, .is_to_end = !is_cut};
    struct montage montage = {.clips = &clip, .count = 1};
    const struct remux_order order = {
        .montage = &montage, .settings = &settings, .cover = &cover};
    struct remuxed remuxed;
    struct err err;
    char path[128];

    snprintf(path, sizeof path, "%s/episode.opus", folder);
    own(recording_reader) reader = recording_reader_new(recording, &err);
    own(durable_file) file = durable_file_new(path, 0600, &err);
    if (!reader || !file ||
        !recording_duration_48k(recording, &clip.to_48k, &err))
        return;
    montage.channels = recording_reader_channels(reader);
    clip.to_48k = is_cut ? clip.to_48k / 2 : clip.to_48k;
    if (!remux(&order, file, &remuxed, &err))
        return;
    compare(recording, durable_file_temporary(file), is_cut);
    check_length(durable_file_temporary(file), remuxed.heard_48k);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    own_heap(uint8_t) mended = malloc(length + 1);
    char path[64];

    make_folder();
    assert(mended);
    memcpy(mended, bytes, length);
    mend_pages(mended, length);
    own_fd int fd = memfd_create("recording", MFD_CLOEXEC);
    assert(fd >= 0 && write(fd, mended, length) == (ssize_t)length);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (!is_short(path))
        return 0;
    remux_one(path, false);
    remux_one(path, true);
    return 0;
}
