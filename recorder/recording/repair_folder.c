/* SPDX-License-Identifier: BSD-2-Clause */
#include "recorder/recording/repair_folder.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "recorder/base/clock.h"
#include "recorder/base/durable_file.h"
#include "recorder/base/text.h"
#include "recorder/recording/unborn_recording.h"

/* No repair takes so long to complete a file. */
#define TEMPORARY_MOST_SECONDS 3600

static int is_leftover(const struct dirent *entry)
{
    return durable_is_temporary(entry->d_name) ||
           text_has_suffix(entry->d_name, RECORDING_PART_SUFFIX) ||
           text_has_suffix(entry->d_name, RECORDING_NEW_SUFFIX);
}

struct round {
    const char *folder;
    repair_listener *told;
    void *user;
};

/* One that did not become a recording. */
static enum repair_outcome repair_unborn(const char *path, struct err *err)
{
    bool is_aside;

    if (!unborn_recording_set_aside(path, clock_utc_ns(), &is_aside, err))
        return REPAIR_FAILED;
    return is_aside ? REPAIR_EMPTY : REPAIR_RUNNING;
}

/* Half a copy, of what is still where it was; failing to is no reason to
 * stop. */
static void sweep(const char *path)
{
    struct stat status;

    if (lstat(path, &status) == 0 &&
        clock_utc_ns() / CLOCK_SECOND_NS - status.st_mtim.tv_sec >=
            TEMPORARY_MOST_SECONDS)
        unlink(path);
}

/* False only when a repair failed. One that vanished since the folder was
 * read was finished by its owner or by another repair. */
static bool repair_one(
    const struct round *round, const char *name, struct err *err)
{
    own_value(text) path = {0};
    struct repair_report report = {0};
    struct err failure = {0};

    text_appendf(&path, "%s/%s", round->folder, name);
    if (!text_finish(&path, err))
        return false;
    if (durable_is_temporary(name)) {
        sweep(path.bytes);
        return true;
    }
    enum repair_outcome outcome =
        text_has_suffix(name, RECORDING_NEW_SUFFIX)
            ? repair_unborn(path.bytes, &failure)
            : recording_repair(path.bytes, &report, &failure);
    bool is_gone = outcome == REPAIR_FAILED && access(path.bytes, F_OK) != 0 &&
                   errno == ENOENT;
    if (outcome == REPAIR_RUNNING || is_gone)
        return true;
    round->told(round->user, path.bytes, outcome, &report, &failure);
    if (outcome != REPAIR_FAILED)
        return true;
    *err = failure;
    return false;
}

static int read_folder(const char *folder,
    int (*is_wanted)(const struct dirent *), struct dirent ***entries,
    struct err *err)
{
    int count = scandir(folder, entries, is_wanted, alphasort);

    if (count < 0 && errno == ENOENT)
        return 0;
    if (count < 0)
        err_set_errno(err, ERR_IO, "read folder %s", folder);
    return count;
}

/* All of it is tried; *err is the first error. */
static bool do_each(const struct round *round,
    int (*is_wanted)(const struct dirent *),
    bool (*act)(const struct round *, const char *, struct err *),
    struct err *err)
{
    struct dirent **entries = NULL;
    struct err later;
    bool is_good = true;
    int count = read_folder(round->folder, is_wanted, &entries, err);

    for (int i = 0; i < count; i++) {
        is_good &= act(round, entries[i]->d_name, is_good ? err : &later);
        free(entries[i]);
    }
    free(entries);
    return is_good && count >= 0;
}

bool repair_folder(
    const char *folder, repair_listener *told, void *user, struct err *err)
{
    const struct round round = {folder, told, user};

    return do_each(&round, is_leftover, repair_one, err);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool repair_room(
    const struct round *spool, const char *name, struct err *err)
{
    own_value(text) path = {0};
    struct stat status;

    text_appendf(&path, "%s/%s", spool->folder, name);
    if (!text_finish(&path, err))
        return false;
    return stat(path.bytes, &status) != 0 || !S_ISDIR(status.st_mode) ||
           repair_folder(path.bytes, spool->told, spool->user, err);
}

bool repair_spool(
    const char *folder, repair_listener *told, void *user, struct err *err)
{
    const struct round round = {folder, told, user};
    struct err later;
    bool is_good = repair_folder(folder, told, user, err);

    return do_each(&round, is_visible, repair_room, is_good ? err : &later) &&
           is_good;
}
