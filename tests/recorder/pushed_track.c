/* SPDX-License-Identifier: BSD-2-Clause */
#include "tests/recorder/pushed_track.h"

#include <dirent.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/audio/codec.h"
#include "recorder/base/clock.h"
#include "recorder/base/config.h"
#include "recorder/base/text.h"
#include "recorder/recording/conformance.h"
#include "recorder/recording/ledger.h"
#include "recorder/recording/recording_reader.h"
#include "recorder/recording/repair_folder.h"

#define PACKET_BYTES 8
#define SLOW_PACKETS 25
#define PRESKIP_48K 312
#define PAGE_48K 24000 /* that a writer may have in hand */
#define UTC (INT64_C(1795460400) * CLOCK_SECOND_NS)

/* --- Pushing ------------------------------------------------------------- */

static void make_packet(int number, uint8_t packet[PACKET_BYTES])
{
    memset(packet, 0, PACKET_BYTES);
    packet[0] = 0xfc;
    memcpy(packet + 1, &number, sizeof number);
}

static void hear_part(void *user, const struct track_report *report)
{
    struct pushed_track *pushed = user;

    (void)report;
    pushed->parts_done++;
}

static void hear_trouble(void *user, const struct err *err)
{
    struct pushed_track *pushed = user;

    pushed->troubles++;
    assert_true(err->kind != ERR_NONE);
    snprintf(pushed->trouble, sizeof pushed->trouble, "%s", err->text);
}

static void hear_resumed(void *user, const char *path)
{
    struct pushed_track *pushed = user;

    pushed->resumed++;
    assert_string_equal(path, track_path(pushed->track));
    assert_null(track_failure(pushed->track));
}

bool pushed_track_begin(struct pushed_track *pushed, const char *folder,
    const char *second, struct err *err)
{
    const struct track_place place = {
        .folder = (char *)folder, .second = (char *)second};
    const struct track_listener listener = {
        pushed, hear_part, hear_trouble, hear_resumed};
    struct recording_facts facts = {.room = "hall",
        .source = "test",
        .start_utc_ns = UTC,
        .normalize = NORMALIZE_OFF,
        .target_lufs = -16,
        .channels = 2,
        .preskip_48k = PRESKIP_48K,
        .input_rate_hz = 48000};

    *pushed = (struct pushed_track){.safe_48k = -PRESKIP_48K};
    identifier_random(facts.id);
    pushed->track = track_new(&place, &facts, &listener, err);
    return pushed->track;
}

bool pushed_track_push(struct pushed_track *pushed, int count, struct err *err)
{
    uint8_t packet[PACKET_BYTES];

    for (int i = 0; i < count; i++) {
        make_packet(pushed->packets, packet);
        if (!track_push(
                pushed->track, packet, sizeof packet, PUSHED_PACKET_48K, err))
            return false;
        pushed->packets++;
    }
    return true;
}

bool pushed_track_push_slowly(
    struct pushed_track *pushed, int count, struct err *err)
{
    for (int i = 0; i < count; i += SLOW_PACKETS) {
        if (!pushed_track_push(pushed, SLOW_PACKETS, err) ||
            !track_wait(pushed->track, err))
            return false;
        pushed->safe_48k =
            pushed_track_frames_48k(pushed) - PAGE_48K - PUSHED_PACKET_48K;
    }
    return true;
}

bool pushed_track_finish(struct pushed_track *pushed, struct err *err)
{
    struct track_report report;
    own(jdoc) end = ledger_line("end", 0);

    jdoc_set_string(end, "cause", "signal");
    return track_finish(
        pushed->track, track_frames_48k(pushed->track), end, &report, err);
}

int64_t pushed_track_frames_48k(const struct pushed_track *pushed)
{
    return (int64_t)pushed->packets * PUSHED_PACKET_48K - PRESKIP_48K;
}

void pushed_track_end(struct pushed_track *pushed)
{
    track_free(pushed->track);
    pushed->track = NULL;
}

/* --- What came of it ----------------------------------------------------- */

static void add_part(
    struct track_parts *parts, const char *folder, const char *name)
{
    struct pushed_part *part = &parts->list[parts->count++];
    struct err err;

    assert_true(parts->count < TRACK_PARTS_MOST);
    snprintf(part->path, sizeof part->path, "%s/%s", folder, name);
    own(recording_reader) reader = recording_reader_new(part->path, &err);
    assert_non_null(reader);
    assert_true(recording_reader_facts(reader, &part->facts, &err));
    part->facts.preskip_48k = recording_reader_preskip_48k(reader);
}

/* How many leftovers there still are. */
static int list_parts(struct track_parts *parts, const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    int leftovers = 0;

    while (folder && (entry = readdir(folder))) {
        if (text_has_suffix(entry->d_name, RECORDING_SUFFIX))
            add_part(parts, path, entry->d_name);
        leftovers += text_has_suffix(entry->d_name, RECORDING_PART_SUFFIX);
    }
    if (folder)
        closedir(folder);
    return leftovers;
}

static void hear_repair(void *user, const char *path,
    enum repair_outcome outcome, const struct repair_report *report,
    const struct err *err)
{
    (void)user;
    (void)report;
    if (outcome == REPAIR_FAILED)
        fail_msg("%s: %s", path, err->text);
}

static int repair_and_list(struct track_parts *parts, const char *folder)
{
    struct err err;

    repair_folder(folder, hear_repair, NULL, &err);
    return list_parts(parts, folder);
}

void track_parts_collect(
    struct track_parts *parts, const char *folder, const char *second)
{
    const struct timespec moment = {.tv_nsec = 10000000};
    int leftovers;
    int tries = 0;

    do {
        *parts = (struct track_parts){0};
        leftovers = repair_and_list(parts, folder);
        if (second)
            leftovers += repair_and_list(parts, second);
    } while (leftovers && tries++ < 3000 && nanosleep(&moment, NULL) == 0);
    assert_int_equal(leftovers, 0);
}

const struct pushed_part *track_parts_find(
    const struct track_parts *parts, int number)
{
    for (int i = 0; i < parts->count; i++) {
        if (parts->list[i].facts.part == number)
            return &parts->list[i];
    }
    return NULL;
}

/* Where its packets end, each of which is the one that was pushed. */
static int64_t check_packets(const struct pushed_part *part)
{
    struct recording_packet packet;
    struct err err;
    own(recording_reader) reader = recording_reader_new(part->path, &err);
    int64_t at_48k = part->facts.offset_48k - part->facts.preskip_48k;

    while (recording_reader_next(reader, &packet, &err) == RECORDING_PACKET) {
        uint8_t expected[PACKET_BYTES];
        make_packet(
            (int)((at_48k + PRESKIP_48K) / PUSHED_PACKET_48K), expected);
        assert_int_equal(packet.length, sizeof expected);
        assert_memory_equal(packet.bytes, expected, sizeof expected);
        at_48k += packet.frames_48k;
    }
    return at_48k;
}

static void check_container(const char *path)
{
    static struct conformance conformance; /* large */
    own_fd int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct err err;

    assert_true(conformance_check(fd, &conformance, &err));
    if (conformance.findings.total > 0)
        fail_msg("%s: %s, expected %s", path,
            conformance.findings.list[0].found,
            conformance.findings.list[0].expected);
}

/* A part ends where the next one begins, or behind; one that was given up
 * before it had any sound is not there. */
void track_parts_check(const struct track_parts *parts, int64_t least_48k)
{
    int64_t end_48k = 0;

    for (int number = 1; number <= TRACK_PARTS_MOST; number++) {
        const struct pushed_part *part = track_parts_find(parts, number);
        if (!part)
            continue;
        assert_true(part->facts.offset_48k <= end_48k);
        check_container(part->path);
        end_48k = check_packets(part);
        assert_string_equal(part->facts.session, parts->list[0].facts.session);
    }
    if (end_48k < least_48k)
        fail_msg("they end at %lld, expected %lld", (long long)end_48k,
            (long long)least_48k);
}
