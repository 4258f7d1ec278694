/* SPDX-License-Identifier: BSD-2-Clause */
/* Leftovers of any kind: nothing of one is lost, and what was repaired is
 * read to its end. A zero byte parts the recording from its ledger, which
 * comes first. */
#include "tests/fuzz/fuzz_target.h"

#include <assert.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recorder/recording/recording_reader.h"
#include "recorder/recording/recording_repair.h"
#include "tests/fuzz/mend_pages.h"

/* In memory where there is such a folder: a repair syncs often. */
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

static void make_path(char path[128], const char *name)
{
    snprintf(path, 128, "%s/%s", folder, name);
}

static void store(const char *name, const uint8_t *bytes, size_t length)
{
    char path[128];

    make_path(path, name);
    own_fd int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert(fd >= 0 && write(fd, bytes, length) == (ssize_t)length);
}

/* Its size, and it is gone; -1 when it was not there. */
static int64_t withdraw(const char *name)
{
    struct stat status;
    char path[128];

    make_path(path, name);
    if (stat(path, &status) != 0)
        return -1;
    unlink(path);
    return status.st_size;
}

static void check_repaired(int64_t frames_48k)
{
    char path[128];
    struct err err = {0};
    int64_t frames = -1;
    struct recording_facts facts;

    make_path(path, "r.opus");
    own(recording_reader) reader = recording_reader_new(path, &err);
    assert(reader && recording_reader_facts(reader, &facts, &err));
    assert(recording_duration_48k(path, &frames, &err));
    assert(frames == frames_48k);
}

static void repair(int64_t length)
{
    char path[128];
    struct repair_report report = {0};
    struct err err = {0};

    make_path(path, "r.opus.part");
    switch (recording_repair(path, &report, &err)) {
    case REPAIR_DONE:
        assert(report.kept_bytes + report.cut_bytes == length);
        check_repaired(report.frames_48k);
        assert(withdraw("r.opus") == report.kept_bytes);
        break;
    case REPAIR_EMPTY:
        assert(withdraw("r.opus.empty") == length);
        break;
    case REPAIR_FAILED:
        assert(err.text[0]);
        assert(withdraw("r.opus.part") >= 0);
        break;
    case REPAIR_RUNNING:
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
    const uint8_t *end = length ? memchr(bytes, 0, length) : NULL;
    size_t ledger_length = end ? (size_t)(end - bytes) : 0;
    size_t part_from = end ? ledger_length + 1 : 0;
    size_t part_length = length - part_from;
    own_heap(uint8_t) part = malloc(part_length + 1);

    assert(part);
    make_folder();
    memcpy(part, bytes + part_from, part_length);
    mend_pages(part, part_length);
    store("r.opus.part", part, part_length);
    if (ledger_length > 0)
        store("r.jsonl", bytes, ledger_length);
    repair((int64_t)part_length);
    withdraw("r.jsonl");
    withdraw("r.tail");
    return 0;
}
