/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A session whose disk fails: fdatasync(2), write(2) and open(2) go through
 * this file. Whatever fails, what the files hold together is what was pushed.
 */
#include "recorder/session/track.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "recorder/audio/codec.h"
#include "recorder/audio/ledger.h"
#include "recorder/audio/recording_reader.h"
#include "recorder/audio/repair_folder.h"
#include "recorder/base/clock.h"
#include "recorder/base/config.h"
#include "recorder/base/text.h"
#include "tests/recorder/scratch_folder.h"

#define FRAMES 960
#define PACKETS 300
#define MOST_PARTS 64
#define UTC (INT64_C(1795460400) * CLOCK_SECOND_NS)
#define PRESKIP 312

/* --- The disk ------------------------------------------------------------ */

static atomic_int syncs_until_failure; /* 0: none fails */
static atomic_bool is_disk_gone;       /* nothing can be created or written */

int __real_fdatasync(int fd);
int __wrap_fdatasync(int fd);
ssize_t __real_write(int fd, const void *bytes, size_t length);
ssize_t __wrap_write(int fd, const void *bytes, size_t length);
int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);

int __wrap_fdatasync(int fd)
{
    if (syncs_until_failure > 0 && --syncs_until_failure == 0) {
        errno = EIO;
        return -1;
    }
    return __real_fdatasync(fd);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t length)
{
    if (is_disk_gone) {
        errno = ENOSPC;
        return -1;
    }
    return __real_write(fd, bytes, length);
}

int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;

    va_start(arguments, flags);
    mode_t mode = flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (is_disk_gone && flags & O_CREAT) {
        errno = ENOSPC;
        return -1;
    }
    return __real_open(path, flags, mode);
}

/* --- A session ----------------------------------------------------------- */

/* Each packet is another one, so that a wrong order would show. */
struct pushed {
    uint8_t bytes[PACKETS][8];
    int count;
};

static struct pushed pushed;
static int troubles;
static char trouble[sizeof(struct err)];

static void hear_part(void *user, const struct track_report *report)
{
    (void)user;
    (void)report;
}

static void hear_trouble(void *user, const struct err *err)
{
    (void)user;
    troubles++;
    snprintf(trouble, sizeof trouble, "%s", err->text);
}

static struct track *begin(const char *folder, const char *second)
{
    const struct track_place place = {
        .folder = (char *)folder, .second = (char *)second};
    const struct track_listener listener = {NULL, hear_part, hear_trouble};
    struct recording_facts facts = {.room = "hall",
        .source = "test",
        .start_utc_ns = UTC,
        .normalize = NORMALIZE_OFF,
        .target_lufs = -16,
        .channels = 2,
        .preskip_48k = PRESKIP,
        .input_rate_hz = 48000};
    struct err err;

    identifier_random(facts.id);
    troubles = 0;
    pushed.count = 0;
    struct track *track = track_new(&place, &facts, &listener, &err);
    if (!track)
        fail_msg("%s", err.text);
    return track;
}

/* CELT packets of 20 ms (RFC 6716 3.1) whose sound does not matter. */
static void push(struct track *track, int count)
{
    struct err err;

    for (int i = 0; i < count; i++) {
        uint8_t *packet = pushed.bytes[pushed.count];
        memset(packet, 0, sizeof pushed.bytes[0]);
        packet[0] = 0xfc;
        memcpy(packet + 1, &pushed.count, sizeof pushed.count);
        pushed.count++;
        if (!track_push(track, packet, sizeof pushed.bytes[0], FRAMES, &err))
            fail_msg("%s", err.text);
    }
}

/* As a source does that is faster than real time: the disk has all of it. */
static void push_slowly(struct track *track, int count)
{
    struct err err;

    for (int i = 0; i < count; i += 25) {
        push(track, 25);
        if (!track_wait(track, &err))
            fail_msg("%s", err.text);
    }
}

static bool finish(struct track *track, struct err *err)
{
    struct track_report report;
    own(jdoc) end = ledger_line("end", 0);

    jdoc_set_string(end, "cause", "signal");
    return track_finish(track, track_frames_48k(track), end, &report, err);
}

/* --- What came of it ----------------------------------------------------- */

struct part {
    char path[300];
    struct recording_facts facts;
};

struct parts {
    struct part list[MOST_PARTS];
    int count;
};

static void add_part(struct parts *parts, const char *folder, const char *name)
{
    struct part *part = &parts->list[parts->count++];
    struct err err;

    snprintf(part->path, sizeof part->path, "%s/%s", folder, name);
    own(recording_reader) reader = recording_reader_new(part->path, &err);
    assert_non_null(reader);
    assert_true(recording_reader_facts(reader, &part->facts, &err));
    part->facts.preskip_48k = recording_reader_preskip_48k(reader);
}

/* How many leftovers there still are. */
static int list_parts(struct parts *parts, const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    int leftovers = 0;

    while (folder && (entry = readdir(folder))) {
        if (text_has_suffix(entry->d_name, ".opus"))
            add_part(parts, path, entry->d_name);
        leftovers += text_has_suffix(entry->d_name, ".opus.part");
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
    (void)path;
    (void)outcome;
    (void)report;
    (void)err;
}

/* Repairs what failed; a writer that was given up may still be at it. */
static void collect(struct parts *parts, const char *folder, const char *second)
{
    const struct timespec moment = {.tv_nsec = 10000000};
    int leftovers;
    int tries = 0;

    do {
        struct err err;
        *parts = (struct parts){0};
        repair_folder(folder, hear_repair, NULL, &err);
        leftovers = list_parts(parts, folder);
        if (second) {
            repair_folder(second, hear_repair, NULL, &err);
            leftovers += list_parts(parts, second);
        }
    } while (leftovers && tries++ < 500 && nanosleep(&moment, NULL) == 0);
    assert_int_equal(leftovers, 0);
}

static const struct part *find_part(const struct parts *parts, int number)
{
    for (int i = 0; i < parts->count; i++) {
        if (parts->list[i].facts.part == number)
            return &parts->list[i];
    }
    return NULL;
}

/* The packets of a part that begin before the next part does are those that
 * were pushed, and none is missing. */
static void check_part(const struct part *part, int64_t end_48k)
{
    struct recording_packet packet;
    struct err err;
    own(recording_reader) reader = recording_reader_new(part->path, &err);
    int64_t at_48k = part->facts.offset_48k - part->facts.preskip_48k;

    while (recording_reader_next(reader, &packet, &err) == RECORDING_PACKET) {
        int64_t number = (at_48k + PRESKIP) / FRAMES;
        assert_in_range(number, 0, pushed.count - 1);
        assert_int_equal(packet.length, sizeof pushed.bytes[0]);
        assert_memory_equal(packet.bytes, pushed.bytes[number], packet.length);
        at_48k += FRAMES;
    }
    if (at_48k < end_48k)
        fail_msg("%s ends at %lld, expected %lld", part->path,
            (long long)at_48k, (long long)end_48k);
}

/* A part ends where the next one begins. */
static void check_all(const struct parts *parts)
{
    int64_t total_48k = (int64_t)pushed.count * FRAMES - PRESKIP;
    const struct part *part = find_part(parts, 1);

    assert_non_null(part);
    assert_int_equal(part->facts.offset_48k, 0);
    for (int number = 2; part; number++) {
        const struct part *next = find_part(parts, number);
        check_part(part, next ? next->facts.offset_48k : total_48k);
        assert_string_equal(part->facts.session, parts->list[0].facts.session);
        part = next;
    }
}

/* --- Tests --------------------------------------------------------------- */

static void test_no_failed_sync_loses_a_packet(void **state)
{
    const char *folder = *state;
    int failed = 0;

    for (int nth = 1; nth < 60; nth++) {
        struct parts parts;
        struct err err;
        char room[128];
        snprintf(room, sizeof room, "%s/%d", folder, nth);
        struct track *track = begin(room, NULL);
        syncs_until_failure = nth;
        push_slowly(track, PACKETS);
        bool is_finished = finish(track, &err);
        track_free(track);
        failed += syncs_until_failure == 0;
        syncs_until_failure = 0;
        collect(&parts, room, NULL);
        check_all(&parts);
        /* It may be the last sync, when there is nothing left to write. */
        assert_true(is_finished || troubles > 0);
        assert_int_equal(parts.count > 1, is_finished && troubles > 0);
        if (troubles > 0)
            assert_non_null(strstr(trouble, "Input/output error"));
    }
    assert_in_range(failed, 10, 58);
}

static void test_second_folder_takes_over(void **state)
{
    const char *folder = *state;
    struct parts parts;
    struct err err;
    char first[128];
    char second[128];

    snprintf(first, sizeof first, "%s/first", folder);
    snprintf(second, sizeof second, "%s/second/hall", folder);
    struct track *track = begin(first, second);
    push_slowly(track, 100);
    /* The folder is gone, and a file has its name. */
    collect(&parts, second, NULL);
    assert_int_equal(parts.count, 0);
    char moved[128];
    snprintf(moved, sizeof moved, "%s/moved", folder);
    assert_int_equal(rename(first, moved), 0);
    close(creat(first, 0600));
    syncs_until_failure = 1;
    push_slowly(track, 100);
    assert_true(finish(track, &err));
    track_free(track);
    collect(&parts, moved, second);
    assert_int_equal(parts.count, 2);
    check_all(&parts);
}

static void test_disk_that_is_gone_for_a_while_costs_nothing(void **state)
{
    const char *folder = *state;
    struct parts parts;
    struct err err;
    char room[128];

    snprintf(room, sizeof room, "%s/room", folder);
    struct track *track = begin(room, NULL);
    push_slowly(track, 50);
    is_disk_gone = true;
    push(track, 50);
    assert_false(track_wait(track, &err));
    push(track, 100);
    assert_false(track_wait(track, &err));
    assert_non_null(strstr(err.text, "No space left on device"));
    is_disk_gone = false;
    push(track, 100);
    assert_true(finish(track, &err));
    track_free(track);
    assert_in_range(troubles, 1, 2);
    collect(&parts, room, NULL);
    assert_int_equal(parts.count, 2);
    check_all(&parts);
}

static void test_lines_and_chapters_of_an_outage_are_in_the_next_ledger(
    void **state)
{
    const char *folder = *state;
    struct parts parts;
    struct err err;
    char room[128];
    own(jdoc) line = ledger_line("alarm", 0);

    snprintf(room, sizeof room, "%s/room", folder);
    struct track *track = begin(room, NULL);
    push_slowly(track, 50);
    is_disk_gone = true;
    push(track, 50);
    assert_false(track_wait(track, &err));
    assert_true(track_note(track, line, track_frames_48k(track), &err));
    assert_true(track_mark(track, "Later", track_frames_48k(track), &err));
    is_disk_gone = false;
    push(track, 100);
    assert_true(finish(track, &err));
    track_free(track);
    collect(&parts, room, NULL);
    assert_int_equal(parts.count, 2);
    const struct part *second = find_part(&parts, 2);
    own(recording_reader) reader = recording_reader_new(second->path, &err);
    assert_string_equal(
        recording_reader_tag(reader, "CHAPTER000NAME"), "Later");
    assert_true(second->facts.continues);
}

static void test_no_session_begins_where_too_little_is_free(void **state)
{
    const struct track_place place = {
        .folder = *state, .least_free_bytes = INT64_MAX};
    struct recording_facts facts = {.room = "hall", .channels = 2};
    const struct track_listener listener = {NULL, hear_part, hear_trouble};
    struct err err;

    assert_null(track_new(&place, &facts, &listener, &err));
    assert_int_equal(err.kind, ERR_IO);
    assert_non_null(strstr(err.text, " MB are free, expected "));
}

#define TEST(name)                                                             \
    cmocka_unit_test_setup_teardown(                                           \
        name, scratch_folder_make, scratch_folder_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_no_failed_sync_loses_a_packet),
        TEST(test_second_folder_takes_over),
        TEST(test_disk_that_is_gone_for_a_while_costs_nothing),
        TEST(test_lines_and_chapters_of_an_outage_are_in_the_next_ledger),
        TEST(test_no_session_begins_where_too_little_is_free),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
